"""What becomes of papers: the digitised copy, the doubt that a person settles, the pile that is split."""

from __future__ import annotations

import io
from typing import Any

import boto3
import pypdfium2 as pdfium
import requests
from PIL import Image

from infra import samples
from infra.client import Client, Stack
from infra.rehearsal import partner
from infra.rehearsal.claims import expect, until
from infra.rehearsal.deployment import Deployed


def copy_is_kept(deployed: Deployed, stack: Stack, code: str) -> str:
    """The scan that was read is held, its copy opens and can be searched; returns how much is beneath its picture."""
    clerk = Client(stack.api, stack.token("clerk"))
    paper = clerk.get(f"/v1/dossiers/{code}")["papers"][0]["id"]
    link = until(lambda: clerk.get(f"/v1/dossiers/{code}/papers/{paper}")["digitised"], "a searchable copy")
    copy = requests.get(link, timeout=30)
    expect(copy.ok, f"the link to the copy answers {copy.status_code}")
    letters = sum(len(page.get_textpage().get_text_bounded()) for page in pdfium.PdfDocument(copy.content))
    expect(letters > 100, f"{letters} letters lie beneath the copy of a card")
    bucket, scan = deployed.outputs["ScansBucketName"], f"scans/{code}/{paper}"
    hold = boto3.client("s3").get_object_legal_hold(Bucket=bucket, Key=scan)["LegalHold"]["Status"]
    expect(hold == "ON", f"the scan that was read is not held: {hold}")
    return f"{letters} letters, {len(copy.content) // 1000} kB"


def doubt_is_settled(stack: Stack, code: str) -> None:
    """The upper half of a birth proof waits for a person, until the clerk says what stands on the lower."""
    clerk, family = Client(stack.api, stack.token("clerk")), partner.family()
    proof = samples.pages(family, photographed=False)["giay-chung-sinh.jpg"]
    slot = clerk.post(f"/v1/dossiers/{code}/papers", {"slot": "GCS", "content_type": "image/jpeg"})
    clerk.upload(slot, _upper_half(proof))
    paper = slot["paper"]["id"]
    until(lambda: paper in _waiting(clerk, code) or None, "a paper without the child's name waiting for a person")
    review = f"/v1/dossiers/{code}/papers/{paper}"
    asked = [q for q in clerk.get(f"{review}/review")["questions"] if q["needed"]]
    expect("child_name" in [q["name"] for q in asked], f"other questions are asked: {asked}")
    clerk.post(f"{review}/corrections", {"corrections": [_answer(q, family.child.name) for q in asked]})
    expect(paper not in _waiting(clerk, code), "the paper waits although every question is answered")


def _upper_half(page: bytes) -> bytes:
    image, out = Image.open(io.BytesIO(page)), io.BytesIO()
    image.crop((0, 0, image.width, round(0.45 * image.height))).save(out, "JPEG")
    return out.getvalue()


def _waiting(clerk: Client, code: str) -> list[str]:
    """The dossier's papers that wait for a person."""
    rows = clerk.get("/v1/reviews")["dossiers"]
    return [paper for row in rows if row["code"] == code for paper in row["papers"]]


def _answer(question: dict[str, Any], name: str) -> dict[str, Any]:
    """What a person says to a question: the child's name, and that all else was read rightly."""
    said = {"about": question["about"], "name": question["name"], "page": question["page"] or 1}
    if question["name"] == "child_name":
        return said | {"said": "corrected", "value": name}
    return said | {"said": "confirmed"}


def pile_is_split(stack: Stack, code: str) -> str:
    """A page between its printed cover sheet and the one that ends the dossier finds its slot, and is read."""
    clerk = Client(stack.api, stack.token("clerk"))
    sheets = clerk.fetch(clerk.post(f"/v1/dossiers/{code}/covers", {"slots": ["TK"]})["link"])
    page = samples.pages(partner.family(), photographed=False)["to-khai-dang-ky-khai-sinh.jpg"]
    slot = clerk.post("/v1/batches", {"content_type": "application/pdf"})
    clerk.upload(slot, _pile(sheets, page))
    batch = slot["batch"]["id"]
    split = until(lambda: _if_split(clerk.get(f"/v1/batches/{batch}")), "the pile split")
    fates = [found["fate"] for found in split["pages"]]
    expect(fates == ["cover", "paper", "cover"], f"the pile was split otherwise: {split['pages']}")
    paper = split["pages"][1]["paper"]
    found = until(lambda: _if_read(clerk.get(f"/v1/dossiers/{code}")["papers"], paper), "the pile's paper read")
    expect(found["kind"] == "birth_declaration", f"the pile's paper was read as {found['kind']}")
    return ", ".join(fates)


def _pile(sheets: bytes, page: bytes) -> bytes:
    """One PDF: the first sheet, the page, the last sheet."""
    scanned, out = io.BytesIO(), io.BytesIO()
    Image.open(io.BytesIO(page)).save(scanned, "PDF", resolution=200)
    pile, covers = pdfium.PdfDocument.new(), pdfium.PdfDocument(sheets)
    pile.import_pages(covers, [0])
    pile.import_pages(pdfium.PdfDocument(scanned.getvalue()))
    pile.import_pages(covers, [len(covers) - 1])
    pile.save(out)
    return out.getvalue()


def _if_split(batch: dict[str, Any]) -> dict[str, Any] | None:
    return batch if batch["state"] != "awaited" else None


def _if_read(papers: list[dict[str, Any]], paper: str) -> dict[str, Any] | None:
    return next((p for p in papers if p["id"] == paper and p["state"] == "read"), None)
