"""A rate of tax that changes: contracts from a day on, their lines, invoices; the price stays."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from ingestion.demo.faults.parameters import shipped
from tests.ingestion.faults.conftest import AS_OF, Planted

CASES = ((0.1, 7), (0.1, 11))


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def group(request: pytest.FixtureRequest, planted: Callable[..., Planted]) -> Planted:
    return planted(*request.param)


def test_contracts_bear_the_rate_of_the_day_on_which_they_are_signed(group: Planted) -> None:
    given = shipped()["tax_rate"]
    since = date(AS_OF.year - 3 + given["years"], given["month"], 1)
    contracts = group.rows("oa", "contract").filter(pl.col("number").str.starts_with("YZP-XS-"))
    new = contracts["signed_on"] >= since
    assert (contracts["vat"].filter(new) == given["percent"] * 100).all()
    assert (contracts["vat"].filter(~new) == 600).all()
    assert (contracts["net_amount"] + contracts["tax_amount"] == contracts["gross_amount"]).all()
    ratio = pl.col("tax_amount") / pl.col("net_amount") * 10_000
    assert contracts.filter((ratio - pl.col("vat")).abs() > 1).is_empty()
    lines = group.rows("oa", "contract_line").group_by(id="contract_id").agg(lines=pl.col("net_amount").sum())
    assert contracts.join(lines, on="id").filter(pl.col("lines") != pl.col("net_amount")).is_empty()
    told = group.told("tax_rate")
    assert not told["is_fault"].any()
    assert set(told["key"]) <= set(contracts.filter(new)["id"])
    invoices = group.rows("erp", "sales_invoice").filter(pl.col("document_kind") == "invoice")
    billed = invoices.join(contracts.filter(new).select(contract_number="number"), on="contract_number")
    rate = pl.col("tax_amount") / pl.col("net_amount") * 100
    assert billed.filter((rate - given["percent"]).abs() > 0.1).is_empty()
    assert billed.height
