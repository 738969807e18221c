"""Results: a place for the officer's PDF, or one set here; checked and signed when it arrives; shown, and verified.

Whichever way the file came, it arrives under `results/` in the bucket and is checked and signed by one function.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.adapters import audit, files, pdf_signing, result_rows, signing
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.dossier_store import Done, Loaded, Once, Together
from chalicelib.adapters.telemetry import count, logger
from chalicelib.domain import forms, results, roles, sign_in
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import CLOSED, Dossier
from chalicelib.domain.faults import Fault
from chalicelib.domain.results import Result, State
from chalicelib.domain.roles import SYSTEM, Principal, Right, Role
from chalicelib.services import reach
from chalicelib.services.casework.intake import event_of
from chalicelib.services.once import carried_out, once
from chalicelib.services.reference import registry

UPLOADED, SET = "uploaded", "set"
FORM, SHEET = "result", "result_check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The result that an officer wants: its number, for which part; set here with this text, or to be uploaded."""

    number: str
    part: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A result, and where its file is to be sent while that is awaited from the officer."""

    result: Result
    upload: files.Upload | None


def ask(code: str, wanted: Wanted, by: Principal, key: str, now: datetime) -> Asked:
    """Asks for a result once per key. Raises dossier.unknown, part.unknown, action.elsewhere, result.not_yet."""
    roles.require(by, Right.ISSUE)
    asked = {"code": code, "number": wanted.number, "part": wanted.part, "text": wanted.text}
    mark = once("result", f"api#{by.id}#{key}", asked)
    made = carried_out(
        mark,
        act=lambda: _ask(code, wanted, by, mark, now),
        again=lambda done: _asked_before(done, by),
    )
    if made.state is not State.AWAITED:
        return Asked(made, None)
    arrives = files.result_key(code, made.id)
    if made.made == UPLOADED:
        return Asked(made, files.upload_slot(arrives, results.CONTENT_TYPE, results.MAX_BYTES))
    files.put(files.scans_bucket(), arrives, _set(code, made, wanted.text, now), results.CONTENT_TYPE)
    return Asked(made, None)


def _ask(code: str, wanted: Wanted, by: Principal, mark: Once, now: datetime) -> Result:
    loaded = reach.dossier(code, by)
    about = loaded.file.part(wanted.part) if wanted.part else loaded.file.dossier
    if loaded.file.parts and not wanted.part:
        raise Fault("part.needed", "part", parts=", ".join(str(p.part) for p in loaded.file.parts))
    if not roles.decides(by, about):
        raise Fault("action.elsewhere", "code", authority=about.authority_name or "")
    if about.accepted_at is None or about.status in CLOSED:
        raise Fault("result.not_yet", "code", status=about.status.vi, status_en=about.status.en)
    made = Result(
        id=secrets.token_hex(8),
        dossier=code,
        part=about.part,
        number=wanted.number.strip(),
        issuer=about.authority_name or "",
        made=SET if wanted.text else UPLOADED,
        state=State.AWAITED,
        asked_at=now,
        asked_by=by.id,
    )
    _write(loaded, "result_asked", made, by, now, mark)
    return made


def _asked_before(done: Done, by: Principal) -> Result:
    file = reach.dossier(done.dossier, by).file
    event = next(event for event in file.events if event.id == done.item)
    return results.found(file.results, str(event.subject))


def _write(loaded: Loaded, kind: str, result: Result, by: Principal, now: datetime, mark: Once | None = None) -> None:
    """Writes a result that changed, and that alone of the dossier."""
    dossier = loaded.file.dossier
    about = loaded.file.part(result.part) if result.part else dossier
    event = event_of(kind, about, about, by, now, subject=result.id, note=result.reason or "")
    after = replace(dossier, version=dossier.version + 1)
    store.change(dossier, after, event, loaded.key_from, mark, Together(results=(result,)))
    logger.info(kind.replace("_", " "), dossier=dossier.code, result=result.id, reason=result.reason)


def _set(code: str, result: Result, text: str, now: datetime) -> bytes:
    """The result as a PDF: its wording is the registry's, the decision the officer's; its QR code says whose it is."""
    from chalicelib.adapters import typesetting  # noqa: PLC0415 - takes half a second: who prints waits, no cold start

    whole = store.load(code).file
    file = replace(whole, dossier=whole.part(result.part)) if result.part else whole
    opened, day = hanoi_day(file.dossier.opened_at), hanoi_day(now)
    procedure, agent = registry.procedure(file.dossier.procedure, opened), registry.agent(file.dossier.agent, opened)
    gaps = forms.values(FORM, file, procedure, result.issuer, agent.name, now)
    gaps |= {"result_number": result.number, "reason": text}
    sheet = forms.filled(registry.form(FORM, day), gaps, (), 1)
    return typesetting.pdf(sheet, _vouched(code, result.id, result.asked_at))


def _vouched(code: str, what: str, at: datetime) -> str:
    return signing.sign(forms.message(code, what, 1, hanoi_day(at), signing.public_key().id))


def sign(bucket: str, key: str, version: str | None, now: datetime) -> None:
    """Checks the file that lies under `results/<code>/<result>` and signs it. Twice, or late, it changes nothing.

    A file that is no good is refused with its reason; the officer asks for another place. What arrived is taken away in
    any case: a signed file begins with every byte of it.
    """
    _, code, result_id = key.split("/")
    loaded = store.load(code)
    result = results.found(loaded.file.results, result_id)
    stored = files.stored(bucket, key, version)
    if stored is None:
        return
    if result.state is State.AWAITED:
        too_large = stored.size > results.MAX_BYTES
        data = b"" if too_large else files.fetch(bucket, key, stored.version)
        outcome = results.refused(result, "too_large") if too_large else _checked(result, data, now)
        _write(loaded, f"result_{outcome.state}", outcome, SYSTEM, now)
        count(f"result_{outcome.state}")
    files.remove(key, stored.version)  # only now: after a crash in between the message comes here again


def _checked(result: Result, data: bytes, now: datetime) -> Result:
    """The result as its file makes it: refused, or signed and stored.

    No two signatures are the same bytes, so the first file that is stored is the one: whoever signs at the same time,
    or again after a crash, goes on with that.
    """
    from chalicelib.reading import issued  # noqa: PLC0415 - the reader's package alone can do this

    try:
        pages = issued.pages(data, results.MAX_PAGES, now)
        made = _with_signature(result, data, now)
        stored = files.put_first(files.signed_key(result.dossier, result.id), made.data, results.CONTENT_TYPE)
        if stored is not made.data:
            pages = issued.pages(stored, results.MAX_PAGES, now)  # of whichever file came first
    except issued.Unfit as unfit:
        return results.refused(result, unfit.reason)
    except pdf_signing.Unsignable:
        return results.refused(result, "unsignable")
    digest = hashlib.sha256(stored).hexdigest()
    return results.signed(result, sha256=digest, size=len(stored), pages=pages, signer=made.signer, at=now)


def _with_signature(result: Result, data: bytes, now: datetime) -> pdf_signing.Signed:
    """The file with our signature, which is checked before anybody gets it: a certificate may be another key's."""
    from chalicelib.reading import signatures  # noqa: PLC0415 - as above

    made = pdf_signing.signed(data, f"MotCua-{result.id}", registry.signer(hanoi_day(now)), pdf_signing.KmsKey())
    *_, ours = signatures.verify(made.data, now, tuple)
    if not ours.intact:
        raise RuntimeError("the certificate in signer#results is not that of the key")
    if not signatures.all_hold(made.data, now):
        raise pdf_signing.Unsignable  # ours would break one that was there
    return made


def give_up_waiting(code: str, result_id: str, now: datetime, asked_before: datetime) -> None:
    """Refuses a result whose file never came."""
    loaded = store.load(code)
    result = results.found(loaded.file.results, result_id)
    if result.state is State.AWAITED and result.asked_at < asked_before:
        _write(loaded, "result_refused", results.refused(result, "not_uploaded"), SYSTEM, now)


@dataclass(frozen=True, slots=True)
class Seen:
    """A dossier's results as one may see them; without `personal`, numbers and authorisations are to be left out."""

    results: tuple[Result, ...]
    personal: bool


def of_dossier(code: str, by: Principal) -> Seen:
    """The results of a dossier within reach, the first asked first. Raises dossier.unknown."""
    roles.require(by, Right.RESULT)
    loaded = reach.dossier(code, by)
    return Seen(loaded.file.results, roles.sees_personal_data(by, loaded.file.dossier))


@dataclass(frozen=True, slots=True)
class Links:
    """Links that work for five minutes: to the signed file, and to the sheet by which it is verified."""

    file: str
    sheet: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A result with its links."""

    result: Result
    links: Links


def show(code: str, result_id: str, by: Principal, reason: str, now: datetime) -> Shown:
    """The signed file; every look is audited.

    Raises role.forbidden where names are hidden from one, result.state, and result.code_only for a citizen who is
    signed in: what the catalogue guards most is opened by a code to the phone alone.
    """
    roles.require(by, Right.RESULT)
    loaded = reach.dossier(code, by)
    result = results.found(loaded.file.results, result_id)
    about = loaded.file.part(result.part) if result.part else loaded.file.dossier
    if not _may_open(by, about, loaded.file.dossier, result, reason):
        raise Fault("role.forbidden", role=by.role.value)
    results.require(result, State.SIGNED, State.ISSUED, State.COLLECTED)
    if by.role is Role.CITIZEN and is_guarded(loaded.file.dossier):
        raise Fault("result.code_only", "result")
    return Shown(result, opened(loaded, result, by, reason, now))


def opened(loaded: Loaded, result: Result, by: Principal, reason: str, now: datetime) -> Links:
    """Links to a signed result for who may open it, which is audited."""
    audit.record(result.dossier, by, f"result {result.id}", reason, now, loaded.key_from)
    signed = files.signed_key(result.dossier, result.id)
    return Links(files.link(signed, None), files.link(_sheet(result), None))


def is_guarded(dossier: Dossier) -> bool:
    """Whether its result, like a criminal record, is shown to its citizen against a one-time code only."""
    return sign_in.needs_proven(registry.procedure(dossier.procedure, hanoi_day(dossier.opened_at)))


def _may_open(by: Principal, about: Dossier, whole: Dossier, result: Result, reason: str) -> bool:
    """The rules of who sees personal data; whoever does not decide sees no result before it is issued."""
    decided = result.issued_at is not None or by.role in roles.AUTHORITY_SIDE
    return decided and (roles.sees_personal_data(by, about, reason) or roles.sees_personal_data(by, whole, reason))


def _sheet(result: Result) -> str:
    """Where the verification sheet lies, made when it is first asked for: a QR code that a phone checks offline."""
    from chalicelib.adapters import typesetting  # noqa: PLC0415 - as above

    stored = files.form_key(result.dossier, sheet_of(result.id))
    if files.stored(files.scans_bucket(), stored) is None and result.signed_at:
        day = hanoi_day(result.signed_at)
        sheet = forms.filled(registry.form(SHEET, day), results.gaps(result, day), (), 1)
        body = typesetting.pdf(sheet, _vouched(result.dossier, results.check_id(result), result.signed_at))
        files.put(files.scans_bucket(), stored, body, results.CONTENT_TYPE)
    return stored


def sheet_of(result_id: str) -> str:
    """The name under which the verification sheet lies among a dossier's prints."""
    return f"{result_id}-check"


@dataclass(frozen=True, slots=True)
class Verified:
    """What anybody who holds a result may know of it; `matches` is None where no hash was given."""

    result: Result
    matches: bool | None


def verify(result_id: str, sha256: str) -> Verified:
    """Whether a file is the result of that id, by its hash. Raises result.unknown for what was never issued."""
    place = result_rows.place(f"result#{result_id}")
    result = results.found(store.load(place[0]).file.results, result_id) if place else None
    if result is None or result.issued_at is None:
        raise Fault("result.unknown", "result")
    return Verified(result, sha256.strip().lower() == result.sha256 if sha256 else None)
