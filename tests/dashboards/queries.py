"""Calls the named queries of the receivables page with everything that a test does not care about."""

from datetime import date
from typing import Any

import polars as pl

from quarterdeck.access import Viewer
from quarterdeck.warehouse import Warehouse

EVERYTHING = Viewer.everything()
BOUNDS = [30, 60, 90, 180, 365]
DAY = date(2026, 6, 15)


def read(warehouse: Warehouse, name: str, company: str | None = "cn", day: date = DAY, **more: Any) -> pl.DataFrame:
    given = {"as_of": day, "company": company, "system": None, "basis": "due", **more}
    if name != "indicators":
        given.setdefault("buckets", BOUNDS)
    return warehouse.read(f"receivables/{name}", EVERYTHING, **given)
