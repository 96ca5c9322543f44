"""Services that come after the page that will use them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from app.ui.kit.late import LateServices


def test_nothing_is_asked_before_somebody_signed_in() -> None:
    late = LateServices()
    with pytest.raises(RuntimeError, match="requests"):
        _ = late.requests
    requests = object()
    late.open_for(cast("Any", SimpleNamespace(requests=requests)))
    assert late.requests is requests
