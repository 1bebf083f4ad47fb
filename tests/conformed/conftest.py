"""The group's four systems, landed and built once, for every test of this folder."""

import pytest

from tests.warehouse import AS_OF, SCALE, SYSTEMS, Rows, Warehouse, make_warehouse

__all__ = ["AS_OF", "SCALE", "SYSTEMS", "Rows", "Warehouse"]


@pytest.fixture(scope="session")
def warehouse() -> Warehouse:
    """See `make_warehouse`."""
    return make_warehouse()
