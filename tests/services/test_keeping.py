"""The paper store: kept under a consent, used under another, each write survived, nothing after a withdrawal."""

from __future__ import annotations

import os
import uuid
from contextlib import suppress

import pypdfium2
import pytest

from chalicelib.adapters import audit, files, kept_store, people_store, signing
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.dossier_store import Raced
from chalicelib.domain.consent import Consent, Proof, ProofKind, Who
from chalicelib.domain.rights import RightAsked
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.messaging import contact
from chalicelib.services.privacy import consent_prints, consents, keeping, persons, rights
from chalicelib.services.privacy.consents import Said
from chalicelib.services.privacy.rights import Wish
from tests.services.test_contact import ENGLISH
from tests.support import office, power
from tests.support.dossiers import NOW
from tests.support.privacy import identity_card, signed_statement
from tests.support.refusals import refused
from tests.support.town import Town

MOST_WRITES = 20


def key() -> str:
    return uuid.uuid4().hex


def someone() -> tuple[str, Principal]:
    """A dossier of a new person at the counter, and that person's account."""
    code = office.opened(number=f"0270{uuid.uuid4().int % 10**8:08d}")
    return code, Principal("citizen-1", Role.CITIZEN, store.load(code).file.dossier.person)


def another(code: str) -> str:
    """A further dossier of the same person at the counter."""
    return office.opened(number=store.load(code).file.dossier.applicant.number)


def given(citizen: Principal, purpose: str = "keep_papers", dossier: str | None = None) -> Consent:
    return consents.give_own(Said(purpose=purpose, language="vi", dossier=dossier), citizen, key(), NOW)


def with_card(code: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A card of the applicant that was scanned and read; returns the paper's id."""
    card = office.scanned(code, slot="ID")
    number = store.load(code).file.dossier.applicant.number
    office.read_quietly(code, card, identity_card(personal_number=number), monkeypatch)
    return card


def served(code: str) -> None:
    """All that waits for persons is done."""
    for event in office.events_of(code):
        if event.type in ("paper_read", "consent_given"):
            persons.serve(code, f"event#{event.id}", NOW)


@pytest.fixture
def kept(town: object, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Principal, Consent]:
    """A dossier whose card is kept, its person, and the consent."""
    code, citizen = someone()
    consent = given(citizen)
    with_card(code, monkeypatch)
    served(code)
    assert len(kept_store.kept(citizen.scope)) == 1
    return code, citizen, consent


@pytest.mark.usefixtures("town")
def test_without_consent_nothing_is_kept_and_given_at_the_dossier_its_papers_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code, citizen = someone()
    card = with_card(code, monkeypatch)
    served(code)
    assert kept_store.kept(citizen.scope) == ()
    assert office.waiting_items(code) == []
    given(citizen, dossier=code)
    served(code)
    [one] = kept_store.kept(citizen.scope)
    assert (one.paper, one.kind, one.valid_until.isoformat()) == (card, "identity_card", "2031-01-02")


def test_it_is_kept_once_however_often_it_is_told(kept: tuple[str, Principal, Consent]) -> None:
    code, citizen, _ = kept
    for _ in range(5):
        served(code)
    acts = [look.act for look in audit.trail(people_store.subject(citizen.scope))]
    assert acts.count(f"keep_paper {code}") == 1


def test_nothing_of_it_stands_in_the_clear(kept: tuple[str, Principal, Consent]) -> None:
    _, citizen, _ = kept
    items = office.raw(os.environ["PEOPLE_TABLE"], "person", citizen.scope)
    assert {item["kind"]["S"] for item in items} == {"consent", "paper"}
    assert not [word for word in ("identity_card", "2031", "keep_papers", "one_time") if word in str(items)]


@pytest.mark.usefixtures("town")
def test_whatever_it_dies_after_it_is_kept_at_last(monkeypatch: pytest.MonkeyPatch) -> None:
    for writes in range(1, MOST_WRITES):
        code, citizen = someone()
        given(citizen)
        with_card(code, monkeypatch)
        with power.cut(writes, monkeypatch) as cut, suppress(office.PowerCutError):
            served(code)
        served(code)
        assert len(kept_store.kept(citizen.scope)) == 1
        assert office.waiting_items(code) == []
        if len(cut.written) < writes:
            break
    assert writes > 2


def test_a_withdrawal_just_before_it_is_kept_stops_it(
    kept: tuple[str, Principal, Consent], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, citizen, first = kept
    consents.withdraw(first.id, citizen, key(), NOW)
    second = given(citizen)
    real = kept_store.keep

    def withdrawn_first(*told: object) -> None:
        consents.withdraw(second.id, citizen, key(), NOW)
        real(*told)  # type: ignore[arg-type]

    monkeypatch.setattr(kept_store, "keep", withdrawn_first)
    with pytest.raises(Raced):
        served(code)
    [one] = kept_store.kept(citizen.scope)
    assert one.consent == first.id


def test_a_use_dies_after_any_write_and_becomes_one_paper(
    kept: tuple[str, Principal, Consent], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, citizen, _ = kept
    for writes in range(1, MOST_WRITES):
        again = another(code)
        reuse = given(citizen, "reuse_paper", again)
        [offer] = keeping.offers(again, office.CLERK, NOW)
        once = key()
        with power.cut(writes, monkeypatch) as cut, suppress(office.PowerCutError):
            keeping.use(again, offer.kept.id, reuse.id, office.CLERK, once, NOW)
        made = [keeping.use(again, offer.kept.id, reuse.id, office.CLERK, once, NOW) for _ in range(3)]
        [paper] = store.load(again).file.papers
        assert {one.id for one in made} == {paper.id}
        assert [e.type for e in office.events_of(again)].count("paper_reused") == 1
        assert files.keys_under(f"scans/{again}/") == [], "no copy of the scan"
        if len(cut.written) < writes:
            break
    acts = [look.act for look in audit.trail(people_store.subject(citizen.scope))]
    assert len([act for act in acts if act.startswith("reuse_paper")]) == writes


@pytest.mark.parametrize("which", ["reuse_paper", "keep_papers"])
def test_a_withdrawal_in_the_midst_of_a_use_stops_it(
    which: str, kept: tuple[str, Principal, Consent], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, citizen, keeps = kept
    again = another(code)
    reuse = given(citizen, "reuse_paper", again)
    [offer] = keeping.offers(again, office.CLERK, NOW)
    real = store.add_paper

    def withdrawn_first(*told: object) -> None:
        consents.withdraw(reuse.id if which == "reuse_paper" else keeps.id, citizen, key(), NOW)
        real(*told)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(store, "add_paper", withdrawn_first)
        with refused("consent.not_given" if which == "reuse_paper" else "offer.none"):
            keeping.use(again, offer.kept.id, reuse.id, office.CLERK, key(), NOW)
    assert store.load(again).file.papers == ()


def test_a_consent_for_one_dossier_or_another_purpose_covers_no_use(kept: tuple[str, Principal, Consent]) -> None:
    code, citizen, keeps = kept
    here, there = another(code), another(code)
    elsewhere = given(citizen, "reuse_paper", there)
    [offer] = keeping.offers(here, office.CLERK, NOW)
    for consent in (keeps.id, elsewhere.id):
        with refused("consent.not_given", "consent"):
            keeping.use(here, offer.kept.id, consent, office.CLERK, key(), NOW)


def test_others_get_no_offers_and_no_consents(kept: tuple[str, Principal, Consent]) -> None:
    code, citizen, keeps = kept
    again = another(code)
    stranger = Principal("clerk-9", Role.CLERK, "VNP-02")
    somebody = Principal("citizen-9", Role.CITIZEN, "0" * 64)
    for by in (stranger, somebody):
        with refused("dossier.unknown"):
            keeping.offers(again, by, NOW)
    with refused("consent.unknown"):
        consents.withdraw(keeps.id, somebody, key(), NOW)
    assert len(keeping.offers(again, citizen, NOW)) == 1


@pytest.mark.usefixtures("town")
def test_a_consent_is_given_once_ended_once_and_never_changed() -> None:
    _, citizen = someone()
    once = key()
    said = Said(purpose="keep_papers", language="en")
    made = [consents.give_own(said, citizen, once, NOW) for _ in range(5)]
    assert len({one.id for one in made}) == 1
    before = office.raw(os.environ["PEOPLE_TABLE"], "person", citizen.scope)
    for _ in range(2):
        assert consents.withdraw(made[0].id, citizen, key(), NOW).state == "withdrawn"
    after = office.raw(os.environ["PEOPLE_TABLE"], "person", citizen.scope)
    assert (len(before), len(after)) == (1, 2)
    assert before[0] in after


@pytest.mark.usefixtures("town")
def test_a_signed_paper_proves_it_once_it_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    code, citizen = someone()
    paper = office.scanned(code, slot="UQ")
    proof = Proof(Who.SELF, ProofKind.PAPER, paper)
    said = Said(purpose="assisted_filing", language="vi", dossier=code, proofs=(proof,))
    with refused("consent.paper"):
        consents.record(said, office.CLERK, key(), NOW)
    office.read_quietly(code, paper, signed_statement(), monkeypatch)
    made = consents.record(said, office.CLERK, key(), NOW)
    assert (made.dossier, made.proofs) == (code, (proof,))
    [shown] = consents.of_dossier(code, office.CLERK)
    assert shown == made
    assert consents.withdraw_at_counter(code, made.id, office.CLERK, key(), NOW).withdrawn_at == NOW
    assert [one.state for one in consents.own(citizen)] == ["withdrawn"]
    told = sorted((e.type, e.subject) for e in office.events_of(code) if e.type.startswith("consent_"))
    assert told == [("consent_given", made.id), ("consent_withdrawn", made.id)]


@pytest.mark.usefixtures("town")
def test_a_card_is_no_signed_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    code, _ = someone()
    proof = Proof(Who.SELF, ProofKind.PAPER, with_card(code, monkeypatch))
    said = Said(purpose="keep_papers", language="vi", dossier=code, proofs=(proof,))
    with refused("consent.paper", "proofs"):
        consents.record(said, office.CLERK, key(), NOW)
    with refused("consent.paper", "paper"):
        wish = Wish(right=RightAsked.ERASE, paper=proof.reference)
        rights.ask_at_counter(code, wish, office.CLERK, key(), NOW)


def test_a_phone_of_its_own_opens_no_papers_of_another(
    town: Town, kept: tuple[str, Principal, Consent], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever opens a dossier with somebody's number and another phone learns and changes nothing beyond it."""
    first, citizen, _ = kept
    number = store.load(first).file.dossier.applicant.number
    strange, before = office.opened(number=number, phone="0987654321"), len(town.outbox())
    statement = office.scanned(strange, slot="UQ")
    office.read_quietly(strange, statement, signed_statement(), monkeypatch)
    signed = (Proof(Who.SELF, ProofKind.PAPER, statement),)
    own = consents.own(citizen)
    for act in (
        lambda: keeping.offers(strange, office.CLERK, NOW),
        lambda: keeping.use(strange, kept_store.kept(citizen.scope)[0].id, own[0].id, office.CLERK, key(), NOW),
        lambda: consents.send_code(strange, "reuse_paper", "vi", office.CLERK, key(), NOW),
        lambda: consents.record(
            Said(purpose="reuse_paper", language="vi", dossier=strange, proofs=signed), office.CLERK, key(), NOW
        ),
        lambda: consents.withdraw_at_counter(strange, own[0].id, office.CLERK, key(), NOW),
        lambda: contact.choose_for_applicant(strange, ENGLISH, office.CLERK, key(), NOW),
        lambda: rights.ask_at_counter(strange, Wish(right=RightAsked.ERASE, paper=statement), office.CLERK, key(), NOW),
    ):
        with refused("person.other_phone", "code"):
            act()
    assert (consents.own(citizen), len(town.outbox())) == (own, before)
    assisted = Said(purpose="assisted_filing", language="vi", dossier=strange, proofs=signed)
    assert consents.record(assisted, office.CLERK, key(), NOW).dossier == strange  # of this dossier, and no other


@pytest.mark.usefixtures("town")
def test_given_at_a_dossier_it_is_one_consent_and_one_event_however_often_it_is_asked() -> None:
    code, citizen = someone()
    once, said = key(), Said(purpose="reuse_paper", language="vi", dossier=code)
    made = [consents.give_own(said, citizen, once, NOW) for _ in range(3)]
    assert {one.id for one in made} == {one.id for one in consents.own(citizen)}
    assert [e.type for e in office.events_of(code)].count("consent_given") == 1


@pytest.mark.usefixtures("town")
def test_it_is_printed_in_the_words_that_were_said_with_a_code_that_is_ours() -> None:
    _, citizen = someone()
    one = given(citizen)
    signed: list[str] = []
    real = signing.sign

    def kept_too(said: str) -> str:
        signed.append(real(said))
        return signed[-1]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(signing, "sign", kept_too)
        assert files.consent_key(one.id) in consent_prints.print_own(one.id, citizen, NOW)
    assert signing.is_ours(signed[0])
    assert one.id in signed[0]
    pdf = pypdfium2.PdfDocument(files.fetch(files.scans_bucket(), files.consent_key(one.id)))
    text = " ".join(pdf[0].get_textpage().get_text_bounded().split())
    for words in ("TRẦN TUẤN KIỆT", "Giữ giấy tờ đã số hóa để dùng lại", one.version, "đang có hiệu lực"):
        assert words in text
