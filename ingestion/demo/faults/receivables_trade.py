"""Faults of receivables in deliveries and invoices, before anybody pays them."""

from dataclasses import replace

import polars as pl

from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.receivables_agreed import AGREED, agreed_milestones
from ingestion.demo.faults.receivables_december import plant_december
from ingestion.demo.faults.receivables_goods import plant_deliveries, plant_unbilled
from ingestion.demo.faults.receivables_tools import (
    INVOICES,
    invoices_of,
    plain_invoices,
    shifted,
    without_invoices,
    working_days,
)
from ingestion.demo.faults.records import Records
from ingestion.demo.faults.trade_keys import rekeyed, with_new_keys
from ingestion.demo.group.trade import Trade

FORGOTTEN = "forgotten_collection milestones"
"""Left for the OA and the project system: fault, variant, lookalike, milestone_id, contract_id, happened_on, seen_on,
currency, amount."""
RETENTION, TERMS = "retention_unclaimed instalments", "due_date_moved instalments"
"""Left for the ERP: instalments (id) whose money was made by another due date than what they show (due_date), with
invoice_id; of the first also contract_id and amount, of the second fault, moved_on and moved_to."""
EVERY_RETENTION = "receivables retention"
"""Left for the ERP: every instalment of retention (invoice_id, sequence) with its contract_id and due_date."""
CLAIMS = "retention_unclaimed contracts"
"""Left for the ERP and the OA: fault, lookalike, contract_id, happened_on, seen_on, currency, amount, _until."""
_KINDS = ("progress", "period", "acceptance")
_NEVER_DAYS = 3_000
_EXCUSED_DAYS = (-60, 120)
"""An invoice so many days before or after a change of terms was approved may be excused by it."""
_FEW = 30
_LATE = "The milestone's invoice, which came late."


def plant_receivables(ground: Ground, trade: Trade) -> Trade:
    """All that has to be planted in trade; keys are those of the result."""
    records = Records()
    free = _unexcused(ground, plain_invoices(ground, trade))
    trade = _forgotten(ground, trade, free, records)
    trade = plant_unbilled(ground, trade, free, records)
    trade = plant_deliveries(ground, trade, free, records)
    trade = plant_december(ground, trade, free, records)
    trade, kept = _unclaimed(ground, trade)
    trade, terms = _terms(ground, trade)
    keyed = rekeyed(ground.chains.masters, trade)
    moved = {
        "sales_invoice": keyed.invoices,
        "delivery": keyed.deliveries,
        "delivery_line": keyed.delivery_lines,
    }
    for name, rows in ((RETENTION, kept), (TERMS, terms)):
        ids = keyed.trade.instalments.select("id", "invoice_id", "sequence")
        rows = with_new_keys(rows, keyed.invoices, "invoice_id")
        ground.left[name] = rows.join(ids, on=["invoice_id", "sequence"], how="left", maintain_order="left")
    for name in [name for name in ground.left if name.startswith("receivables ") and name != AGREED]:
        rows = ground.left[name]
        for column, keys in (("invoice_id", keyed.invoices), ("delivery_id", keyed.deliveries)):
            if column in rows.columns:
                rows = with_new_keys(rows, keys, column)
        ground.left[name] = rows
    records.tell(ground, moved)
    return keyed.trade


def _forgotten(ground: Ground, trade: Trade, free: pl.DataFrame, records: Records) -> Trade:
    """Milestones that are never billed; others that are billed late, or by agreement later."""
    name, given = "forgotten_collection", ground.given["forgotten_collection"]
    stages = ground.chains.milestones.select("happened_on", milestone_id="id", milestone_kind="kind")
    agreed = agreed_milestones(ground, name).select("fault", "milestone_id")
    billed = free.filter(pl.col("delivery_id").is_null()).join(stages, on="milestone_id", maintain_order="left")
    billed = billed.filter(pl.col("milestone_kind").is_in(_KINDS))
    later = pl.duration(days=given["after_days"])
    reached = billed.with_columns(seen_on=pl.col("happened_on") + later)
    picked = ground.pick(name, "stage", _spread(ground, reached), table=INVOICES, day="seen_on", key="invoice_id")
    told = [picked.with_columns(variant=pl.lit("stage"), lookalike=pl.lit(False))]
    gone = picked["invoice_id"]
    lag = (pl.col("document_date") - pl.col("happened_on")).dt.total_days()
    late = billed.filter(lag.is_between(given["late_days"], given["after_days"])).with_columns(
        seen_on=pl.col("happened_on") + pl.duration(days=given["late_days"])
    )
    picked = ground.pick(name, "billed_late", late, table=INVOICES, day="seen_on", key="invoice_id", lookalike=True)
    told.append(picked.with_columns(variant=pl.lit("billed_late"), lookalike=pl.lit(True)))
    deferred = (
        invoices_of(trade, agreed)
        .join(stages, on="milestone_id", maintain_order="left")
        .with_columns(
            seen_on=pl.col("happened_on") + later,
            variant=pl.lit("deferred"),
            lookalike=pl.lit(True),
            amount="gross_amount",
        )
    )
    told.append(deferred)
    columns = [
        "fault",
        "variant",
        "lookalike",
        "milestone_id",
        "contract_id",
        "happened_on",
        "seen_on",
        "currency",
        "amount",
    ]
    ground.left[FORGOTTEN] = pl.concat([one.select(columns) for one in told])
    random = ground.random(f"{name} deferred")
    least, most = given["deferred_days"]
    days = pl.Series(random.integers(least, most + 1, deferred.height))
    trade = shifted(ground, without_invoices(trade, gone), deferred.select("invoice_id", _days=days))
    entered = trade.invoices.select("entered_on", invoice_id="id")
    for variant, rows in (("billed_late", told[1]), ("deferred", deferred)):
        seen = rows.drop("entered_on").join(entered, on="invoice_id", maintain_order="left")
        seen = seen.with_columns(seen_on=pl.max_horizontal("entered_on", "happened_on"))
        records.beside(name, variant, "sales_invoice", seen, _LATE, key="invoice_id", lookalike=True)
    return trade


def _unexcused(ground: Ground, plain: pl.DataFrame) -> pl.DataFrame:
    """Invoices without those of contracts whose change would excuse a fault: of terms for some weeks, else for good."""
    agreed = ground.left[AGREED].select("contract_id", "approved_on", _excuses="reason")
    days = (pl.col("document_date") - pl.col("approved_on")).dt.total_days()
    near = (pl.col("_excuses") != "terms") | days.is_between(*_EXCUSED_DAYS)
    excused = plain.join(agreed, on="contract_id", how="inner").filter(near)
    return plain.filter(~pl.col("invoice_id").is_in(excused["invoice_id"].implode()))


def _spread(ground: Ground, reached: pl.DataFrame) -> pl.DataFrame:
    """Not mostly periods, which are many."""
    is_period = (reached["milestone_kind"] == "period").to_numpy()
    share = max(reached.height - int(is_period.sum()), _FEW) / max(int(is_period.sum()), 1)
    return reached.filter(pl.Series(~is_period | (ground.random("periods").random(reached.height) < share)))


def _unclaimed(ground: Ground, trade: Trade) -> tuple[Trade, pl.DataFrame]:
    """Retention that nobody claims, so that nobody pays: it is made as if it were due when time has ended."""
    name, given = "retention_unclaimed", ground.given["retention_unclaimed"]
    agreed = ground.left[AGREED].filter(pl.col("kind") == name)
    invoices = trade.invoices.filter(
        (pl.col("side") == "sales") & pl.col("posted_on").is_not_null() & pl.col("cancelled_on").is_null()
    )
    items = trade.instalments.filter(pl.col("kind") == "retention").join(
        invoices.select("contract_id", "currency", invoice_id="id"), on="invoice_id", maintain_order="left"
    )
    used = pl.concat([ground.left[AGREED]["contract_id"], ground.left[FORGOTTEN]["contract_id"]])
    contracts = items.group_by("contract_id", maintain_order=True).agg(
        pl.col("currency").first(), happened_on=pl.col("due_date").max(), amount=pl.col("gross_amount").sum()
    )
    contracts = contracts.with_columns(seen_on=pl.col("happened_on") + pl.duration(days=given["after_days"]))
    picked = ground.pick(
        name, "never_claimed", contracts.filter(~pl.col("contract_id").is_in(used.implode())),
        table="receivables contract", day="seen_on", key="contract_id",
    )  # fmt: skip
    excused = contracts.join(agreed.select("fault", "contract_id"), on="contract_id", maintain_order="left")
    least, most = given["extended_days"]
    longer = pl.Series(ground.random(name).integers(least, most + 1, excused.height))
    excused = excused.with_columns(_until=pl.col("happened_on") + pl.duration(days=pl.lit(longer)))
    ground.left[CLAIMS] = pl.concat(
        [picked.with_columns(_until=None, lookalike=False), excused.with_columns(lookalike=True)],
        how="diagonal_relaxed",
    )
    far = pl.lit(ground.world.timeline.end) + pl.duration(days=_NEVER_DAYS)
    every = ground.left[CLAIMS].with_columns(_paid_as=pl.coalesce("_until", far))
    rows = items.join(
        every.select("contract_id", "_paid_as"),
        on="contract_id",
        how="inner",
        maintain_order="left",
    ).select("invoice_id", "sequence", "due_date", "contract_id", "_paid_as", amount="gross_amount")
    columns = ["invoice_id", "sequence", "due_date", "contract_id", "currency", "gross_amount"]
    ground.left[EVERY_RETENTION] = items.select(columns)
    return _due(trade, rows), rows.drop("_paid_as")


def _terms(ground: Ground, trade: Trade) -> tuple[Trade, pl.DataFrame]:
    """Invoices that are due later than they were, as an approved change of their contract says."""
    given = ground.given["due_date_moved"]
    agreed = agreed_milestones(ground, "due_date_moved")
    rows = invoices_of(trade, agreed.select("fault", "milestone_id", "approved_on"))
    random = ground.random("due_date_moved terms")
    least, most = given["overdue_days"]
    overdue = pl.Series(random.integers(least, most + 1, rows.height))
    soon = pl.Series(random.integers(1, 12, rows.height))
    longer = pl.Series(random.integers(given["moved_days"][0], given["moved_days"][1] + 1, rows.height))
    first = pl.max_horizontal(
        pl.col("due_date") + pl.duration(days=pl.lit(overdue)), pl.col("approved_on") + pl.duration(days=pl.lit(soon))
    )
    rows = rows.with_columns(moved_on=working_days(ground, rows.select(first.alias("day"))["day"])).with_columns(
        _paid_as=pl.col("moved_on") + pl.duration(days=pl.lit(longer)), sequence=pl.lit(1, pl.Int64)
    )
    rows = rows.select(
        "fault", "invoice_id", "sequence", "due_date", "moved_on", "_paid_as", moved_to="_paid_as",
    )  # fmt: skip
    return _due(trade, rows), rows.drop("_paid_as")


def _due(trade: Trade, rows: pl.DataFrame) -> Trade:
    """Instalments that money takes as due on another day (`_paid_as`)."""
    new = rows.select("invoice_id", pl.col("sequence").cast(trade.instalments.schema["sequence"]), "_paid_as")
    instalments = (
        trade.instalments.join(new, on=["invoice_id", "sequence"], how="left", maintain_order="left")
        .with_columns(due_date=pl.coalesce("_paid_as", "due_date"))
        .drop("_paid_as")
    )
    return replace(trade, instalments=instalments)
