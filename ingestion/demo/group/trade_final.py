"""Final keys and numbers of what was traded, amounts in the companies' currencies, instalments."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.trade_batches import Batch
from ingestion.demo.group.trade_documents import Documents
from ingestion.demo.group.trade_tools import tax_of
from ingestion.demo.group.world import RATE_UNIT, World

_CODES = {"sales": "XSD", "purchase": "CGD"}
_DELIVERY_CODES = {"sales": "FH", "purchase": "RK"}
_INVOICE_CODES = {
    "salesinvoice": "INV",
    "salescredit_note": "CRN",
    "purchaseinvoice": "BIL",
    "purchasecredit_note": "SCN",
}


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


@dataclass(frozen=True)
class Invoiced:
    """Frames of Trade."""

    invoices: pl.DataFrame
    invoice_lines: pl.DataFrame
    instalments: pl.DataFrame
    advance_uses: pl.DataFrame


def final_orders(
    world: World, masters: Masters, every: Batch, costs: pl.DataFrame, moves: pl.DataFrame, documents: Documents
) -> Ordered:
    """Orders, deliveries and stock moves in the order of their days."""
    heads = every.orders.sort("ordered_on", "side", "company_id", "_order").with_columns(_id())
    keys = heads.select("_order", order_id="id")
    lines = every.lines.join(keys, on="_order", how="inner").sort("order_id", "_line")
    lines = lines.with_columns(_id(), sequence=pl.int_range(1, pl.len() + 1).over("order_id"))
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
            number=_number(masters, _CODES, pl.col("side"), "ordered_on"),
        )
    )
    # an order that would be cancelled after everything has come is not
    orders = heads.select(
        "id", "side", "number", "company_id", "party_id", "contract_id", "project_id", "employee_id", "department_id",
        "currency", "vat", _day("ordered_on"), _day("promised_on"), "net_amount", "tax_amount",
        (pl.col("net_amount") + pl.col("tax_amount")).alias("gross_amount"),
        _day("approved_on"), _day("closed_on"), _day("cancelled_on"),
    )  # fmt: skip
    stock_moves = moves.join(delivery_keys, on="_delivery", how="left", maintain_order="left").select(
        _id(), "company_id", "product_id", "warehouse_id", _day("moved_on"), "kind", "quantity", "cost_amount",
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
        .with_columns(_id(), number=_number(masters, _DELIVERY_CODES, pl.col("side"), "delivered_on"))
    )  # fmt: skip
    rate = _rates(world, masters, deliveries, "delivered_on")
    deliveries = deliveries.with_columns(
        net_amount_company=world.rates.convert(deliveries["net_amount"], rate),
        warehouse_id=pl.when(pl.col("cost_amount") > 0).then("warehouse_id"),
        subject=pl.when(pl.col("side") == "sales").then(pl.lit("stock")).otherwise("subject"),
    )
    lines = (
        rows.join(deliveries.select("_delivery", delivery_id="id"), on="_delivery", how="inner")
        .join(line_keys, on="_line", how="inner")
        .sort("delivery_id", "order_line_id")
        .with_columns(_id())
    )
    return deliveries.select(
        "id", "side", "number", "order_id", "company_id", "party_id", "contract_id", "project_id", "warehouse_id",
        "currency", _day("delivered_on"), "net_amount", "net_amount_company", "cost_amount", "subject",
        _day("accrual_reversed_on"), "_delivery",
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


def final_invoices(
    world: World, masters: Masters, documents: Documents, keys: Keys, advances: pl.DataFrame
) -> Invoiced:
    """Invoices in the order in which they are entered, with their lines and instalments."""
    heads = documents.heads.sort("entered_on", "side", "company_id", "_doc").with_columns(_id())
    known = heads.select("_doc", invoice_id="id")
    lines = documents.lines.join(known, on="_doc", how="inner", maintain_order="left").sort(
        "invoice_id", maintain_order=True
    )
    totals = lines.group_by("_doc").agg(pl.col("net_amount", "tax_amount").sum())
    heads = (
        heads.join(totals, on="_doc", how="left", maintain_order="left")
        .join(
            known.select(_original="_doc", original_invoice_id="invoice_id"),
            on="_original",
            how="left",
            maintain_order="left",
        )
        .join(keys.orders, on="_order", how="left", maintain_order="left")
        .join(keys.deliveries, on="_delivery", how="left", maintain_order="left")
    )
    heads = heads.with_columns(rate=_rates(world, masters, heads, "posting_on"))
    gross = heads["net_amount"] + heads["tax_amount"]
    gross_company = world.rates.convert(gross, heads["rate"])
    tax_company = world.rates.convert(heads["tax_amount"], heads["rate"])
    credit = pl.col("kind") == "credit_note"
    heads = heads.with_columns(
        gross_amount=gross,
        gross_amount_company=gross_company,
        tax_amount_company=tax_company,
        net_amount_company=gross_company - tax_company,
        number=_number(masters, _INVOICE_CODES, pl.col("side") + pl.col("kind"), "entered_on"),
        due_on=pl.when(credit).then("document_on").otherwise(pl.col("document_on") + pl.col("terms")),
    )
    heads = _their_numbers(world, masters, heads, known)
    invoices = heads.select(
        "id", "side", "kind", "number", "their_number", "einvoice_number", "original_invoice_id", "sister_id",
        "company_id", "party_id", "contract_id", "milestone_id", "order_id", "delivery_id", "project_id",
        "employee_id", "department_id", "currency", "rate", "vat", "net_amount", "tax_amount", "gross_amount",
        "net_amount_company", "tax_amount_company", "gross_amount_company",
        _day("document_on").alias("document_date"), _day("entered_on"), _day("posting_on").alias("posting_date"),
        _day("due_on").alias("due_date"), "is_retention", _day("posted_on"), _day("deleted_on"), _day("cancelled_on"),
        _day("seen_on"),
    )  # fmt: skip
    uses = heads.filter(
        (pl.col("advance_gross") > 0) & pl.col("posted_on").is_not_null() & pl.col("cancelled_on").is_null()
    ).join(advances.select("contract_id", advance_id="id"), on="contract_id", how="inner", maintain_order="left")
    return Invoiced(
        invoices,
        _lines(world, heads, lines, keys),
        _instalments(heads),
        uses.select("advance_id", invoice_id="id", gross_amount="advance_gross"),
    )


def _lines(world: World, heads: pl.DataFrame, lines: pl.DataFrame, keys: Keys) -> pl.DataFrame:
    """Lines; in the company's currency the first takes what rounding leaves."""
    given = heads.select("_doc", "rate", _whole="net_amount_company")
    rows = lines.join(given, on="_doc", how="left", maintain_order="left").join(
        keys.delivery_lines, on="_delivery_line", how="left", maintain_order="left"
    )
    rows = rows.with_columns(net_amount_company=world.rates.convert(rows["net_amount"], rows["rate"]))
    first = pl.int_range(pl.len()).over("_doc") == 0
    rest = pl.col("_whole") - pl.col("net_amount_company").sum().over("_doc")
    return rows.with_columns(
        net_amount_company=pl.col("net_amount_company") + pl.when(first).then(rest).otherwise(0),
        sequence=pl.int_range(1, pl.len() + 1).over("_doc"),
    ).select(
        _id(), "invoice_id", "sequence", "subject", "product_id", "delivery_line_id", "quantity", "net_amount",
        "tax_amount", "net_amount_company",
    )  # fmt: skip


def _instalments(heads: pl.DataFrame) -> pl.DataFrame:
    kept = pl.col("retention_gross")
    normal = heads.select(
        invoice_id="id",
        kind=pl.when("is_retention").then(pl.lit("retention")).otherwise(pl.lit("normal")),
        due_date=_day("due_on"),
        gross_amount=pl.col("gross_amount") - kept,
    )
    later = heads.filter(kept > 0).select(
        invoice_id="id",
        kind=pl.lit("retention"),
        due_date=pl.max_horizontal(_day("retention_due"), _day("due_on")),
        gross_amount=kept,
    )
    rows = pl.concat([normal, later]).sort("invoice_id", maintain_order=True)
    return rows.select(
        _id(), "invoice_id", pl.int_range(1, pl.len() + 1).over("invoice_id").alias("sequence"), "kind", "due_date",
        "gross_amount",
    )  # fmt: skip


def _their_numbers(world: World, masters: Masters, heads: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """With the suppliers' own numbers (some begin anew each year), and those of electronic invoices in China."""
    year = pl.col("document_on").cast(pl.Date).dt.year()
    sales = pl.col("side") == "sales"
    seller = pl.when(sales).then("company_id").otherwise(pl.col("party_id") + 100)
    place = pl.col("document_on").rank("ordinal").over("side", "party_id", year)
    style = pl.col("party_id") % 4
    padded = place.cast(pl.String).str.zfill(4)
    theirs = (
        pl.when(style == 0)
        .then(padded)
        .when(style == 1)
        .then(pl.concat_str(year, pl.lit("-"), padded))
        .when(style == 2)
        .then(pl.concat_str(pl.lit("FP"), year.cast(pl.String).str.slice(2), padded))
        .otherwise(pl.concat_str((pl.col("party_id") + 10), pl.lit("/"), year, pl.lit("/"), place))
    )
    electronic = pl.concat_str(
        year.cast(pl.String).str.slice(2),
        pl.lit("3100000"),
        seller.cast(pl.String).str.zfill(3),
        (pl.col("id") * 7919 % 100_000_007).cast(pl.String).str.zfill(8),
    )
    country = dict(masters.suppliers.select("id", "country").iter_rows())
    home = dict(masters.companies.select("id", "country").iter_rows())
    chinese = (
        pl.when(sales)
        .then(pl.col("company_id").replace_strict(home, return_dtype=pl.String))
        .otherwise(pl.col("party_id").replace_strict(country, default=None, return_dtype=pl.String))
        == "CN"
    ) & pl.col("deleted_on").is_null()
    heads = heads.with_columns(
        their_number=pl.when(~sales).then(theirs), einvoice_number=pl.when(chinese).then(electronic)
    )
    sold = heads.select(_sister="_doc", _number="number", _electronic="einvoice_number", _id="id")
    bought = heads.select(_doc="_sister", _back="id").drop_nulls()
    return (
        heads.join(sold, on="_sister", how="left", maintain_order="left")
        .join(bought, on="_doc", how="left", maintain_order="left")
        .with_columns(
            their_number=pl.coalesce("_number", "their_number"),
            einvoice_number=pl.when(pl.col("_id").is_not_null()).then("_electronic").otherwise("einvoice_number"),
            sister_id=pl.coalesce("_id", "_back"),
        )
    )


def _rates(world: World, masters: Masters, rows: pl.DataFrame, day: str) -> pl.Series:
    """From the document's currency to the company's."""
    home = dict(masters.companies.select("id", "currency").iter_rows())
    own = rows["company_id"].replace_strict(home, return_dtype=pl.String)
    if (rows["currency"] == own).all():
        return pl.Series(np.full(rows.height, RATE_UNIT))
    return world.rates.at(rows["currency"], own, rows[day].cast(pl.Date))


def _number(masters: Masters, codes: dict[str, str], kind: pl.Expr, day: str) -> pl.Expr:
    """Numbers in the order of the rows: company, kind, year, place in it."""
    companies = dict(masters.companies.select("id", "code").iter_rows())
    company, year = pl.col("company_id"), pl.col(day).cast(pl.Date).dt.year()
    place = pl.int_range(1, pl.len() + 1).over(company, kind, year)
    return pl.concat_str(
        company.replace_strict(companies, return_dtype=pl.String),
        pl.lit("-"),
        kind.replace_strict(codes, return_dtype=pl.String),
        year.cast(pl.String).str.slice(2),
        place.cast(pl.String).str.zfill(5),
    )


def _id() -> pl.Expr:
    return pl.int_range(1, pl.len() + 1).alias("id")


def _day(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Int32).cast(pl.Date).alias(name)
