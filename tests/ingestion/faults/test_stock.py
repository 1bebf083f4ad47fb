"""Dead stock, and what only looks so."""

from collections.abc import Callable
from datetime import timedelta

import polars as pl
import pytest

from ingestion.demo.faults.parameters import shipped
from tests.ingestion.faults.conftest import AS_OF, Planted

CASES = ((0.02, 7), (0.02, 11), (0.1, 7))
PLANTED = ("never_moved", "bought_and_left")


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def group(request: pytest.FixtureRequest, planted: Callable[..., Planted]) -> Planted:
    return planted(*request.param)


def test_products_that_nothing_moves_are_those_that_were_told(group: Planted) -> None:
    moves = group.rows("erp", "stock_move", AS_OF).filter(pl.col("moved_on") <= AS_OF)
    first = moves["moved_on"].min()
    products = moves.group_by("product_id").agg(
        pl.col("quantity").sum(),
        moved_on=pl.col("moved_on").filter(pl.col("kind") != "count").max().fill_null(first),
        held=pl.col("quantity").filter(pl.col("contract_number").is_not_null()).sum(),
    )
    lies = products.filter(
        (pl.col("quantity") > 0) & (pl.col("moved_on") <= AS_OF - timedelta(days=shipped()["dead_stock"]["dead_days"]))
    )
    told = group.told("dead_stock").filter(pl.col("seen_on") <= AS_OF)
    held = set(told.filter(pl.col("variant") == "held_for_contract")["key"])
    is_free = pl.col("held") < pl.col("quantity")
    assert set(lies.filter(is_free)["product_id"]) == set(told.filter("is_fault")["key"])
    assert held and held == set(lies.filter(~is_free)["product_id"])
    slow = told.filter(pl.col("variant") == "slow_moving")["key"]
    assert slow.len() and not set(slow) & set(lies["product_id"])


def test_a_dead_product_is_in_all_papers_of_its_purchase(group: Planted) -> None:
    bought = group.told("dead_stock", "bought_and_left")["key"].to_list()
    assert bought
    erp = {name: group.rows("erp", name) for name in group.versions["erp"]}
    moves = erp["stock_move"].filter(pl.col("product_id").is_in(bought))
    assert (moves["kind"] == "purchase").all() and moves.height == len(bought)
    received = erp["goods_receipt_line"].filter(pl.col("product_id").is_in(bought))
    assert set(received["goods_receipt_id"]) == set(moves["goods_receipt_id"])
    ordered = erp["purchase_order_line"].filter(pl.col("product_id").is_in(bought))
    assert set(received["order_line_id"]) == set(ordered["id"])
    for table, column in (("purchase_invoice_line", "goods_receipt_line_id"),):
        billed = erp[table].filter(pl.col(column).is_in(received["id"].implode()))
        assert billed["product_id"].is_in(bought).all()
    booked = erp["journal_line"].join(
        erp["journal_entry"].filter(pl.col("document_type") == "goods_receipt").select("document_id", entry_id="id"),
        on="entry_id",
    ).filter(pl.col("product_id").is_in(bought))  # fmt: skip
    assert set(booked["document_id"]) == set(moves["goods_receipt_id"])
    assert not erp["sales_order_line"]["product_id"].is_in(bought).any()


def test_stock_is_never_below_nothing(group: Planted) -> None:
    moves = group.rows("erp", "stock_move").group_by("company_id", "warehouse_id", "product_id", "moved_on").agg(
        pl.col("quantity").sum()
    )  # fmt: skip
    run = moves.sort("moved_on").with_columns(
        pl.col("quantity").cum_sum().over("company_id", "warehouse_id", "product_id").alias("stock")
    )
    assert run.filter(pl.col("stock") < 0).is_empty()


def test_products_keep_codes_of_their_own(group: Planted) -> None:
    products = group.rows("erp", "product")
    assert products["code"].is_unique().all() and products["name"].is_unique().all()
    assert products["code"].str.contains(r"^P\d{5}$").all()
