import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from chalicelib.reading import clean

SIZE = (1654, 2339)


def page() -> Image.Image:
    return Image.new("RGB", SIZE, "white")


def test_uneven_light_becomes_white_paper_and_ink_stays() -> None:
    light = np.tile(np.linspace(90, 250, SIZE[0]), (SIZE[1], 1))
    light[500:520, 300:330] *= 0.2
    light[500:520, 1300:1330] *= 0.2
    flat = clean.flatten(light.astype(np.uint8))
    assert np.median(flat) > 245
    assert flat[510, 315] < 80
    assert flat[510, 1315] < 80


def sealed() -> Image.Image:
    sheet = page()
    draw = ImageDraw.Draw(sheet)
    draw.text((400, 200), "GIAY KHAI SINH", fill=(200, 30, 40), font_size=60)
    draw.ellipse((900, 1600, 1180, 1880), outline=(215, 40, 50), width=12)
    draw.rectangle((1000, 1700, 1100, 1720), fill=(10, 10, 10))
    return sheet


def test_a_red_seal_goes_and_the_print_under_it_stays() -> None:
    grey, found = clean.without_seals(sealed())
    assert found
    seal = grey[1590:1890, 890:1190]
    assert (seal < 200).sum() == 101 * 21
    assert grey[1710, 1050] < 40


def test_a_red_title_is_text_and_stays() -> None:
    grey, _ = clean.without_seals(sealed())
    assert (grey[200:280, 400:1000] < 140).sum() > 2000


def test_faint_print_becomes_black() -> None:
    faint = np.full((400, 400), 240, np.uint8)
    faint[100:130, 100:300] = 150
    stretched = clean.stretch(faint)
    assert stretched[110, 200] == 0
    assert stretched[300, 300] == 255


def dotted(y: int = 1000, left: int = 600) -> Image.Image:
    sheet = Image.new("L", SIZE, 255)
    draw = ImageDraw.Draw(sheet)
    for x in range(left, 1500, 8):
        draw.rectangle((x, y, x + 2, y + 2), fill=0)
    return sheet


def test_a_dotted_leader_goes_to_its_last_dot() -> None:
    sheet = dotted()
    ImageDraw.Draw(sheet).rectangle((560, 975, 590, 1002), fill=0)  # the word right before it
    cleaned = clean.drop_leaders(np.asarray(sheet))
    assert (cleaned[:, 595:] < 255).sum() == 0
    assert (cleaned[975:1003, 560:591] == 0).all()


def test_dots_over_letters_and_single_full_stops_stay() -> None:
    sheet = Image.new("L", SIZE, 255)
    draw = ImageDraw.Draw(sheet)
    for x in range(300, 700, 12):
        draw.rectangle((x, 500, x + 3, 503), fill=0)  # the dots of i i i i
        draw.rectangle((x, 508, x + 3, 524), fill=0)
    draw.rectangle((900, 520, 903, 523), fill=0)
    before = np.asarray(sheet)
    assert (clean.drop_leaders(before) == before).all()


def test_a_scrap_smaller_than_a_leader_is_left_alone() -> None:
    scrap = np.zeros((3, 3), np.uint8)
    assert (clean.drop_leaders(scrap) == scrap).all()


@pytest.mark.parametrize(("strength", "noisy"), [(0, False), (25, True)])
def test_grain_is_told_from_print(strength: float, noisy: bool) -> None:
    generator = np.random.default_rng(3)
    sheet = np.asarray(dotted(), np.float32) + generator.normal(0, strength, SIZE[::-1])
    grey = sheet.clip(0, 255).astype(np.uint8)
    assert clean.is_noisy(grey) is noisy
    assert np.asarray(clean.denoise(grey)).std() <= grey.std()


def test_blur_is_told_from_print_and_edges_become_steeper() -> None:
    sharp = np.asarray(dotted())
    blurred = np.asarray(sealed().convert("L").filter(ImageFilter.GaussianBlur(3)))
    assert not clean.is_blurred(sharp)
    assert clean.is_blurred(blurred)
    assert np.abs(np.diff(clean.sharpen(blurred).astype(int))).max() > np.abs(np.diff(blurred.astype(int))).max()


def test_white_paper_is_neither_noisy_nor_blurred() -> None:
    white = np.full((100, 100), 255, np.uint8)
    assert not clean.is_noisy(white)
    assert not clean.is_blurred(white)
