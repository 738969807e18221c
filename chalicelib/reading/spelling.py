"""What Vietnamese spelling alone says about a word: whether it can be one, and which accents it must have lost.

There is no lexicon of names here: a name nobody has heard of is spelled by the same rules as all the others.
"""

import re
import unicodedata


def _without_marks(text: str) -> str:
    spread = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


_HATS = re.compile("[\u0302\u0306\u031b]")  # circumflex, breve, horn
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_RHYMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et"
    " ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam oan oang"
    " oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt"
    " ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych"
    " uyên uyêt uyn uynh uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu"
)
RHYMES = tuple(_RHYMES.split())
_SYLLABLE = re.compile(rf"(?:[bcdđghklmnpqrstvx]|[cgknpt]h|ngh?|gi|qu|tr)?(?:{_RHYMES.replace(' ', '|')})")
_BARE = re.compile(_without_marks(_SYLLABLE.pattern))
_STOPPED = re.compile(r"(?:[cpt]|ch)$")
_LOST = (  # letters that cannot stand there without a circumflex, whatever the word
    re.compile(r"(?<=[iy])e(?=[\u0300\u0301\u0303\u0309\u0323]*(?:[cmnptu]|ng)$)", re.IGNORECASE),
    re.compile(r"(?<=[^q]u)a(?=[\u0300\u0301\u0303\u0309\u0323]*[ny]$)", re.IGNORECASE),
)
PHRASES = {  # set phrases of every Hanoi paper, by their letters without accents
    ("ha", "noi"): "hà nội",
    ("thanh", "pho"): "thành phố",
    ("viet", "nam"): "việt nam",
    ("benh", "vien"): "bệnh viện",
    ("dan", "toc"): "dân tộc",
    ("quoc", "tich"): "quốc tịch",
    ("dot", "quy"): "đột quỵ",
    ("uy", "ban"): "ủy ban",
    ("nhan", "dan"): "nhân dân",
    ("cong", "an"): "công an",
    **{
        (rank, corps): f"{written} {name}"  # the police's ranks, before the names of those who sign
        for rank, written in (("thieu", "thiếu"), ("trung", "trung"), ("thuong", "thượng"), ("dai", "đại"))
        for corps, name in (("ta", "tá"), ("uy", "úy"))
    },
}


ACUTE, GRAVE, HOOK, TILDE = "\u0301", "\u0300", "\u0309", "\u0303"


def is_mistakable(word: str, other: str) -> bool:
    """Tell whether two spellings differ in a mark that Tesseract takes for another, and it may be the one to err.

    Measured: it sees an acute where a hook or a tilde stands over a circumflex (`Phố` for `Phổ`), and a hook or a grave
    over a bare vowel where nothing stands (`chỉ` for `chi`). With other marks it is right.
    """
    mine, others = _tone(word), _tone(other)
    if mine == ACUTE:
        return others in (HOOK, TILDE)
    return mine in (HOOK, GRAVE) and others == "" and not _HATS.search(unicodedata.normalize("NFD", word.lower()))


def may_lack_hat(word: str) -> bool:
    """Tell whether a capital with a dot below could have had a hat: in poor print that of `Ộ`, `Ậ`, `Ệ` is lost."""
    spread = unicodedata.normalize("NFD", word)
    return word.isupper() and re.search("[AOE]\u0323(?!\u0302|\u0306)", spread) is not None


def is_acute_on_hat(word: str) -> bool:
    """Tell whether an acute stands on a circumflex: blurred, a hook or a tilde there looks the same."""
    return has_hat(word) and _tone(word) == ACUTE


def has_hat(word: str) -> bool:
    """Tell whether a letter has a circumflex, over which there is little room for another mark."""
    return "\u0302" in unicodedata.normalize("NFD", word)


def _tone(word: str) -> str:
    return "".join(_TONES.findall(unicodedata.normalize("NFD", word)))


def is_syllable(word: str) -> bool:
    """Tell whether letters can be one Vietnamese syllable; names of other peoples may fail and are then looked at."""
    spread = unicodedata.normalize("NFD", word.lower())
    tones = len(_TONES.findall(spread))
    plain = unicodedata.normalize("NFC", _TONES.sub("", spread))
    toned = "\u0301" in spread or "\u0323" in spread  # a word ending in a stop is said with one of these two tones
    return tones <= 1 and _SYLLABLE.fullmatch(plain) is not None and (toned or not _STOPPED.search(plain))


def is_bare_syllable(word: str) -> bool:
    """Tell whether letters can be a syllable once all marks are left aside, as in `khong co dau`."""
    return _BARE.fullmatch(_without_marks(word.lower())) is not None


def mend(word: str) -> str:
    """Give back a mark that the spelling demands (`viẹn` can only be `viện`), if that makes a syllable."""
    if is_syllable(word):
        return word
    spread = unicodedata.normalize("NFD", word)
    for pattern in _LOST:
        spread = pattern.sub("\\g<0>\u0302", spread)
    mended = unicodedata.normalize("NFC", spread)
    return mended if is_syllable(mended) else word


def in_case_of(word: str, correct: str) -> str:
    """Write the correct word in the capitals of the one read."""
    if word.isupper():
        return correct.upper()
    return correct.capitalize() if word[:1].isupper() else correct
