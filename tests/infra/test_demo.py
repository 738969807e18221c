"""`make demo SCANS=…`: the main job with the caller's own papers, against a running stack, as a person starts it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from infra import samples
from tests.infra.test_local import command, free_ports, wait_for


def test_own_scans_are_played_to_the_end(tmp_path: Path) -> None:
    papers = samples.pages(samples.family(7, date(2026, 11, 20)), photographed=False)
    (tmp_path / "a.jpg").write_bytes(papers["giay-chung-sinh.jpg"])
    (tmp_path / "b.jpg").write_bytes(papers["can-cuoc.jpg"])
    (tmp_path / "notes.txt").write_text("not a scan")
    port = free_ports()
    with command("infra.local", port) as stack:
        wait_for(stack, "Ctrl-C")
        with command("infra.demo", port, "--scans", str(tmp_path)) as demo:
            said, complained = demo.communicate(timeout=180)
    assert demo.returncode == 0, complained
    child = samples.family(7, date(2026, 11, 20)).child.name
    assert f"= GCS  Họ, chữ đệm, tên người được khai sinh: {child} | {child}" in said
    assert "Ủy ban nhân dân phường Cầu Giấy, vì:" in said
    assert "mã sai bị từ chối" in said
    assert "10 Đã trả kết quả\n   Kết quả đã trao tại nơi trả." in said


def test_a_folder_without_scans_is_said_clearly(tmp_path: Path) -> None:
    with command("infra.demo", free_ports(), "--scans", str(tmp_path)) as demo:
        _, said = demo.communicate(timeout=120)
    assert demo.returncode == 1
    assert "no scan found" in said


def test_a_folder_that_is_none_is_a_usage_error(tmp_path: Path) -> None:
    with command("infra.demo", free_ports(), "--scans", str(tmp_path / "nowhere")) as demo:
        _, said = demo.communicate(timeout=60)
    assert demo.returncode == 2
    assert "is no folder" in said
