"""A land file's sixty pages in one scan, through the real reader; a page in it that a person names is read again."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from PIL import Image

from infra import samples
from tests.journeys.test_real_reading import opened
from tests.support.town import Town

FAMILY = samples.family(3, date(2026, 11, 20))
PAGES, PROOF = 60, 55


def bundle() -> bytes:
    """Sheets with nothing on them, and one birth proof."""
    proof = Image.open(io.BytesIO(samples.pages(FAMILY, photographed=False)["giay-chung-sinh.jpg"])).convert("L")
    blank, out = Image.new("L", (620, 877), "white"), io.BytesIO()
    others = [proof if number == PROOF else blank for number in range(2, PAGES + 1)]
    blank.save(out, "TIFF", save_all=True, append_images=others, compression="tiff_adobe_deflate")
    return out.getvalue()


@pytest.fixture
def scanned(town: Town) -> tuple[str, str]:
    code = opened(town, FAMILY)
    paper = town.upload(code, "GCS", bundle(), "image/tiff")
    assert town.run() == []
    return code, paper


def test_a_page_far_behind_is_read_and_read_again_as_what_a_person_says(town: Town, scanned: tuple[str, str]) -> None:
    code, paper = scanned
    clerk, path = town.desk("clerk"), f"/v1/dossiers/{code}/papers/{paper}"

    def seen() -> tuple[str, dict[str, str]]:
        there: dict[str, Any] = clerk.get(f"{path}?page={PROOF}").body
        assert (there["paper"]["state"], there["paper"]["pages"]) == ("read", PAGES)
        facts = {fact["name"]: fact["normal"] for fact in there["paper"]["facts"]}
        assert {fact["page"] for fact in there["paper"]["facts"]} == {PROOF}
        return there["pages"][0]["kind"], facts

    def named(kind: str) -> None:
        said = {"about": "kind", "said": "corrected", "value": kind, "page": PROOF}
        assert clerk.post(f"{path}/corrections", {"corrections": [said]}).status == 200
        assert town.run() == []

    first = seen()
    assert first[0] == "birth_proof"
    assert first[1]["mother_number"] == FAMILY.mother.number
    named("birth_certificate")
    kind, facts = seen()
    assert kind == "birth_certificate"
    assert facts != first[1]
    named("birth_proof")
    assert seen() == first
