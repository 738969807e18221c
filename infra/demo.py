"""`make demo`: one birth registration from the counter to the returned result, through the public API only.

A clerk in Hoàn Kiếm takes it in for a family that lives in Cầu Giấy; the papers are read and compared with the form;
the dossier finds its commune; an officer there decides it; the parent is told at every step and looks it up.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from chalicelib import reading
from chalicelib.domain.uploads import content_type
from infra import handing_out, paying, samples
from infra.client import Client, RefusedError, Stack
from infra.patience import DemoFailedError, until, wait

Say = Callable[[str], None]
_PROCEDURE = "1.001193"
_SLOT_OF = {"birth_declaration": "TK", "birth_proof": "GCS", "identity_card": "ID"}
_SAMPLE_SLOTS = {"to-khai-dang-ky-khai-sinh.jpg": "TK", "giay-chung-sinh.jpg": "GCS", "can-cuoc.jpg": "ID"}


@dataclass(frozen=True, slots=True)
class Scan:
    """A file that the clerk lays on the counter, and the slot it belongs to."""

    name: str
    slot: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Case:
    """What the family brings: the application, and its papers."""

    application: dict[str, Any]
    scans: list[Scan]


def play(stack: Stack, scans: Path | None, say: Say) -> dict[str, Any]:
    """Plays the main job and returns the finished dossier as its clerk sees it. Raises DemoFailedError."""
    clerk = Client(stack.api, stack.token("clerk"))
    officer = Client(stack.api, stack.token("officer"))
    case = _own_scans(scans, say) if scans else _sample_case()
    code = _take_in(clerk, case, say)
    _read(clerk, code, say)
    _show_comparisons(clerk.get(f"/v1/dossiers/{code}"), say)
    _submit(clerk, code, say)
    _decide(stack, officer, code, say)
    full = _return(stack, clerk, officer, code, say)
    _track(stack, code, case.application["applicant"]["phone"], say)
    return full


def _sample_case() -> Case:
    """An invented family and its photographed papers, made by the project."""
    family = samples.family(1, _today())
    pages = samples.pages(family)
    applicant = {
        "full_name": family.father.name,
        "number": family.father.number,
        "phone": family.phone,
        "email": family.email,
        "residence_unit": family.unit_code,
        "address": family.residence,
    }
    form = {
        "child_name": family.child.name,
        "child_birth_date": family.child.born.isoformat(),
        "child_sex": _sex(family.child.sex),
        "mother_name": family.mother.name,
        "mother_number": family.mother.number,
        "father_name": family.father.name,
    }
    application = {"procedure": _PROCEDURE, "applicant": applicant, "form": form}
    return Case(application, [Scan(name, _SAMPLE_SLOTS[name], data) for name, data in pages.items()])


def _own_scans(folder: Path, say: Say) -> Case:
    """The caller's scans. Nobody typed a form for them, so it is filled from what a first reading finds."""
    sample = _sample_case()
    paths = sorted(p for p in folder.iterdir() if p.is_file() and content_type(p.read_bytes()[:16]))
    if not paths:
        raise DemoFailedError(f"{folder}: không có tệp JPEG, PNG, TIFF hay PDF nào (no scan found)")
    scans, facts = [], dict[str, str]()
    for path in paths:
        say(f"  xem qua {path.name} …")
        data = path.read_bytes()
        kind, found = _first_look(data, path.name, say)
        facts |= {f"{kind}.{name}": value for name, value in found.items()} | facts
        scans.append(Scan(path.name, _SLOT_OF.get(kind, "GCS"), data))
    return Case(_filled(sample.application, facts), scans)


def _first_look(data: bytes, name: str, say: Say) -> tuple[str, dict[str, str]]:
    try:
        pages = reading.read(data).pages
    except reading.Unreadable as unreadable:
        say(f"    {name}: {unreadable.reason}")
        return "other", {}
    best = max(pages, key=lambda page: (page.kind != "other", page.kind_confidence))
    return best.kind, {field.name: field.normal for page in pages for field in page.fields}


def _filled(sample: dict[str, Any], facts: dict[str, str]) -> dict[str, Any]:
    """The sample's application with whatever the papers say in its place."""
    sources = {
        "full_name": ("identity_card.full_name", "birth_declaration.applicant_name"),
        "number": ("identity_card.personal_number", "birth_declaration.applicant_number"),
    }
    found = {k: next((facts[s] for s in keys if s in facts), None) for k, keys in sources.items()}
    applicant = sample["applicant"] | {k: v for k, v in found.items() if v}
    names = ("child_name", "child_birth_date", "child_sex", "mother_name", "mother_number", "father_name")
    form = {}
    for name in names:
        papers = (facts.get(f"{kind}.{name}") for kind in ("birth_declaration", "birth_proof", "birth_certificate"))
        form[name] = next((v for v in papers if v), sample["form"][name])
    return {"procedure": _PROCEDURE, "applicant": applicant, "form": form}


def _take_in(clerk: Client, case: Case, say: Say) -> str:
    me = clerk.get("/v1/me")
    code: str = clerk.post("/v1/dossiers", case.application)["code"]
    say(f"1. Đại lý {me['scope']} mở hồ sơ {code} (đăng ký khai sinh, gia đình cư trú ở phường khác)")
    for scan in case.scans:
        kind = content_type(scan.data[:16]) or "application/octet-stream"
        slot = clerk.post(f"/v1/dossiers/{code}/papers", {"slot": scan.slot, "content_type": kind})
        clerk.upload(slot, scan.data)
        say(f"   tải lên {scan.name} ({len(scan.data) // 1024} kB) vào thành phần {scan.slot}")
    return code


def _read(clerk: Client, code: str, say: Say) -> None:
    began = time.perf_counter()
    said = -1
    while True:
        papers = clerk.get(f"/v1/dossiers/{code}")["papers"]
        done = sum(p["state"] != "awaited" for p in papers)
        if done != said:
            say(f"2. Đọc giấy tờ: {'█' * done}{'░' * (len(papers) - done)} {done}/{len(papers)}")
            said = done
        if done == len(papers):
            break
        wait(began, "đọc giấy tờ (reading)")
    for paper in papers:
        _show_paper(paper, say)
    say(f"   đọc xong sau {time.perf_counter() - began:.1f} s")


def _show_paper(paper: dict[str, Any], say: Say) -> None:
    if paper["problem"]:
        say(f"   {paper['slot']:<4} {paper['problem']['code']}: {paper['problem']['detail']}")
        return
    say(f"   {paper['slot']:<4} {paper['kind']}{'' if paper['kind_sure'] else ' (chưa chắc)'}, {paper['pages']} trang")
    for fact in paper["facts"]:
        mark = "✓" if fact["sure"] else "?"
        say(f"        {mark} {fact['confidence']:4.0%}  {fact['name']:<20} {fact['value']}")


def _show_comparisons(dossier: dict[str, Any], say: Say) -> None:
    say("3. So sánh tờ khai với giấy tờ")
    slots = {p["id"]: p["slot"] for p in dossier["papers"]}
    signs = {"same": "=", "similar": "≈", "different": "≠", "doubtful": "?", "missing": "·", "awaited": "…"}
    for c in dossier["comparisons"]:
        read = c["read"] or "(giấy tờ không ghi hoặc không đọc được)"
        say(f"   {signs[c['verdict']]} {slots[c['paper']]:<4} {c['label']}: {c['declared']} | {read}")
        for reason in c["why"]:
            say(f"          {reason['detail']}")


def _submit(clerk: Client, code: str, say: Say) -> None:
    # The citizen files on the national portal; its code is invented here, as there is no portal to ask.
    submit = {"action": "submit", "portal_code": "G15.99" + code[code.index("-") :]}
    try:
        clerk.post(f"/v1/dossiers/{code}/actions", submit)
    except RefusedError as refused:
        if refused.code != "submit.differs":
            raise DemoFailedError(str(refused)) from None
        say(f"   ! {refused.problem['detail']} → nhân viên xác nhận đã kiểm tra")
        clerk.post(f"/v1/dossiers/{code}/actions", submit | {"confirm_differences": True})
    dossier = _until(clerk, code, lambda d: bool(d["authority"]), "chuyển hồ sơ (routing)")
    say(f"4. Chuyển đến {dossier['authority_name']}, vì:")
    for line in dossier["routed_why"]:
        say(f"   - {line}")


def _decide(stack: Stack, officer: Client, code: str, say: Say) -> None:
    place = next((n for n, row in enumerate(_desk(officer), 1) if row["code"] == code), None)
    if place is None:
        raise DemoFailedError(f"{code} không có trên bàn của cán bộ thụ lý (not on the officer's desk)")
    say(f"5. Cán bộ thụ lý thấy hồ sơ trên bàn (thứ {place})")
    for action in ("accept", "process"):
        dossier = officer.post(f"/v1/dossiers/{code}/actions", {"action": action})
        _show_act(action, dossier, say)
        if action == "accept":
            for line in dossier["due_why"]:
                say(f"     {line}")
            _print_receipt(officer, code, say)
    _show_act("finish", handing_out.decided(stack, officer, code, say), say)


def _show_act(action: str, dossier: dict[str, Any], say: Say) -> None:
    say(f"   {action:<8} → {dossier['status']} {dossier['status_vi']}")


def _desk(officer: Client) -> Iterator[dict[str, Any]]:
    """The officer's whole desk, page after page."""
    cursor: str | None = ""
    while cursor is not None:
        page = officer.get("/v1/dossiers", limit="100", cursor=cursor)
        yield from page["dossiers"]
        cursor = page["cursor"]


def _print_receipt(officer: Client, code: str, say: Say) -> None:
    made = officer.post(f"/v1/dossiers/{code}/forms", {"form": "01"})
    sheet = officer.fetch(made["link"])
    if not sheet.startswith(b"%PDF"):
        raise DemoFailedError("giấy tiếp nhận không phải PDF (the receipt is no PDF)")
    say(f"     In giấy tiếp nhận (mẫu 01, {len(sheet) // 1000} kB), mã QR có chữ ký; xem trong 5 phút tại:")
    say(f"     {made['link']}")


def _return(stack: Stack, clerk: Client, officer: Client, code: str, say: Say) -> dict[str, Any]:
    say("6. Đại lý trả kết quả cho người dân")
    handing_out.collected(stack, clerk, code, say)
    dossier = _until(officer, code, _all_told, "thông báo (notices)")
    say("7. Diễn biến hồ sơ")
    for event in dossier["events"]:
        say(f"   {_clock(event['at'])}  {event['type']:<16} {event['role']:<14} trạng thái {event['status_to']}")
    say("8. Ai đã được báo gì")
    for notice in dossier["notices"]:
        say(f"   {_clock(notice['at'])}  {notice['channel']:<5} {notice['state']:<5} {notice['to']}")
        say(f"             {notice['subject'] or notice['text'] or '(chỉ người dân đọc được)'}")
    return dossier


def _all_told(dossier: dict[str, Any]) -> bool:
    """Whether every event that calls for a notice has been told over every channel that the applicant gave."""
    told = {(n["template"], n["channel"]) for n in dossier["notices"] if n["state"] in ("sent", "delivered")}
    channels = ["sms", "email"] if dossier["applicant"]["email"] else ["sms"]
    events = ("routed", "accepted", "processing", "finished", "pickup_code", "returned")
    return all((event, channel) in told for event in events for channel in channels)


def _track(stack: Stack, code: str, phone: str, say: Say) -> None:
    seen = Client(stack.api).post("/v1/tracking", {"code": code, "phone_last4": phone[-4:]})
    say(f"9. Người dân tra cứu bằng mã và 4 số cuối điện thoại: {seen['status']} {seen['status_vi']}")
    for result in seen["results"]:
        say(f"   {result['says']} {result['how']}")
    if [result["state"] for result in seen["results"]] != ["collected"]:
        raise DemoFailedError(f"tra cứu không thấy kết quả (tracking does not show the result): {seen['results']}")


def _until(client: Client, code: str, reached: Callable[[dict[str, Any]], bool], what: str) -> dict[str, Any]:
    def found() -> dict[str, Any] | None:
        dossier: dict[str, Any] = client.get(f"/v1/dossiers/{code}")
        return dossier if reached(dossier) else None

    return until(found, what)


def _clock(moment: str) -> str:
    return f"{datetime.fromisoformat(moment) + timedelta(hours=7):%H:%M:%S}"


def _today() -> date:
    return (datetime.now(UTC) + timedelta(hours=7)).date()


def _sex(sex: str) -> str:
    return {"Nam": "male", "Nữ": "female"}.get(sex, sex)


def main() -> int:
    """Plays against the stack that runs on MOTCUA_PORT, or starts one for the time being."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--scans", type=Path, help="a folder of your own scans: PNG, JPEG, TIFF, PDF")
    scans = parser.parse_args().scans
    if scans is not None and not scans.is_dir():
        parser.error(f"{scans} is no folder")
    from infra.local import access
    from infra.local import stack as stacks

    try:
        with access.stack(print) as stack:
            paying.play(stack, "gateway", paying.at_the_page, lambda line: print(line, flush=True))
            play(stack, scans, lambda line: print(line, flush=True))
    except (DemoFailedError, paying.NotPaidError, RefusedError, stacks.PortTakenError) as failed:
        sys.stderr.write(f"Demo không xong / the demo failed: {failed}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
