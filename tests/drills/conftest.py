"""Drill pages on the group with all its systems, as of the end of October 2026."""

from collections.abc import Callable

import pytest

from quarterdeck.settings import CONFIG_VARIABLE
from tests.dashboards.views import drill_page, shown
from tests.warehouse import AS_OF, Warehouse, make_warehouse

Open = Callable[..., str]
"""From an area and parameters of the URL to the page's HTML."""


@pytest.fixture(scope="session")
def warehouse() -> Warehouse:
    """See `make_warehouse`."""
    return make_warehouse()


@pytest.fixture
def page(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a drill page."""
    monkeypatch.setenv(CONFIG_VARIABLE, str(warehouse.settings.config_file))
    return lambda area, **given: shown(drill_page, area, **{"as_of": AS_OF.isoformat(), **given})
