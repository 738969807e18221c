"""What the citizen is told of results and of where papers are: in both languages, with places and never an account."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain import custody, outcomes, progress, results
from chalicelib.domain.agents import Agent
from chalicelib.domain.custody import CITIZEN, Article, Holder, Kind, Party, Scan
from chalicelib.domain.dossiers import File, Status
from chalicelib.domain.outcomes import Counter, Outcome
from chalicelib.domain.progress import Side
from chalicelib.domain.results import Carriage, Result
from tests.domain.test_results import AWAITED, CARE, ISSUED, POSTED, SIGNED
from tests.support.dossiers import NOW, dossier, event, file, seeded_procedure

UBND = "Ủy ban nhân dân phường Cầu Giấy"
AGENT = Agent(
    id="VNP-01",
    provider="vnpost",
    provider_name="Vietnam Post",
    name="Bưu điện Hoàn Kiếm",
    address="75 Đinh Tiên Hoàng",
    district_legacy=None,
    state="active",
    hours="8:00–17:00",
)
FINISHED = dossier(status=Status.FINISHED, authority="commune:00166", authority_name=UBND, submitted_at=NOW)
COUNTER = Counter(AGENT, hands_out=True, carriers={"demopost": "DEMO bưu chính"})
KEPT_BACK = replace(COUNTER, hands_out=False)


def carried(*words: Carriage) -> Result:
    made = POSTED
    for word in words:
        made = results.carried(made, "DP-1", word, CARE, NOW) or made
    return made


def whole(*found: Result, code_at: int | None = 7) -> File:
    sent = (event(type="pickup_code", at=NOW + timedelta(hours=code_at)),) if code_at is not None else ()
    return replace(file(FINISHED), results=found, events=sent)


def told(result: Result, code_at: int | None = 7) -> Outcome:
    [one] = outcomes.outcomes(whole(result, code_at=code_at), COUNTER)
    return one


@pytest.mark.parametrize(
    ("result", "says", "how", "side"),
    [
        (
            ISSUED,
            "ký số và sẵn sàng",
            "Bưu điện Hoàn Kiếm, 75 Đinh Tiên Hoàng (giờ làm việc: 8:00–17:00)",
            Side.CITIZEN,
        ),
        (
            results.reminded(ISSUED, CARE),
            "đã nhắc 1 lần",
            "mã nhận kết quả đã gửi cho ông/bà lúc 17:00 12/11/2026",
            "citizen",
        ),
        (POSTED, "DEMO bưu chính chuyển phát, số vận đơn DP-1", "Chờ DEMO bưu chính", Side.CARRIER),
        (carried(Carriage.IN_TRANSIT), "số vận đơn DP-1", "Chờ", Side.CARRIER),
        (carried(Carriage.DELIVERED), "báo đã phát", "Nếu ông/bà chưa nhận", Side.NOBODY),
        (carried(Carriage.SENT_BACK), "chuyển hoàn về Bưu điện Hoàn Kiếm", "75 Đinh Tiên Hoàng", Side.CITIZEN),
        (results.sent_back(ISSUED, NOW), f"chuyển về {UBND}", f"Nhận tại {UBND}", Side.CITIZEN),
        (results.sent_back(carried(Carriage.SENT_BACK), NOW), f"chuyển về {UBND}", f"Nhận tại {UBND}", Side.CITIZEN),
        (results.collected(ISSUED, NOW), "đã trao", "Nếu ông/bà chưa nhận", Side.NOBODY),
    ],
)
def test_each_stage_is_said_with_how_to_get_it(result: Result, says: str, how: str, side: Side) -> None:
    one = told(result)
    assert says in one.says.vi
    assert how in one.how.vi
    assert one.side == side
    for words in (one.says, one.how):
        assert words.vi != words.en
        assert all(text.endswith(".") and "{" not in text for text in words)
    assert (one.side is Side.NOBODY) == (one.waits_on.vi == "")


@pytest.mark.parametrize("result", [AWAITED, SIGNED, results.refused(AWAITED, "not_pdf")])
def test_nobody_hears_of_a_result_before_the_decision_names_it(result: Result) -> None:
    assert outcomes.outcomes(whole(result), COUNTER) == ()


def test_a_place_of_which_little_is_known_is_its_name() -> None:
    assert outcomes.desk(replace(AGENT, address=None, hours=None)) == ("Bưu điện Hoàn Kiếm", "Bưu điện Hoàn Kiếm")


def test_a_finished_dossier_stands_where_its_result_is() -> None:
    usual = progress.standing(FINISHED, AGENT.name, NOW)
    found = outcomes.outcomes(whole(POSTED), COUNTER)
    stands = outcomes.standing(FINISHED, usual, whole(POSTED), found, COUNTER)
    assert (stands.side, stands.waits_on.en) == (Side.CARRIER, "DEMO bưu chính")


def on_paper(code_at: int | None, counter: Counter = COUNTER) -> progress.Standing:
    usual = progress.standing(FINISHED, AGENT.name, NOW)
    return outcomes.standing(FINISHED, usual, whole(code_at=code_at), (), counter)


def test_paper_alone_is_collected_with_its_code_and_that_of_old_as_ever() -> None:
    assert on_paper(None).awaited.vi.endswith("(giờ làm việc: 8:00–17:00); mang giấy tờ tùy thân.")
    awaited = on_paper(7).awaited
    assert awaited.vi.endswith("mang giấy tờ tùy thân; mã nhận kết quả đã gửi cho ông/bà lúc 17:00 12/11/2026.")
    assert awaited.en.endswith("with your card; your code to collect it was sent at 17:00 12/11/2026.")
    other = dossier(status=Status.ACCEPTED)
    usual = progress.standing(other, AGENT.name, NOW)
    assert outcomes.standing(other, usual, whole(), (), COUNTER) == usual


def test_what_no_agent_may_hand_out_is_never_collected_there() -> None:
    assert AGENT.name not in on_paper(None, KEPT_BACK).awaited.vi
    assert f"nhận kết quả tại {UBND};" in on_paper(None, KEPT_BACK).awaited.vi
    for result in (ISSUED, results.reminded(ISSUED, CARE)):
        [one] = outcomes.outcomes(whole(result, code_at=None), KEPT_BACK)
        assert one.how.vi == f"Nhận tại {UBND}, mang giấy tờ tùy thân."


@pytest.mark.parametrize(
    ("result", "counter", "short", "whole_en"),
    [
        (None, COUNTER, "nơi nộp hồ sơ", "Bưu điện Hoàn Kiếm, 75 Đinh Tiên Hoàng (open: 8:00–17:00)"),
        (ISSUED, COUNTER, "nơi nộp hồ sơ", "Bưu điện Hoàn Kiếm, 75 Đinh Tiên Hoàng (open: 8:00–17:00)"),
        (POSTED, COUNTER, "đơn vị chuyển phát", "DEMO bưu chính brings it, parcel DP-1"),
        (
            carried(Carriage.SENT_BACK),
            COUNTER,
            "nơi nộp hồ sơ",
            "Bưu điện Hoàn Kiếm, 75 Đinh Tiên Hoàng (open: 8:00–17:00)",
        ),
        (results.sent_back(ISSUED, NOW), COUNTER, "cơ quan giải quyết", UBND),
        (results.sent_back(carried(Carriage.SENT_BACK), NOW), COUNTER, "cơ quan giải quyết", UBND),
        (None, KEPT_BACK, "cơ quan giải quyết", UBND),
        (ISSUED, KEPT_BACK, "cơ quan giải quyết", UBND),
        (POSTED, KEPT_BACK, "đơn vị chuyển phát", "DEMO bưu chính brings it, parcel DP-1"),
    ],
)
def test_where_a_result_is_to_be_had(result: Result | None, counter: Counter, short: str, whole_en: str) -> None:
    found = outcomes.place(FINISHED, result, counter)
    assert (found.short.vi, found.whole.en) == (short, whole_en)
    assert found.short in outcomes.IN_SHORT


def test_an_authority_without_a_name_is_called_so() -> None:
    assert outcomes.place(replace(FINISHED, authority_name=None), None, KEPT_BACK).whole.en == "the authority"


@pytest.mark.parametrize(
    ("other", "says", "side"),
    [
        (POSTED, "Wait for DEMO bưu chính to deliver it.", Side.CARRIER),
        (ISSUED, "Each part says where its result is to be had.", Side.CITIZEN),
    ],
)
def test_linked_procedures_stand_where_all_their_results_are(other: Result, says: str, side: Side) -> None:
    parts = tuple(replace(FINISHED, part=name) for name in ("birth", "home"))
    found = (replace(POSTED, part="birth"), replace(other, part="home"))
    linked = File(FINISHED, (), (), (), parts=parts, results=found)
    usual = progress.standing(FINISHED, AGENT.name, NOW)
    stands = outcomes.standing(FINISHED, usual, linked, outcomes.outcomes(linked, COUNTER), COUNTER)
    assert (stands.awaited.en, stands.side) == (says, side)


def at(holder: Holder, kind: Kind = Kind.ORIGINAL, name: str = "GCS") -> Article:
    return custody.entered("H26", 1, kind, name, holder, Scan("clerk-1", NOW, "quầy của bà Diệp"))


HERE = Holder(Party.AGENT, "VNP-01")


@pytest.mark.parametrize(
    ("article", "says"),
    [
        (at(HERE), "ở <agent:VNP-01>"),
        (at(Holder(Party.AUTHORITY, "x")), "ở <authority:x>"),
        (at(Holder(Party.COURIER, "x")), "do người của <courier:x> đang chuyển"),
        (at(Holder(Party.CARRIER, "x")), "do <carrier:x> đang chuyển phát"),
        (at(CITIZEN), "đã trao cho ông/bà"),
        (
            custody.offered(at(HERE), HERE, Holder(Party.COURIER, "x"), Scan("clerk-1", NOW, "quầy 1")),
            "ở <agent:VNP-01>; đang bàn giao cho <courier:x>",
        ),
        (
            custody.offered(at(HERE), HERE, CITIZEN, Scan("clerk-1", NOW, "quầy 1")),
            "ở <agent:VNP-01>; đang bàn giao cho ông/bà",
        ),
    ],
)
def test_every_paper_is_somewhere_by_name(article: Article, says: str) -> None:
    procedure = seeded_procedure("1.001193")
    whole_file = replace(file(FINISHED), articles=(article,))
    [one] = outcomes.whereabouts(whole_file, procedure, lambda holder: f"<{holder}>")
    assert one.says.vi == says
    assert one.name.vi == next(slot.name for slot in procedure.papers if slot.code == "GCS")
    assert "clerk-1" not in str((one.says, one.name))
    assert "Diệp" not in str((one.says, one.name))


def test_a_result_on_paper_is_called_so() -> None:
    whole_file = replace(file(FINISHED), articles=(at(HERE, Kind.RESULT, "0123456789abcdef"),))
    [one] = outcomes.whereabouts(whole_file, seeded_procedure("1.001193"), str)
    assert one.name == ("Kết quả giải quyết", "The result")
