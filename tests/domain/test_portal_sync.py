"""What the portal is told has the recorded shapes, whatever the dossier and the order of what belongs to it."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import lifecycle, portal_sync
from chalicelib.domain.dossiers import Dossier, File, PaperState, Status
from chalicelib.domain.events import OUTWARD, SILENT, STEPS
from chalicelib.domain.payments import IN_HAND, State
from chalicelib.domain.portal_sync import Verdict, answer, dossier_record, moment, progress_rows
from chalicelib.domain.procedures import Result
from infra.local import portal_shapes
from tests.domain.test_payments import payment
from tests.support import portal
from tests.support.dossiers import APPLICANT, NOW, calm, dossier, event, paper, seeded_procedure

BIRTH = seeded_procedure("1.001193")
HOUR = timedelta(hours=1)
ROUTED = dossier(
    status=Status.PROCESSING,
    version=5,
    submitted_at=NOW,
    accepted_at=NOW + HOUR,
    due=NOW + 24 * HOUR,
    authority="commune:00166",
    authority_name="UBND phường Cầu Giấy",
    portal_code="G15.99-261112-0001",
)


def story(*kinds: str, of: Dossier = ROUTED) -> File:
    """The dossier after these events, an hour apart, each by an officer."""
    events = [
        event(id=f"e{n:02}", type=kind, at=NOW + n * HOUR, role="case_officer", status_from=1, status_to=n % 10 + 1)
        for n, kind in enumerate(kinds)
    ]
    return File(of, (paper(),), tuple(events), ())


def shape(value: Any) -> Any:
    """The names and types of a record; of a list, those of its objects."""
    match value:
        case dict():
            return {name: shape(inner) for name, inner in value.items()}
        case list():
            return [shape(one) for one in value[:1]]
        case _:
            return type(value).__name__


def fits(record: Mapping[str, Any], service: str) -> None:
    """Holds a record against the recorded one: the same names, and the same types wherever a list has something."""
    [sample] = portal.recorded()[service]["data"]
    assert set(record) == set(sample)
    for name, value in record.items():
        if isinstance(value, list) and not (value and sample[name]):
            assert isinstance(sample[name], list)
        else:
            assert shape(value) == shape(sample[name]), name
    assert portal_shapes.misfit(record, portal_shapes.SHAPES[service]) is None


statuses = st.sampled_from(list(Status))
times = st.integers(-50_000_000, 300_000_000).map(lambda seconds: NOW + timedelta(seconds=seconds))
moments = st.none() | times
dossiers = st.builds(
    dossier,
    status=statuses,
    submitted_at=moments,
    accepted_at=moments,
    due=moments,
    finished_at=moments,
    returned_at=moments,
    authority_name=st.none() | st.text(max_size=30),
    portal_code=st.none() | st.just("G15.99-261112-0001"),
    applicant=st.builds(lambda email: replace(APPLICANT, email=email), st.none() | st.just("a@b.example")),
)
happenings = st.lists(
    st.builds(
        lambda n, kind, role, note: event(
            id=f"e{n:03}", type=kind, at=NOW + n * HOUR, role=role, status_to=n % 10 + 1, note=note
        ),
        st.integers(0, 300),
        st.sampled_from(sorted(OUTWARD | SILENT)),
        st.sampled_from(["clerk", "case_officer", "leader", "system"]),
        st.text(max_size=20),
    ),
    max_size=12,
    unique_by=lambda e: e.id,
)
papers = st.lists(
    st.builds(lambda n, s: paper(id=f"p{n}", state=s), st.integers(0, 50), st.sampled_from(PaperState)),
    unique_by=lambda p: p.id,
)
files = st.builds(lambda d, e, p: File(d, tuple(p), tuple(e), ()), dossiers, happenings, papers)
procedures = st.sampled_from(
    [BIRTH, replace(BIRTH, field=None, results=(Result("KQ.1", "Giấy"),)), replace(BIRTH, name="x" * 1200)]
)


@calm
@given(files, procedures)
def test_every_dossier_fits_the_recorded_shapes(file: File, procedure: Any) -> None:
    record = dossier_record(file, procedure)
    fits(record, portal_sync.DOSSIERS)
    assert 1 <= int(record["TrangThaiHoSo"]) <= 10
    assert len(record["TrichYeuHoSo"]) <= 1000
    for _, row in progress_rows(file):
        fits(row, portal_sync.PROGRESS)
        assert row["MaHoSo"] == record["MaHoSo"]


@calm
@given(files, st.randoms(use_true_random=False))
def test_no_order_changes_what_is_told(file: File, chance: random.Random) -> None:
    events, scans = list(file.events), list(file.papers)
    chance.shuffle(events)
    chance.shuffle(scans)
    mixed = replace(file, events=tuple(events), papers=tuple(scans))
    assert dossier_record(mixed, BIRTH) == dossier_record(file, BIRTH)
    assert progress_rows(mixed) == progress_rows(file)


@calm
@given(files, st.sets(st.integers(0, 300)))
def test_what_was_told_is_not_told_again_and_nothing_else_is_left_out(file: File, numbers: set[int]) -> None:
    told = frozenset(f"e{n:03}" for n in numbers)
    ids = [name for name, _ in progress_rows(file, told)]
    assert ids == sorted(e.id for e in file.events if e.type in STEPS and e.id not in told)


@calm
@given(times)
def test_a_moment_is_hanois(at: datetime) -> None:
    assert datetime.strptime(moment(at) + "+0700", "%Y%m%d%H%M%S%z") == at.replace(microsecond=0)


def test_a_moment_that_is_none_is_empty() -> None:
    assert moment(None) == ""
    assert moment(datetime(2026, 1, 15, 17, 30, tzinfo=UTC)) == "20260116003000"


def test_a_dossier_word_for_word() -> None:
    record = dossier_record(story("submitted"), BIRTH)
    told = {name: value for name, value in record.items() if value not in ("", [])}
    assert told == {
        "MaHoSo": "G15.99-261112-0001",
        "MaTTHC": "1.001193",
        "TenTTHC": "Đăng ký khai sinh",
        "TenLinhVuc": "Hộ tịch",
        "KenhThucHien": "2",
        "SoGiayToChuHoSo": "027094888598",
        "ChuHoSo": "TRẦN TUẤN KIỆT",
        "LoaiDoiTuong": "1",
        "Email": "kiet@example.com",
        "SoDienThoai": "0912345678",
        "TrichYeuHoSo": "Đăng ký khai sinh",
        "NgayTiepNhan": "20261112110000",
        "NgayHenTra": "20261113100000",
        "TrangThaiHoSo": "4",
        "DonViXuLy": "UBND phường Cầu Giấy",
        "TaiLieuNop": [
            {
                "TepDinhKemId": "1",
                "TenTepDinhKem": "GCS.jpeg",
                "IsDeleted": "False",
                "MaThanhPhanHoSo": "",
                "DuongDanTaiTepTin": "",
                "DuocSoHoa": "1",
                "DuocTaiSuDung": "0",
                "DuocLayTuKhoDMQG": "0",
                "MaKetQuaThayThe": "",
            }
        ],
        "HoSoCoThanhPhanSoHoa": "1",
        "NgayNopHoSo": "20261112100000",
        "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": "027094888598"}],
    }


def test_nobody_but_the_applicant_is_named() -> None:
    text = json.dumps(dossier_record(story("submitted"), BIRTH), ensure_ascii=False)
    assert "TRẦN KHÁNH VY" not in text
    assert "BÙI BÍCH DIỆP" not in text


def test_without_a_code_of_the_portals_ours_stands_and_the_paper_way() -> None:
    record = dossier_record(story("submitted", of=replace(ROUTED, portal_code=None)), BIRTH)
    assert (record["MaHoSo"], record["KenhThucHien"]) == (ROUTED.code, "3")


def test_a_supplement_is_joined_with_its_answer() -> None:
    file = story("supplement_asked", "supplemented", "supplement_asked")
    asked = dossier_record(file, BIRTH)["DanhSachHoSoBoSung"]
    assert [(s["HoSoBoSungId"], s["NgayBoSung"], s["NgayTiepNhanBoSung"]) for s in asked] == [
        ("1", moment(NOW), moment(NOW + HOUR)),
        ("2", moment(NOW + 2 * HOUR), ""),
    ]


@pytest.mark.parametrize(
    ("status", "results", "named"),
    [(Status.FINISHED, 1, 1), (Status.RETURNED, 1, 1), (Status.PROCESSING, 1, 0), (Status.FINISHED, 2, 0)],
)
def test_the_result_is_named_when_it_is_there_and_known(status: Status, results: int, named: int) -> None:
    procedure = replace(BIRTH, results=tuple(Result(f"KQ.{n}", "Giấy") for n in range(results)))
    found = dossier_record(story("finished", of=replace(ROUTED, status=status)), procedure)["DanhSachGiayToKetQua"]
    assert [one["MaGiayToKetQua"] for one in found] == ["KQ.0"][:named]


def test_a_refusal_has_its_day() -> None:
    assert dossier_record(story("submitted", "refused"), BIRTH)["NgayTuChoi"] == moment(NOW + HOUR)


def test_a_step_bears_the_authoritys_name_unless_another_may_have_taken_it() -> None:
    rows = [row for _, row in progress_rows(story("accepted", "handed_over", "accepted"))]
    assert [row["PhongBanXuLy"] for row in rows] == ["", "", "UBND phường Cầu Giấy"]
    assert [row["ChucDanh"] for row in rows] == ["Cán bộ thụ lý"] * 3
    clerk = File(ROUTED, (), (event(type="submitted"),), ())
    assert [row["PhongBanXuLy"] for _, row in progress_rows(clerk)] == [""]


def test_a_step_of_a_part_has_the_parts_own_authority_and_date() -> None:
    part = replace(ROUTED, part="tax", part_name="Thuế", authority_name="Thuế cơ sở 1", due=NOW)
    file = File(ROUTED, (), (event(type="accepted", role="leader", status_to=2, part="tax"),), (), (part,))
    [(_, row)] = progress_rows(file)
    assert (row["PhongBanXuLy"], row["NgayKetThucTheoQuyDinh"]) == ("Thuế cơ sở 1", moment(NOW))


@pytest.mark.parametrize("state", State)
def test_a_fee_is_told_while_it_is_paid_and_not_given_back(state: State) -> None:
    file = replace(story("submitted"), payments=(payment(state=state, amount=4000),))
    record = dossier_record(file, BIRTH)
    fits(record, portal_sync.DOSSIERS)
    assert [(fee["TenPhiLePhi"], fee["Gia"]) for fee in record["DanhSachLePhi"]] == (
        [("Phí", "4000")] if state in IN_HAND else []
    )


def test_money_is_told_with_the_dossier_and_is_no_step_of_it() -> None:
    assert {"fee_paid", "refunded"} == OUTWARD - STEPS
    assert progress_rows(story("fee_paid", "refunded")) == []


def test_every_act_on_a_dossier_is_told_outward() -> None:
    assert {line.event for line in lifecycle.TRANSITIONS.values()} | {"routed", "delivered"} == STEPS


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (portal.recorded()["responses"]["ok"], Verdict.TAKEN),
        (portal.recorded()["responses"]["ok_alt"], Verdict.TAKEN),
        (portal.recorded()["responses"]["duplicate"], Verdict.EXISTS),
        (portal.recorded()["auth"]["response"], Verdict.TAKEN),
        ({"error_code": 0}, Verdict.TAKEN),
        ({"error_code": "-1", "message": "HỒ SƠ KHÔNG TỒN TẠI"}, Verdict.UNKNOWN),
        ({"error_code": "-1", "message": "Hồ sơ chưa tồn tại trên hệ thống"}, Verdict.UNKNOWN),
        ({"error_code": "-3", "message": "Phiên làm việc đã hết hạn"}, Verdict.EXPIRED),
        ({"error_code": "-3", "message": "Session expired"}, Verdict.EXPIRED),
        ({"error_code": "-9", "message": "Sai định dạng"}, Verdict.REFUSED),
        ({"message": "Hồ sơ đã tồn tại"}, Verdict.EXISTS),
        ({}, Verdict.REFUSED),
        ({"error_code": None, "message": None}, Verdict.REFUSED),
    ],
)
def test_what_an_answer_means(body: dict[str, Any], verdict: Verdict) -> None:
    assert answer(body).verdict is verdict


@calm
@given(st.text(max_size=60), st.text(max_size=60))
def test_of_an_answer_only_a_short_code_is_kept(code: str, message: str) -> None:
    kept = answer({"error_code": f"-{code}", "message": message})
    assert len(kept.code) <= 20
    assert set(kept.code) & set(" \n\"'{}.,") == set()


def test_the_simulators_shapes_are_the_recorded_ones() -> None:
    for service, wanted in portal_shapes.SHAPES.items():
        call = portal.recorded()[service]
        assert set(call) == portal_shapes.ENVELOPE
        assert [portal_shapes.misfit(record, wanted) for record in call["data"]] == [None]
        [record] = call["data"]
        for name in record:
            assert portal_shapes.misfit({k: v for k, v in record.items() if k != name}, wanted) == name
            assert portal_shapes.misfit({**record, name: 1}, wanted) == name
