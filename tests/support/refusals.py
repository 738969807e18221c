"""Refusals, looked at whole: the code, the field, and that both sentences can be said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from chalicelib.domain.faults import Fault


@contextmanager
def refused(code: str, field: str | None = None) -> Iterator[pytest.ExceptionInfo[Fault]]:
    """What happens inside is refused with this code (and at this field, where one is named)."""
    with pytest.raises(Fault) as raised:
        yield raised
    fault = raised.value
    assert fault.code == code
    assert field is None or fault.field == field
    assert "{" not in fault.vi + fault.en
