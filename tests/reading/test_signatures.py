"""Signatures in PDFs: who signed, what was changed or added since, and whom nobody vouches for."""

import datetime as dt
import logging
import random

import pytest

from chalicelib.reading import Unreadable
from chalicelib.reading.pages import open_pages
from chalicelib.reading.signatures import Flaw, Signature, verify
from tests.support.readings import jpeg

from . import signing

NOW = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def signed() -> bytes:
    return signing.signed(signing.page())


def only(data: bytes, *roots: bytes) -> Signature:
    [found] = verify(data, NOW, lambda: roots)
    return found


def never_asked() -> list[bytes]:
    pytest.fail("nobody signed, so it does not matter who is trusted")


def test_a_sound_signature_names_its_signer_and_trust_stays_unknown(signed: bytes) -> None:
    found = only(signed)
    assert (found.signer, found.intact, found.whole, found.trusted) == (signing.SIGNER, True, True, None)
    assert found.flaws == (Flaw.ROOTS_UNKNOWN,)
    assert found.signed_at is not None
    assert found.signed_at.tzinfo is not None


def test_whom_a_known_root_vouches_for_is_trusted(signed: bytes) -> None:
    found = only(signed, signing.authority().root)
    assert (found.trusted, found.flaws) == (True, ())


def test_whom_another_root_vouches_for_is_not_trusted(signed: bytes) -> None:
    found = only(signed, signing.authority("DEMO OTHER CA").root)
    assert (found.intact, found.trusted, found.flaws) == (True, False, (Flaw.UNTRUSTED,))


def test_a_certificate_that_has_run_out_is_not_trusted(signed: bytes) -> None:
    [found] = verify(signed, dt.datetime(2041, 1, 1, tzinfo=dt.UTC), lambda: [signing.authority().root])
    assert found.trusted is False


def test_what_was_changed_after_signing_shows(signed: bytes) -> None:
    changed = signing.tampered(signed)
    assert changed != signed
    found = only(changed)
    assert (found.intact, Flaw.CHANGED in found.flaws) == (False, True)


def test_what_was_added_after_signing_shows(signed: bytes) -> None:
    found = only(signing.continued(signed))
    assert (found.intact, found.whole) == (True, False)
    assert Flaw.ADDED_TO in found.flaws


def test_of_two_signatures_only_the_last_covers_the_whole(signed: bytes) -> None:
    found = verify(signing.signed(signed, "Signature2"), NOW, tuple)
    assert [(s.intact, s.whole) for s in found] == [(True, False), (True, True)]


@pytest.mark.parametrize("data", [jpeg(), b"", signing.page()])
def test_what_nobody_signed_has_no_signatures(data: bytes) -> None:
    assert verify(data, NOW, never_asked) == ()


def test_a_signed_pdf_is_noted_when_it_is_opened(signed: bytes) -> None:
    assert "signed" in open_pages(signed).notes


def test_no_signer_gets_into_the_log(signed: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        verify(signing.tampered(signed), NOW, lambda: [signing.authority("DEMO OTHER CA").root])
    assert signing.SIGNER not in caplog.text


def test_a_spoilt_signed_file_is_never_taken_for_sound(signed: bytes) -> None:
    chance = random.Random(1)
    for _ in range(80):
        data = bytearray(signed)
        place = chance.randrange(len(data))
        data[place] ^= chance.randrange(1, 256)
        try:
            found = verify(bytes(data), NOW, tuple)
        except Unreadable:
            continue
        for signature in found:
            assert isinstance(signature, Signature)
            assert not signature.intact or _is_unsigned_part(signed, place)


def _is_unsigned_part(data: bytes, place: int) -> bool:
    """The signature itself stands between the two stretches that it covers."""
    start = data.index(b"/Contents <") if b"/Contents <" in data else data.index(b"/Contents<")
    return start <= place <= data.index(b">", start)
