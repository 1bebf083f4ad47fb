"""Final keys and numbers of orders, deliveries and stock moves."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.numbering import place_in
from ingestion.demo.group.trade_batches import Batch
from ingestion.demo.group.trade_documents import Documents
from ingestion.demo.group.trade_tools import tax_of
from ingestion.demo.group.world import RATE_UNIT, World

_CODES = {"sales": "XSD", "purchase": "CGD"}
DELIVERY_CODES = {"sales": "FH", "purchase": "RK"}


@dataclass(frozen=True)
class Keys:
    """Final keys by those of the making: _order and order_id, _delivery and delivery_id, _delivery_line and
    delivery_line_id, _line and order_line_id."""

    orders: pl.DataFrame
    lines: pl.DataFrame
    deliveries: pl.DataFrame
    delivery_lines: pl.DataFrame


@dataclass(frozen=True)
class Ordered:
    """Frames of Trade, and the keys that they have got."""

    orders: pl.DataFrame
    order_lines: pl.DataFrame
    deliveries: pl.DataFrame
    delivery_lines: pl.DataFrame
    stock_moves: pl.DataFrame
    keys: Keys


def final_orders(
    world: World, masters: Masters, every: Batch, costs: pl.DataFrame, moves: pl.DataFrame, documents: Documents
) -> Ordered:
    """Orders, deliveries and stock moves in the order of their days."""
    heads = every.orders.sort("ordered_on", "side", "company_id", "_order").with_columns(new_id())
    keys = heads.select("_order", order_id="id")
    lines = every.lines.join(keys, on="_order", how="inner").sort("order_id", "_line")
    lines = lines.with_columns(new_id(), sequence=pl.int_range(1, pl.len() + 1).over("order_id"))
    line_keys = lines.select("_line", order_line_id="id")
    deliveries, delivery_lines = _deliveries(world, masters, every, heads, line_keys, costs, documents)
    delivery_keys = deliveries.select("_delivery", delivery_id="id")
    closed = _closed(heads, lines, deliveries, delivery_lines)
    totals = lines.join(heads.select("_order", "vat"), on="_order", maintain_order="left")
    totals = totals.with_columns(
        tax_amount=pl.Series(tax_of(totals["net_amount"].to_numpy(), totals["vat"].to_numpy()))
    ).group_by("_order").agg(pl.col("net_amount", "tax_amount").sum())  # fmt: skip
    heads = (
        heads.join(totals, on="_order", how="left", maintain_order="left")
        .join(closed, on="_order", how="left", maintain_order="left")
        .with_columns(
            pl.col("net_amount", "tax_amount").fill_null(0),
            number=numbered(masters, _CODES, pl.col("side"), "ordered_on"),
        )
    )
    # an order that would be cancelled after everything has come is not
    orders = heads.select(
        "id", "side", "number", "company_id", "party_id", "contract_id", "project_id", "employee_id", "department_id",
        "currency", "vat", day("ordered_on"), day("promised_on"), "net_amount", "tax_amount",
        (pl.col("net_amount") + pl.col("tax_amount")).alias("gross_amount"),
        day("approved_on"), day("closed_on"), day("cancelled_on"),
    )  # fmt: skip
    stock_moves = moves.join(delivery_keys, on="_delivery", how="left", maintain_order="left").select(
        new_id(), "company_id", "product_id", "warehouse_id", day("moved_on"), "kind", "quantity", "cost_amount",
        "delivery_id", "contract_id",
    )  # fmt: skip
    return Ordered(
        orders,
        lines.select("id", "order_id", "sequence", "product_id", "quantity", "price_amount", "net_amount"),
        deliveries.drop("_delivery"),
        delivery_lines.drop("_delivery_line"),
        stock_moves,
        Keys(keys, line_keys, delivery_keys, delivery_lines.select("_delivery_line", delivery_line_id="id")),
    )


def _deliveries(
    world: World, masters: Masters, every: Batch, heads: pl.DataFrame, line_keys: pl.DataFrame, costs: pl.DataFrame,
    documents: Documents,
) -> tuple[pl.DataFrame, pl.DataFrame]:  # fmt: skip
    """Deliveries with _delivery, their lines with _delivery_line."""
    rows = every.delivery_lines.join(costs, on="_delivery_line", how="left", maintain_order="left").with_columns(
        pl.col("cost_amount").fill_null(0)
    )
    totals = rows.group_by("_delivery").agg(pl.col("net_amount", "cost_amount").sum())
    bills = documents.heads.filter(
        (pl.col("side") == "purchase") & (pl.col("kind") == "invoice") & pl.col("posted_on").is_not_null()
    )
    bills = bills.drop_nulls("_delivery").group_by("_delivery").agg(accrual_reversed_on=pl.col("posting_on").min())
    deliveries = (
        every.deliveries.join(totals, on="_delivery", how="left")
        .join(bills, on="_delivery", how="left")
        .join(
            heads.select(
                "_order", "side", "company_id", "party_id", "contract_id", "project_id", "warehouse_id", "currency",
                "subject", order_id="id",
            ),
            on="_order",
            how="inner",
        )
        .sort("delivered_on", "side", "order_id", "_delivery")
        .with_columns(new_id(), number=numbered(masters, DELIVERY_CODES, pl.col("side"), "delivered_on"))
    )  # fmt: skip
    rate = rates_of(world, masters, deliveries, "delivered_on")
    deliveries = deliveries.with_columns(
        net_amount_company=world.rates.convert(deliveries["net_amount"], rate),
        warehouse_id=pl.when(pl.col("cost_amount") > 0).then("warehouse_id"),
        subject=pl.when(pl.col("side") == "sales").then(pl.lit("stock")).otherwise("subject"),
    )
    lines = (
        rows.join(deliveries.select("_delivery", delivery_id="id"), on="_delivery", how="inner")
        .join(line_keys, on="_line", how="inner")
        .sort("delivery_id", "order_line_id")
        .with_columns(new_id())
    )
    return deliveries.select(
        "id", "side", "number", "order_id", "company_id", "party_id", "contract_id", "project_id", "warehouse_id",
        "currency", day("delivered_on"), "net_amount", "net_amount_company", "cost_amount", "subject",
        day("accrual_reversed_on"), "_delivery",
    ), lines.select(
        "id", "delivery_id", "order_line_id", "product_id", "quantity", "net_amount", "cost_amount", "_delivery_line"
    )  # fmt: skip


def _closed(
    heads: pl.DataFrame, lines: pl.DataFrame, deliveries: pl.DataFrame, delivery_lines: pl.DataFrame
) -> pl.DataFrame:
    """_order, closed_on: when the last was delivered or performed; two weeks later when closed short."""
    wanted = lines.group_by("_order").agg(_wanted=pl.col("quantity").sum())
    come = delivery_lines.join(
        deliveries.select("id", "order_id", "delivered_on"), left_on="delivery_id", right_on="id"
    )
    come = come.group_by(id="order_id").agg(_come=pl.col("quantity").sum(), _last=pl.col("delivered_on").max())
    rows = heads.join(wanted, on="_order", how="left").join(come, on="id", how="left")
    last = pl.col("_last").to_physical()
    closed = (
        pl.when(pl.col("cancelled_on").is_not_null())
        .then(None)
        .when(~pl.col("is_goods"))
        .then("last_on")
        .when(pl.col("_come") == pl.col("_wanted"))
        .then(last)
        .when(pl.col("is_short"))
        .then(last + 14)
    )
    return rows.select("_order", closed_on=closed)


def rates_of(world: World, masters: Masters, rows: pl.DataFrame, on: str) -> pl.Series:
    """From the document's currency to the company's."""
    home = dict(masters.companies.select("id", "currency").iter_rows())
    own = rows["company_id"].replace_strict(home, return_dtype=pl.String)
    if (rows["currency"] == own).all():
        return pl.Series(np.full(rows.height, RATE_UNIT))
    return world.rates.at(rows["currency"], own, rows[on].cast(pl.Date))


def numbered(masters: Masters, codes: dict[str, str], kind: pl.Expr, on: str) -> pl.Expr:
    """Numbers in the order of the rows: company, kind, year, place in it."""
    companies = dict(masters.companies.select("id", "code").iter_rows())
    company, year = pl.col("company_id"), pl.col(on).cast(pl.Date).dt.year()
    place = place_in(company, year, kind)
    return pl.concat_str(
        company.replace_strict(companies, return_dtype=pl.String),
        pl.lit("-"),
        kind.replace_strict(codes, return_dtype=pl.String),
        year.cast(pl.String).str.slice(2),
        place.cast(pl.String).str.zfill(5),
    )


def new_id() -> pl.Expr:
    """Keys in the order of the rows, from 1."""
    return pl.int_range(1, pl.len() + 1).alias("id")


def day(name: str) -> pl.Expr:
    """A day number as a date."""
    return pl.col(name).cast(pl.Int32).cast(pl.Date).alias(name)
