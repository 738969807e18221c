"""Personal data is sealed per dossier and bound to its item."""

from __future__ import annotations

import json
import os

import pytest
from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidTag

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import sealing
from chalicelib.domain.dossiers import Notice, NoticeState, PaperState
from tests.support import office
from tests.support.dossiers import NOW, event, fact, paper
from tests.support.office import IDENTIFYING
from tests.support.town import FAMILY

pytestmark = pytest.mark.usefixtures("town")
VALUE = {"full_name": "TRẦN TUẤN KIỆT", "numbers": ["027094888598"]}
CODE, ITEM = "000.00.01.H26-261112-9001", "dossier"


def test_what_is_sealed_can_be_read_again() -> None:
    key = sealing.new_key(CODE)
    assert sealing.unseal(sealing.seal(VALUE, key, CODE, ITEM), CODE, ITEM) == VALUE


def test_a_sealed_value_can_be_read_by_a_process_that_never_saw_its_key() -> None:
    sealed = sealing.seal(VALUE, sealing.new_key(CODE), CODE, ITEM)
    sealing._unwrapped.cache_clear()
    assert sealing.unseal(sealed, CODE, ITEM) == VALUE


def test_a_value_moved_to_another_item_cannot_be_read() -> None:
    sealed = sealing.seal(VALUE, sealing.new_key(CODE), CODE, "event#1")
    with pytest.raises(InvalidTag):
        sealing.unseal(sealed, CODE, "event#2")


def test_a_value_moved_to_another_dossier_cannot_be_read_even_with_its_key() -> None:
    other = "000.00.01.H26-261112-9002"
    sealed = sealing.seal(VALUE, sealing.new_key(CODE), CODE, ITEM)
    with pytest.raises(ClientError, match="InvalidCiphertext"):  # KMS: the key was made for the other dossier
        sealing.unseal(sealed, other, ITEM)
    under_others_key = sealing.seal(VALUE, sealing.new_key(other), CODE, ITEM)
    with pytest.raises(InvalidTag):  # and the value itself is bound to its dossier
        sealing.unseal(under_others_key, other, ITEM)


@pytest.mark.parametrize("place", [-1, -17, -24])
def test_one_flipped_bit_is_noticed(place: int) -> None:
    sealed = bytearray(sealing.seal(VALUE, sealing.new_key(CODE), CODE, ITEM))
    sealed[place] ^= 1
    with pytest.raises(InvalidTag):
        sealing.unseal(bytes(sealed), CODE, ITEM)


def test_a_flipped_bit_of_the_nonce_is_noticed() -> None:
    key = sealing.new_key(CODE)
    sealed = bytearray(sealing.seal(VALUE, key, CODE, ITEM))
    sealed[3 + len(key.wrapped)] ^= 1
    with pytest.raises(InvalidTag):
        sealing.unseal(bytes(sealed), CODE, ITEM)


def test_a_value_of_an_unknown_version_is_not_guessed_at() -> None:
    sealed = sealing.seal(VALUE, sealing.new_key(CODE), CODE, ITEM)
    with pytest.raises(ValueError, match="version 3"):
        sealing.unseal(b"\x03" + sealed[1:], CODE, ITEM)


def test_what_is_long_is_packed_and_comes_back_whole() -> None:
    long = {"facts": ["TRẦN TUẤN KIỆT"] * 10_000}
    sealed = sealing.seal(long, sealing.new_key(CODE), CODE, ITEM)
    assert len(sealed) < 5_000
    assert sealing.unseal(sealed, CODE, ITEM) == long
    with pytest.raises(InvalidTag):
        sealing.unseal(b"\x01" + sealed[1:], CODE, ITEM)


def test_every_dossier_has_a_key_of_its_own_and_every_sealing_a_nonce() -> None:
    one, other = sealing.new_key(CODE), sealing.new_key("000.00.01.H26-261112-9002")
    assert one.clear != other.clear
    assert sealing.seal(VALUE, one, CODE, ITEM) != sealing.seal(VALUE, one, CODE, ITEM)
    assert sealing.key_of(CODE, sealing.seal(VALUE, one, CODE, ITEM)) == one


def test_a_key_is_not_shown_when_it_is_printed() -> None:
    key = sealing.new_key(CODE)
    assert repr(key.clear) not in repr(key)


def test_a_person_is_looked_up_by_a_hash_that_does_not_tell_the_number() -> None:
    found = sealing.person_key("027094888598")
    assert found == sealing.person_key("027094888598")
    assert found != sealing.person_key("027094888599")
    assert len(bytes.fromhex(found)) == 32
    assert len(sealing.keyed_hash("x" * 100_000)) == 64  # KMS itself takes 4 kB


def test_no_table_holds_a_word_about_the_person() -> None:
    """A dossier with papers, notes, notices, requests and an audit line, looked at as DynamoDB holds it."""
    code = office.opened()
    loaded = store.load(code)
    awaited = paper(id="p1", state=PaperState.AWAITED)
    store.add_paper(loaded.file.dossier, awaited, event(id="e2"), loaded.key_from, store.Once(f"key-{code}", "f"))
    told = event(id="e3", type="paper_read", note=FAMILY["full_name"])
    read = paper(id="p1", facts=tuple(fact(f"f{n}", text) for n, text in enumerate(IDENTIFYING)))
    store.settle_paper(loaded.file.dossier, read, told, loaded.key_from)
    notice = Notice(
        id="e3-sms",
        event="e3",
        channel="sms",
        template="routed",
        state=NoticeState.SENT,
        at=NOW,
        to="+84912345678",
        subject=FAMILY["full_name"],
        text=FAMILY["address"],
    )
    store.settle_notice(code, notice, loaded.key_from)
    items = office.raw(os.environ["DOSSIERS_TABLE"], "code", code)
    assert len(items) == 6
    assert all("sealed" in item for item in items)
    bare = json.dumps(items, ensure_ascii=False, default=lambda raw: raw.decode("utf-8", "ignore"))
    assert not [text for text in IDENTIFYING if text in bare or text.upper() in bare]
    assert store.load(code).file.papers[0].facts == read.facts
