"""Front and back of a card that came as two papers: which belong together, as far as what was read of them tells.

Nothing is stored: they are found at every look, so that a corrected number or kind needs nobody to join anything again.
"""

from __future__ import annotations

from collections.abc import Iterable

from chalicelib.domain.corrections import first
from chalicelib.domain.dossiers import Paper, PaperState
from chalicelib.reading.sides import Face, Side, join

_FACES = {"identity_card": Face.FRONT, "identity_card_back": Face.BACK}


def other_sides(papers: Iterable[Paper]) -> dict[str, str]:
    """The papers that show one side of a card, each with the one that shows the other.

    They bear one number, or follow one upon the other in a slot and nothing speaks against it.
    """
    read = [paper for paper in papers if paper.state is PaperState.READ and paper.kind in _FACES]
    read.sort(key=lambda paper: (paper.slot, paper.added_at, paper.id))
    found: dict[str, str] = {}
    for group in join([_side(paper) for paper in read]):
        of_face = {paper.kind: paper for paper in reversed([read[index] for index in group])}
        if len(of_face) == len(_FACES) and _may_be_one(*of_face.values()):
            one, other = (paper.id for paper in of_face.values())
            found |= {one: other, other: one}
    return found


def _side(paper: Paper) -> Side:
    number = first(paper.facts, "personal_number")
    return Side(number.normal if number and number.sure else None, _FACES[paper.kind or ""])


def _may_be_one(one: Paper, other: Paper) -> bool:
    """Whether they lie in one slot or bear one number: at the border of two slots they follow each other by chance."""
    return one.slot == other.slot or _side(one).number == _side(other).number is not None
