"""Goods that are delivered and never invoiced, or invoiced and not delivered; and what only looks so."""

from dataclasses import replace

import polars as pl

from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.receivables_agreed import agreed_milestones
from ingestion.demo.faults.receivables_tools import INVOICES, invoices_of, without_invoices, working_days
from ingestion.demo.faults.records import Records
from ingestion.demo.faults.trade_keys import PLACED
from ingestion.demo.group.trade import Trade

SLIPPED = "receivables deliveries"
"""Left for the ERP: deliveries (delivery_id) that come later than planned (_placed_on), or never (is_never)."""
_NEVER_DAYS = 1_000


def plant_unbilled(ground: Ground, trade: Trade, free: pl.DataFrame, records: Records) -> Trade:
    """Deliveries of orders without an invoice, or with one that lacks a line."""
    name, given = "delivered_not_invoiced", ground.given["delivered_not_invoiced"]
    seen = pl.col("delivered_on") + pl.duration(days=given["after_days"])
    billed = _with_deliveries(trade, free).with_columns(happened_on="delivered_on", seen_on=seen)
    billed = billed.filter(pl.col("document_date") >= pl.col("delivered_on"))
    whole = ground.pick(name, "whole", billed, table=INVOICES, day="seen_on", key="invoice_id")
    records.note(
        name, "whole", "delivery", whole, "The goods were delivered; no invoice names the delivery, then or later.",
        key="delivery_id",
    )  # fmt: skip
    trade = without_invoices(trade, whole["invoice_id"])
    lines = trade.invoice_lines.filter(pl.col("delivery_line_id").is_not_null())
    several = lines.filter(pl.len().over("invoice_id") > 1).group_by("invoice_id").agg(
        pl.col("id", "delivery_line_id", "net_amount", "tax_amount").sort_by("sequence").last()
    )  # fmt: skip
    partly = billed.drop("net_amount", "tax_amount").join(several, on="invoice_id", how="inner", maintain_order="left")
    partly = partly.with_columns(amount=pl.col("net_amount") + pl.col("tax_amount"))
    partly = ground.pick(name, "line", partly, table=INVOICES, day="seen_on", key="invoice_id")
    why = "The invoice of the delivery lacks one of its lines."
    records.note(name, "line", "delivery", partly, why, key="delivery_id")
    records.note(name, "line", "delivery_line", partly, why, key="delivery_line_id")
    records.beside(name, "line", "sales_invoice", partly, why, key="invoice_id")
    trade = _without_lines(trade, partly.select("invoice_id", "id", "net_amount", "tax_amount"))
    _unbilled_lookalikes(ground, trade, billed, records)
    return trade


def _unbilled_lookalikes(ground: Ground, trade: Trade, billed: pl.DataFrame, records: Records) -> None:
    name, given = "delivered_not_invoiced", ground.given["delivered_not_invoiced"]
    lag = (pl.col("entered_on") - pl.col("delivered_on")).dt.total_days()
    late = billed.filter(lag.is_between(given["late_days"], given["after_days"])).with_columns(
        seen_on=pl.col("delivered_on") + pl.duration(days=given["late_days"])
    )
    late = ground.pick(name, "usual_lag", late, table=INVOICES, day="seen_on", key="invoice_id", lookalike=True)
    why = "Invoiced weeks after the delivery, as invoices now and then are."
    records.note(name, "usual_lag", "delivery", late, why, key="delivery_id", lookalike=True)
    entered = late.with_columns(seen_on="entered_on")
    records.beside(name, "usual_lag", "sales_invoice", entered, why, key="invoice_id", lookalike=True)
    anew = trade.invoices.filter(
        (pl.col("side") == "sales") & pl.col("cancelled_on").is_not_null() & pl.col("delivery_id").is_not_null()
    ).select("delivery_id", "currency", invoice_id="id", amount="gross_amount", seen_on="cancelled_on",
             happened_on="cancelled_on")  # fmt: skip
    again = trade.invoices.filter(pl.col("kind") == "invoice").select(invoice_id="original_invoice_id", _copy="id")
    anew = anew.join(again.drop_nulls(), on="invoice_id", how="inner", maintain_order="left")
    anew = ground.pick(name, "made_anew", anew, table=INVOICES, day="seen_on", key="invoice_id", lookalike=True)
    why = "The delivery's invoice was cancelled, and made anew within days."
    records.note(name, "made_anew", "delivery", anew, why, key="delivery_id", lookalike=True)
    records.beside(name, "made_anew", "sales_invoice", anew, why, key="invoice_id", lookalike=True)


def plant_deliveries(ground: Ground, trade: Trade, free: pl.DataFrame, records: Records) -> Trade:
    """Invoices whose goods never come, or come months later; by agreement, or without."""
    name, given = "invoiced_not_delivered", ground.given["invoiced_not_delivered"]
    random = ground.random(name)
    noticed = pl.max_horizontal("document_date", "entered_on") + pl.duration(days=given["after_days"])
    billed = _with_deliveries(trade, free).with_columns(happened_on="document_date", seen_on=noticed)
    agreed = agreed_milestones(ground, name).select("fault", "milestone_id")
    held = _with_goods(trade, invoices_of(trade, agreed).with_columns(amount="gross_amount")).with_columns(
        happened_on="document_date", seen_on=noticed, variant=pl.lit("held"), lookalike=pl.lit(True)
    )
    stocked = billed.filter(pl.col("warehouse_id").is_not_null())
    parts = [
        ground.pick(name, variant, stocked, table=INVOICES, day="seen_on", key="invoice_id").with_columns(
            variant=pl.lit(variant), lookalike=pl.lit(False)
        )
        for variant in ("never", "months_early")
    ]
    columns = ["fault", "variant", "lookalike", "invoice_id", "delivery_id", "document_date", "delivered_on", "seen_on"]
    columns += ["happened_on", "currency", "amount"]
    chosen = pl.concat([one.select(columns) for one in [*parts, held]])
    least, most = given["delivered_days"]
    least = max(least, given["after_days"] + 10)
    lag = pl.Series(random.integers(least, max(most, least) + 1, chosen.height))
    came = working_days(ground, chosen.select(pl.col("document_date") + pl.duration(days=pl.lit(lag))).to_series())
    never = (chosen["variant"] == "never") | (came > ground.world.timeline.end)
    far = pl.lit(ground.world.timeline.end) + pl.duration(days=_NEVER_DAYS)
    chosen = chosen.with_columns(
        is_never=never, _came=pl.when(never).then(far).otherwise(came), _placed_on="delivered_on"
    )
    ground.left[SLIPPED] = chosen.select("delivery_id", "_placed_on", "is_never")
    reasons = {
        "never": "The goods of a posted invoice stay planned: they are never delivered.",
        "months_early": "The invoice was posted months before its goods were delivered.",
        "held": "An approved change of the contract lets the goods wait, and the invoice not.",
    }
    for (variant,), rows in chosen.group_by("variant", maintain_order=True):
        lookalike, why = variant == "held", reasons[str(variant)]
        for table, key in (("sales_invoice", "invoice_id"), ("delivery", "delivery_id")):
            records.note(name, str(variant), table, rows, why, key=key, lookalike=lookalike)
    _early(ground, billed, free, records)
    return _slipped(trade, chosen)


def _early(ground: Ground, billed: pl.DataFrame, free: pl.DataFrame, records: Records) -> None:
    name = "invoiced_not_delivered"
    early = billed.filter(pl.col("entered_on") < pl.col("delivered_on")).with_columns(seen_on="entered_on")
    stages = ground.chains.milestones.select("kind", milestone_id="id").filter(pl.col("kind") == "advance")
    advances = free.drop("kind").join(stages, on="milestone_id", how="inner", maintain_order="left")
    advances = advances.with_columns(happened_on="document_date", seen_on="entered_on")
    for variant, rows, why in (
        ("some_days_early", early, "The invoice was made some days before the goods left."),
        ("advance", advances, "The contract asks for an advance, which is invoiced before anything is performed."),
    ):
        picked = ground.pick(name, variant, rows, table=INVOICES, day="seen_on", key="invoice_id", lookalike=True)
        records.note(name, variant, "sales_invoice", picked, why, key="invoice_id", lookalike=True)


def _with_goods(trade: Trade, invoices: pl.DataFrame) -> pl.DataFrame:
    """Invoices of deliveries, with what was delivered."""
    goods = trade.deliveries.select("delivered_on", "cost_amount", "warehouse_id", delivery_id="id")
    return invoices.join(goods, on="delivery_id", how="inner", maintain_order="left")


def _with_deliveries(trade: Trade, free: pl.DataFrame) -> pl.DataFrame:
    """Those of orders that are no stage of a contract."""
    return _with_goods(trade, free.filter(pl.col("milestone_id").is_null()))


def _without_lines(trade: Trade, rows: pl.DataFrame) -> Trade:
    """Trade without a line of some invoices: invoice_id, id (of the line), net_amount, tax_amount."""
    less = rows.select(pl.col("invoice_id").alias("id"), _net="net_amount", _tax="tax_amount")
    invoices = trade.invoices.join(less, on="id", how="left", maintain_order="left")
    net, tax = (pl.col(name).fill_null(0) for name in ("_net", "_tax"))
    takes = {"net_amount": net, "tax_amount": tax, "gross_amount": net + tax}
    invoices = invoices.with_columns(
        *((pl.col(name) - value).alias(name) for name, value in takes.items()),
        *((pl.col(f"{name}_company") - value).alias(f"{name}_company") for name, value in takes.items()),
    ).drop("_net", "_tax")
    instalments = trade.instalments.join(
        less.select(pl.col("_net") + pl.col("_tax"), invoice_id="id"),
        on="invoice_id",
        how="left",
        maintain_order="left",
    )
    instalments = instalments.with_columns(
        gross_amount=pl.col("gross_amount")
        - pl.when(pl.col("sequence") == 1).then(pl.col("_net").fill_null(0)).otherwise(0)
    ).drop("_net")
    lines = trade.invoice_lines.filter(~pl.col("id").is_in(rows["id"].implode()))
    return replace(trade, invoices=invoices, instalments=instalments, invoice_lines=lines)


def _slipped(trade: Trade, chosen: pl.DataFrame) -> Trade:
    """Trade with deliveries on another day; what never comes moves no stock, and its order stays open."""
    new = chosen.select(pl.col("delivery_id").alias("id"), "_came", "is_never", _placed="_placed_on")
    deliveries = trade.deliveries.join(new, on="id", how="left", maintain_order="left")
    moved = new.select("_came", "is_never", delivery_id="id")
    moves = trade.stock_moves.join(moved, on="delivery_id", how="left", maintain_order="left")
    is_sale = pl.col("kind") == "sale"
    moves = moves.filter(~(is_sale & pl.col("is_never").fill_null(False)))
    moves = moves.with_columns(
        moved_on=pl.when(is_sale).then(pl.coalesce("_came", "moved_on")).otherwise("moved_on")
    ).drop("_came", "is_never")
    late = deliveries.filter(pl.col("_came").is_not_null()).group_by(pl.col("order_id").alias("id")).agg(
        _last=pl.col("_came").max(), _never=pl.col("is_never").any()
    )  # fmt: skip
    orders = trade.orders.join(late, on="id", how="left", maintain_order="left")
    orders = orders.with_columns(
        closed_on=pl.when(pl.col("_never").fill_null(False) | pl.col("closed_on").is_null())
        .then(None)
        .otherwise(pl.max_horizontal("closed_on", "_last"))
    ).drop("_last", "_never")
    deliveries = deliveries.with_columns(
        delivered_on=pl.coalesce("_came", "delivered_on"), **{PLACED: pl.coalesce("_placed", "delivered_on")}
    ).drop("_came", "is_never", "_placed")
    return replace(trade, deliveries=deliveries, stock_moves=moves, orders=orders)
