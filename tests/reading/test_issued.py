"""PDFs that may be issued: what an office makes passes; what runs, fetches or carries something is refused by name."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, String
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from chalicelib.domain.results import UNFIT
from chalicelib.reading import active, issued

from . import signing

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
Change = Callable[[Pdf], None]


def made(change: Change, **saved: Any) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(signing.page())) as document:
        change(document)
        document.save(out, **saved)
    return out.getvalue()


def action(kind: str, **more: Any) -> Dictionary:
    return Dictionary(S=Name(f"/{kind}"), **more)


def script() -> Dictionary:
    return action("JavaScript", JS=String("app.alert(1)"))


def opening(what: Any) -> Change:
    return in_root(OpenAction=what)


def annotated(subtype: str = "Link", **more: Any) -> Change:
    def change(document: Pdf) -> None:
        mark = Dictionary(Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=[0, 0, 20, 20], **more)
        document.pages[0].Annots = Array([document.make_indirect(mark)])

    return change


def linked(to: str) -> Change:
    return annotated(A=action("URI", URI=String(to)))


def in_root(**entries: Any) -> Change:
    def change(document: Pdf) -> None:
        for name, value in entries.items():
            document.Root[f"/{name}"] = value

    return change


def attached(document: Pdf) -> None:
    spec = pikepdf.AttachedFileSpec(document, b"MZ", filename="a.exe")
    document.attachments["a.exe"] = spec


def of_no_page(document: Pdf) -> None:
    """A script that no page leads to."""
    document.Root.Kept = document.make_indirect(Dictionary(Deep=Array([Dictionary(Deeper=script())])))


def from_elsewhere(document: Pdf) -> None:
    stream = document.make_stream(b"")
    stream.F = String("\\\\there\\share\\page")
    document.pages[0].Contents = stream


BAD: dict[str, tuple[Change, str]] = {
    "script at opening": (opening(script()), "script"),
    "script of the file": (in_root(AA=Dictionary(WC=script())), "script"),
    "script in a link": (annotated(A=script()), "script"),
    "script that no page leads to": (of_no_page, "script"),
    "xfa form": (in_root(AcroForm=Dictionary(Fields=Array([]), XFA=String("x"))), "script"),
    "program at opening": (opening(action("Launch", F=String("a.exe"))), "by_itself"),
    "page of the web at opening": (opening(action("URI", URI=String("https://a.example"))), "by_itself"),
    "more behind going to a page": (opening(action("GoTo", D=Array([]), Next=action("Named"))), "by_itself"),
    "when the file is printed": (in_root(AA=Dictionary(WP=action("Named", N=Name.NextPage))), "by_itself"),
    "program in a link": (annotated(A=action("Launch", F=String("a.exe"))), "action"),
    "another file in a link": (annotated(A=action("GoToR", F=String("\\\\there\\share"))), "action"),
    "sending a form": (annotated(A=action("SubmitForm", F=String("https://a.example"))), "action"),
    "second of two": (annotated(A=action("URI", URI=String("https://a"), Next=Array([action("Hide")]))), "action"),
    "a file in a link": (linked("file:///etc/passwd"), "action"),
    "a script in a link's address": (linked("javascript:alert(1)"), "action"),
    "printing in a link": (annotated(A=action("Named", N=Name.Print)), "action"),
    "attachment": (attached, "attachment"),
    "attachment on a page": (annotated("FileAttachment"), "attachment"),
    "film": (annotated("Screen"), "media"),
    "3D": (annotated("3D"), "media"),
    "layers": (in_root(OCProperties=Dictionary(OCGs=Array([]), D=Dictionary())), "layers"),
    "content from elsewhere": (from_elsewhere, "fetched"),
}


def refusal(data: bytes) -> str:
    with pytest.raises(issued.Unfit) as refused:
        issued.pages(data, 200, NOW)
    assert refused.value.reason in UNFIT, "it has no sentence"
    return refused.value.reason


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("packed", [ObjectStreamMode.disable, ObjectStreamMode.generate])
def test_what_does_more_than_show_its_pages_is_refused_by_name(what: str, packed: ObjectStreamMode) -> None:
    change, kind = BAD[what]
    assert refusal(made(change, object_stream_mode=packed)) == kind


def test_every_kind_has_its_sentence() -> None:
    assert {kind.value for kind in active.Kind} | {issued.BROKEN} <= UNFIT.keys()


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script>\n" + signing.page(),
        signing.page() + b"PK\x05\x06" + bytes(18),
        signing.page() + b"MZ and more\n%%EOF\n",
    ],
)
def test_a_file_that_is_two_files_is_refused(data: bytes) -> None:
    assert refusal(data) == "wrapped"


OFFICE: dict[str, Change] = {
    "opens at its first page": lambda document: opening(Array([document.pages[0].obj, Name.XYZ, 0, 0, 0]))(document),
    "opens by going to a page": opening(action("GoTo", D=Array([0, Name.Fit]))),
    "link to the law": linked("https://vanban.example/nghi-dinh"),
    "mailbox": linked("mailto:ubnd@a.example"),
    "telephone": linked("tel:1022"),
    "link within": annotated(A=action("GoTo", D=Array([0, Name.Fit]))),
    "next page": annotated(A=action("Named", N=Name.NextPage)),
    "remark": annotated("Text", Contents=String("x")),
    "tagged": in_root(
        MarkInfo=Dictionary(Marked=True), StructTreeRoot=Dictionary(K=Dictionary(S=Name.P, A=Dictionary()))
    ),
}


@pytest.mark.parametrize("what", OFFICE)
def test_what_an_office_makes_passes(what: str) -> None:
    assert issued.pages(made(OFFICE[what]), 200, NOW) == 1


def test_encrypted_and_too_long_files_are_told_apart() -> None:
    assert refusal(made(lambda _: None, encryption=pikepdf.Encryption(owner="x", user=""))) == "encrypted_pdf"
    assert refusal(made(lambda _: None, encryption=pikepdf.Encryption(owner="x", user="y"))) == "encrypted_pdf"
    with pytest.raises(issued.Unfit, match="too_many_pages"):
        issued.pages(signing.page(), 0, NOW)


def test_sound_signatures_pass_whoever_made_them_and_further_ones_may_follow() -> None:
    once = signing.signed(signing.page())
    twice = signing.signed(once, "Signature2")
    assert [issued.pages(data, 200, NOW) for data in (once, twice, signing.signed(twice, "Signature3"))] == [1, 1, 1]


def with_empty_field() -> bytes:
    out = io.BytesIO()
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(signing.page()))
    fields.append_signature_field(writer, fields.SigFieldSpec("here"))
    writer.write(out)
    return out.getvalue()


def test_a_field_that_waits_for_a_signature_is_none() -> None:
    assert issued.pages(with_empty_field(), 200, NOW) == 1


def spoilt() -> bytes:
    signed = signing.signed(signing.page())
    start = signed.index(b"/Contents <") + 40
    return signed[:start] + b"0" * 200 + signed[start + 200 :]


@pytest.mark.parametrize(
    "data",
    [
        signing.tampered(signing.signed(signing.page())),
        signing.continued(signing.signed(signing.page())),
        signing.signed(signing.continued(signing.signed(signing.page())), "Signature2"),
        spoilt(),
    ],
    ids=["changed", "added to", "added to and signed by another", "no signature at all"],
)
def test_a_broken_signature_is_refused(data: bytes) -> None:
    assert refusal(data) == issued.BROKEN


def test_what_a_file_was_certified_against_is_a_breach() -> None:
    about = signers.PdfSignatureMetadata("own", certify=True, docmdp_permissions=fields.MDPPerm.NO_CHANGES)
    writer = IncrementalPdfFileWriter(io.BytesIO(signing.page()))
    certified = bytes(signers.sign_pdf(writer, about, signer=signing._signer()).getvalue())
    assert issued.pages(certified, 200, NOW) == 1
    assert refusal(signing.continued(certified)) == issued.BROKEN
