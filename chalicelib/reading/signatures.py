"""The signatures in a PDF: who signed, whether what was signed is still the same, and whether it is all there is.

The file is only looked at, never written. Nothing is fetched: whether a certificate was revoked is not asked.
"""

import io
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from . import pdfs


class Flaw(StrEnum):
    """What is to be said against a signature. The codes are stable: clients translate them for the officer."""

    MALFORMED = "malformed"  # cannot be checked at all
    CHANGED = "changed"  # what was signed is not what stands there now
    ADDED_TO = "added_to"  # intact, but the file was continued after it
    ROOTS_UNKNOWN = "roots_unknown"  # nobody entered whom to trust
    UNTRUSTED = "untrusted"  # leads to none of those whom we trust, or was not valid on the day


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature. `signed_at` is what the signer's own clock said; `trusted` is None where it cannot be known."""

    signer: str
    signed_at: datetime | None
    intact: bool
    whole: bool
    trusted: bool | None
    flaws: tuple[Flaw, ...]


_MALFORMED = Signature("", None, intact=False, whole=False, trusted=None, flaws=(Flaw.MALFORMED,))


def verify(data: bytes, at: datetime, roots: Callable[[], Sequence[bytes]]) -> tuple[Signature, ...]:
    """Return the signatures of a file in the order they were made; none where it is no signed PDF.

    `roots` gives the certificates (DER) that are trusted to vouch for others; `at` is when the chain has to be valid.
    """
    if not pdfs.is_signed(data):
        return ()
    _quiet()
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - half a second that few files are worth

    try:
        found = PdfFileReader(io.BytesIO(data), strict=False).embedded_regular_signatures
    except Exception:  # a file made to mislead raises whatever the parser meets
        return (_MALFORMED,)
    trusted = roots()
    return tuple(_checked(signature, at, trusted) for signature in found) or (_MALFORMED,)


def all_hold(data: bytes, at: datetime) -> bool:
    """Tell whether no signature is broken, whoever signed: each is sound, and what came after it was signed as well.

    Further signatures may follow one that allows them, and what is needed to check the last one in years to come.
    """
    if not pdfs.is_signed(data):
        return True
    _quiet()
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - see above
    from pyhanko.sign.fields import enumerate_sig_fields  # noqa: PLC0415

    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        regular = reader.embedded_regular_signatures
        known = len(regular) + len(reader.embedded_timestamp_signatures)
        is_known = known == sum(1 for _ in enumerate_sig_fields(reader, filled_status=True))
        return is_known and all(_holds(each, at, is_last=each is regular[-1]) for each in regular)
    except Exception:  # as above
        return False


def _holds(signature: Any, at: datetime, *, is_last: bool) -> bool:  # noqa: ANN401
    from pyhanko.sign.diff_analysis import ModificationLevel  # noqa: PLC0415 - see above
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415

    status = validate_pdf_signature(signature, _context(at, ()))
    most = ModificationLevel.LTA_UPDATES if is_last else ModificationLevel.FORM_FILLING
    added = status.modification_level
    return bool(status.intact and status.valid and status.docmdp_ok and added is not None and added <= most)


def _quiet() -> None:
    """Keep the library from logging: it names the signer, who is a person."""
    for library in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(library).setLevel(logging.CRITICAL + 1)


def _checked(signature: Any, at: datetime, roots: Sequence[bytes]) -> Signature:  # noqa: ANN401 - pyHanko is untyped
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415 - see above
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415

    try:
        status = validate_pdf_signature(signature, _context(at, roots))
    except Exception:  # as above
        return _MALFORMED
    intact = bool(status.intact and status.valid)
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    trusted = bool(status.trusted) if roots else None
    return Signature(
        _name(signature), status.signer_reported_dt, intact, whole, trusted, _flaws(intact, whole, trusted)
    )


def _context(at: datetime, roots: Sequence[bytes]) -> Any:  # noqa: ANN401
    from asn1crypto.x509 import Certificate  # noqa: PLC0415 - see above
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    return ValidationContext(
        trust_roots=[Certificate.load(root) for root in roots],
        moment=at,
        best_signature_time=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )


def _name(signature: Any) -> str:  # noqa: ANN401
    subject = signature.signer_cert.subject.native
    return str(subject.get("common_name", ""))


def _flaws(intact: bool, whole: bool, trusted: bool | None) -> tuple[Flaw, ...]:
    against = {
        Flaw.CHANGED: not intact,
        Flaw.ADDED_TO: intact and not whole,
        Flaw.ROOTS_UNKNOWN: trusted is None,
        Flaw.UNTRUSTED: trusted is False,
    }
    return tuple(flaw for flaw, holds in against.items() if holds)
