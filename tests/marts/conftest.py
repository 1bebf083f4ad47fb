"""The group's four systems, landed, built and published once, for every test of this folder."""

import pytest

from tests.warehouse import Warehouse, make_warehouse


@pytest.fixture(scope="session")
def warehouse() -> Warehouse:
    """See `make_warehouse`."""
    return make_warehouse()
