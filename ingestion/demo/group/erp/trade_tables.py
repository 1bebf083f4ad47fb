"""Versions of the ERP's tables of trade: how orders, deliveries and invoices are entered, change and end."""

import polars as pl

from ingestion.demo.group.books_chart import ROLES, account, expense_account
from ingestion.demo.group.deals import Deals
from ingestion.demo.group.erp.master_tables import make_master_tables
from ingestion.demo.group.erp.schema_trade import TABLES
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.typed import typed
from ingestion.demo.group.versions import FROM, GONE, SEEN, UNTIL, Change, history, of_table, stamp
from ingestion.demo.group.world import World

_SIDES = {
    "sales": ("customer", "sales_order", "delivery", "sales_invoice"),
    "purchase": ("supplier", "purchase_order", "goods_receipt", "purchase_invoice"),
}


def make_trade_tables(
    world: World, masters: Masters, deals: Deals, projects: pl.DataFrame, trade: Trade
) -> dict[str, pl.DataFrame]:
    """Versions of the tables of schema_trade."""
    tables = make_master_tables(world, masters, trade.warehouses)
    accounts = _accounts(masters, trade)
    billed = _billed(trade)
    for side, (party, order, delivery, invoice) in _SIDES.items():
        named = {"party_id": f"{party}_id", "delivery_id": f"{delivery}_id", "delivery_line_id": f"{delivery}_line_id"}
        of_side = pl.col("side") == side
        orders = _orders(world, deals, projects, trade.orders.filter(of_side), order)
        deliveries = _deliveries(trade, side, billed)
        invoices = _invoices(world, deals, projects, trade.invoices.filter(of_side), invoice, side)
        tables |= {
            order: orders.rename(named, strict=False),
            f"{order}_line": _children(trade.order_lines, orders, "order_id").rename({"price_amount": "unit_price"}),
            delivery: deliveries.rename(named, strict=False),
            f"{delivery}_line": _children(trade.delivery_lines, deliveries, "delivery_id").rename(named, strict=False),
            invoice: invoices.rename(named, strict=False),
            f"{invoice}_instalment": _children(trade.instalments, invoices, "invoice_id").rename(
                {"gross_amount": "amount"}
            ),
            f"{invoice}_line": _children(trade.invoice_lines.with_columns(accounts), invoices, "invoice_id").rename(
                named, strict=False
            ),
        }
    tables["stock_move"] = _stock_moves(world, deals, trade)
    return {table.name: of_table(table, tables[table.name]) for table in TABLES}


def _orders(world: World, deals: Deals, projects: pl.DataFrame, orders: pl.DataFrame, name: str) -> pl.DataFrame:
    rows = _typed(world, deals, projects, orders, name).with_columns(
        order_date="ordered_on",
        promised_date="promised_on",
        status=pl.lit("draft"),
        created_at=stamp(pl.col("ordered_on"), 11),
        _approved_on="approved_on",
        _closed_on="closed_on",
        _cancelled_on="cancelled_on",
        _approved="approved_on",
        _closed="closed_on",
        _cancelled="cancelled_on",
        approved_on=pl.lit(None, pl.Date),
        closed_on=pl.lit(None, pl.Date),
        cancelled_on=pl.lit(None, pl.Date),
    )
    return history(
        rows,
        Change("_approved_on", {"status": pl.lit("approved"), "approved_on": pl.col("_approved")}),
        Change("_closed_on", {"status": pl.lit("closed"), "closed_on": pl.col("_closed")}),
        Change("_cancelled_on", {"status": pl.lit("cancelled"), "cancelled_on": pl.col("_cancelled")}),
    )


def _deliveries(trade: Trade, side: str, billed: pl.DataFrame) -> pl.DataFrame:
    """Goods out are planned some days before, goods receipts announced when the bill comes first.

    What is received stands as accrued until its bill is posted; not at all when the bill was there before.
    """
    is_sale = side == "sales"
    ahead = pl.col("id") * 7919 % 5 if is_sale else pl.lit(0)
    entered = pl.min_horizontal(pl.col("delivered_on") - pl.duration(days=ahead), "_first_on")
    billed_after = pl.col("_posted_on").is_null() | (pl.col("_posted_on") > pl.col("_come"))
    rows = (
        trade.deliveries.filter(pl.col("side") == side)
        .join(billed, left_on="id", right_on="delivery_id", how="left", maintain_order="left")
        .join(
            trade.orders.select(order_id="id", _ordered_on="ordered_on"),
            on="order_id",
            how="left",
            maintain_order="left",
        )
        .with_columns(
            status=pl.lit("planned" if is_sale else "announced"),
            planned_on="delivered_on",
            expected_on="delivered_on",
            received_on=pl.lit(None, pl.Date),
            accrued_amount_company="net_amount_company",
            is_accrued=pl.lit(False),
            created_at=stamp(pl.max_horizontal(entered, "_ordered_on"), 12),
            _come="delivered_on",
            _come_on="delivered_on",
            _reversed="accrual_reversed_on",
        )
        .with_columns(
            delivered_on=pl.lit(None, pl.Date),
            accrual_reversed_on=pl.lit(None, pl.Date),
            _reversed_on=pl.when(billed_after).then("_posted_on"),
        )
    )
    if is_sale:
        return history(rows, Change("_come_on", {"status": pl.lit("delivered"), "delivered_on": pl.col("_come")}))
    come = {"status": pl.lit("received"), "received_on": pl.col("_come"), "is_accrued": billed_after}
    undone = {"is_accrued": pl.lit(False), "accrual_reversed_on": pl.col("_reversed")}
    return history(rows, Change("_come_on", come), Change("_reversed_on", undone))


def _invoices(
    world: World, deals: Deals, projects: pl.DataFrame, invoices: pl.DataFrame, name: str, side: str
) -> pl.DataFrame:
    rows = (
        _typed(world, deals, projects, invoices, name)
        .with_columns(
            account("receivable" if side == "sales" else "payable").alias("account_id"),
            document_kind="kind",
            supplier_invoice_number="their_number",
            exchange_rate="rate",
            status=pl.lit("draft"),
            created_at=stamp(pl.col("entered_on"), 13),
            _posted_on="posted_on",
            _cancelled_on="cancelled_on",
            _cancelled="cancelled_on",
            _electronic="einvoice_number",
            cancelled_on=pl.lit(None, pl.Date),
            # ours is issued when it is posted, the supplier's stands on the bill
            einvoice_number=pl.lit(None, pl.String) if side == "sales" else pl.col("einvoice_number"),
        )
        .rename({"seen_on": SEEN, "deleted_on": GONE})
    )
    return history(
        rows,
        Change("_posted_on", {"status": pl.lit("posted"), "einvoice_number": pl.col("_electronic")}),
        Change("_cancelled_on", {"status": pl.lit("cancelled"), "cancelled_on": pl.col("_cancelled")}),
    )


def _stock_moves(world: World, deals: Deals, trade: Trade) -> pl.DataFrame:
    contracts = deals.contracts.select(contract_id="id", _number="number")
    rows = trade.stock_moves.join(contracts, on="contract_id", how="left", maintain_order="left")
    bought = pl.col("kind") == "purchase"
    return history(
        rows.with_columns(
            goods_receipt_id=pl.when(bought).then("delivery_id"),
            delivery_id=pl.when(~bought).then("delivery_id"),
            contract_number=typed(world, "stock_move", rows["_number"]),
            created_at=stamp(pl.col("moved_on"), 14),
        )
    )


def _billed(trade: Trade) -> pl.DataFrame:
    """delivery_id, _first_on (its first invoice is entered), _posted_on (its first bill is posted)."""
    return (
        trade.invoices.filter(pl.col("delivery_id").is_not_null())
        .group_by("delivery_id")
        .agg(
            _first_on=pl.col("entered_on").min(),
            _posted_on=pl.col("posted_on").filter(pl.col("kind") == "invoice").min(),
        )
    )


def _children(rows: pl.DataFrame, parents: pl.DataFrame, column: str) -> pl.DataFrame:
    """Rows that come with the first version of their parent and go with its last."""
    seen = parents.group_by("id").agg(
        pl.col(FROM).min(),
        pl.when(pl.col(UNTIL).is_null().any()).then(None).otherwise(pl.col(UNTIL).max()).alias(UNTIL),
        pl.col("created_at").first().alias("updated_at"),
    )
    return rows.join(seen, left_on=column, right_on="id", how="inner", maintain_order="left")


def _typed(world: World, deals: Deals, projects: pl.DataFrame, rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """With contract_number and project_code as somebody typed them."""
    contracts = deals.contracts.select(contract_id="id", _number="number")
    rows = rows.join(contracts, on="contract_id", how="left", maintain_order="left").join(
        projects.select(project_id="id", project_code="code"), on="project_id", how="left", maintain_order="left"
    )
    return rows.with_columns(contract_number=typed(world, name, rows["_number"])).drop("_number")


def _accounts(masters: Masters, trade: Trade) -> pl.Series:
    """account_id of each invoice line, by the role or the subject that it names."""
    known = trade.invoices.select("company_id", "department_id", "currency", invoice_id="id")
    rows = trade.invoice_lines.select("invoice_id", "subject").join(
        known, on="invoice_id", how="left", maintain_order="left"
    )
    found = expense_account(masters)
    for role in rows["subject"].unique().sort().to_list():
        if role in ROLES:
            found = pl.when(pl.col("subject") == role).then(account(role)).otherwise(found)
    return rows.select(found.alias("account_id")).to_series()
