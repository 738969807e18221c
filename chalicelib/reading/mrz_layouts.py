"""Where things stand in a machine-readable zone: the three formats of ICAO Doc 9303."""

from dataclasses import dataclass

Span = tuple[int, int, int]
"""Line, first column, column after the last."""

STATE: Span = (0, 2, 5)
"""Who issued the document, in every format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where things stand in one format; `composite` are the spans that the last character of `last` sums up."""

    name: str
    lines: int
    width: int
    names: Span
    document: Span
    nationality: Span
    birth: Span
    sex: Span
    expiry: Span
    optional: Span
    composite: tuple[Span, ...]

    @property
    def digits(self) -> tuple[Span, ...]:
        """What can only be digits and fillers, check digits included."""
        ends = [(line, end, end + 1) for line, _, end in (self.document, self.birth, self.expiry)]
        return (self.birth, self.expiry, *ends, (1, self.width - 1, self.width))

    @property
    def letters(self) -> tuple[Span, ...]:
        """What can only be letters and fillers."""
        return (0, 0, 2), STATE, self.nationality, self.names

    @property
    def numbers(self) -> tuple[Span, ...]:
        """What can only be digits and fillers in a Vietnamese zone: of a passport's number the first is a letter."""
        line, start, end = self.document
        of, since, until = self.optional
        return (line, start + (self.name != "TD1"), end), (of, since, until + (self.name != "TD2"))

    @property
    def summed(self) -> tuple[Span, ...]:
        """What the check digits bear out, themselves included."""
        return (*self.composite, (1, self.width - 1, self.width))


TD1 = Layout(
    name="TD1",
    lines=3,
    width=30,
    names=(2, 0, 30),
    document=(0, 5, 14),
    nationality=(1, 15, 18),
    birth=(1, 0, 6),
    sex=(1, 7, 8),
    expiry=(1, 8, 14),
    optional=(0, 15, 29),
    composite=((0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29)),
)


def _booklet(name: str, width: int) -> Layout:
    return Layout(
        name=name,
        lines=2,
        width=width,
        names=(0, 5, width),
        document=(1, 0, 9),
        nationality=(1, 10, 13),
        birth=(1, 13, 19),
        sex=(1, 20, 21),
        expiry=(1, 21, 27),
        optional=(1, 28, width - 2 if name == "TD3" else width - 1),
        composite=((1, 0, 10), (1, 13, 20), (1, 21, width - 1)),
    )


LAYOUTS = (TD1, _booklet("TD3", 44), _booklet("TD2", 36))
