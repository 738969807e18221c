"""Requests that cross: a twin under the same key, a paper that comes while the dossier is being submitted."""

from __future__ import annotations

import pytest

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.dossier_store import Raced
from chalicelib.domain.faults import Fault
from chalicelib.services.once import carried_out, once
from tests.support import office
from tests.support.dossiers import event, paper

pytestmark = pytest.mark.usefixtures("town")


def test_a_twin_that_finds_the_door_closed_gets_what_the_first_one_led_to() -> None:
    """The slow first request commits after the second one looked for its mark and before it looks at the dossier."""
    code = office.opened()
    loaded = store.load(code)
    mark = once("act", f"twin#{code}", {})

    def closed() -> str:
        store.add_paper(loaded.file.dossier, paper(id="p1"), event(id="e2"), loaded.key_from, mark)  # the first one
        raise Fault("supplement.nothing", "papers")

    assert carried_out(mark, act=closed, again=lambda done: done.dossier) == code


def test_a_refusal_that_no_twin_caused_stays_one() -> None:
    def closed() -> str:
        raise Fault("paper.unknown", "paper")

    with pytest.raises(Fault, match=r"paper\.unknown"):
        carried_out(once("act", "nobody", {}), act=closed, again=lambda done: done.dossier)


def test_who_looked_before_a_paper_came_must_look_again() -> None:
    code = office.opened()
    looked = store.load(code)
    store.add_paper(looked.file.dossier, paper(id="p1"), event(id="e2"), looked.key_from, store.Once(f"k-{code}", "f"))
    with pytest.raises(Raced):
        store.change(looked.file.dossier, looked.file.dossier, event(id="e3"), looked.key_from)
