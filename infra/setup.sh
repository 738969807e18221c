#!/bin/sh
# Sets up everything the project needs on this machine, each step only when it is not done yet:
# Python with venv, the virtual environment with locked requirements, Vietnamese reading data.
# As root it installs missing Debian/Ubuntu packages; otherwise it names what is missing and stops.
set -eu
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}
VENV=.venv
missing=""

say() { printf '%s\n' "$*" >&2; }

install_packages() {
    # $@: Debian packages. Only root may, and only where apt is.
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        missing="$missing $*"
        return 1
    fi
    say "Cài gói hệ thống / installing system packages: $*"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 && return 0
    apt-get update -qq >/dev/null 2>&1 || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null || {
        missing="$missing $*"
        return 1
    }
}

python_is_fit() {
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

python_has_venv() {
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null
}

find_vietnamese() {
    for folder in "${TESSDATA_PREFIX:-}" "$VENV/share/tessdata" /usr/share/tesseract-ocr/*/tessdata /usr/share/tessdata; do
        [ -n "$folder" ] && [ -f "$folder/vie.traineddata" ] && return 0
    done
    return 1
}

fetch_vietnamese_unprivileged() {
    # Without root the same Debian package, or npm's copy of the data, can still be unpacked into our own folder.
    work=$(mktemp -d)
    target=$PWD/$VENV/share/tessdata
    mkdir -p "$target"
    if command -v apt-get >/dev/null 2>&1 && (cd "$work" && apt-get download -qq tesseract-ocr-vie >/dev/null 2>&1); then
        dpkg -x "$work"/tesseract-ocr-vie_*.deb "$work" && find "$work" -name vie.traineddata -exec cp {} "$target/" \;
    elif command -v npm >/dev/null 2>&1 && (cd "$work" && npm pack --silent @tesseract.js-data/vie >/dev/null 2>&1); then
        tar -xzf "$work"/*.tgz -C "$work"
        find "$work" -path '*best_int*' -name 'vie.traineddata.gz' -exec gunzip -c {} \; >"$target/vie.traineddata" || true
    fi
    rm -rf "$work"
    [ -s "$target/vie.traineddata" ]
}

if ! python_is_fit; then
    install_packages python3 || true
    python_is_fit || missing="$missing python3(>=3.11)"
fi
if python_is_fit && ! python_has_venv; then
    install_packages python3-venv || true
fi
if [ -n "$missing" ]; then
    say "Còn thiếu, cần quyền quản trị để cài / missing, an administrator must install:$missing"
    say "  apt-get install$missing"
    exit 1
fi

locks="requirements.txt requirements/reading.txt requirements/dev.txt"
# shellcheck disable=SC2086
stamp=$(cat $locks | cksum)
if [ ! -x "$VENV/bin/python" ] || [ "$(cat "$VENV/.motcua-locks" 2>/dev/null)" != "$stamp" ]; then
    say "Tạo môi trường Python riêng / setting up the virtual environment ($VENV) …"
    # A set-up that was broken off may have left a Python without pip.
    "$VENV/bin/python" -m pip --version >/dev/null 2>&1 || "$PYTHON" -m venv --clear "$VENV"
    # shellcheck disable=SC2086
    "$VENV/bin/python" -m pip install -q --disable-pip-version-check --require-hashes --no-deps $(printf -- '-r %s ' $locks)
    printf '%s' "$stamp" >"$VENV/.motcua-locks"
fi

if ! find_vietnamese; then
    say "Lấy dữ liệu đọc tiếng Việt / getting Vietnamese reading data …"
    install_packages tesseract-ocr-vie || fetch_vietnamese_unprivileged || true
    if ! find_vietnamese; then
        say "Thiếu dữ liệu đọc tiếng Việt / Vietnamese reading data are missing."
        say "  apt-get install tesseract-ocr-vie     (or put vie.traineddata into $VENV/share/tessdata)"
        exit 1
    fi
fi
