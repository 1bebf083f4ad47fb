"""Contracts under which work begins before they are signed."""

import numpy as np
import polars as pl

from ingestion.demo.faults.ground import CONTEXT, Ground
from ingestion.demo.group.oa.common import OFFSETS
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.versions import FROM, UNTIL
from ingestion.demo.group.world import dates, numbers

BEGUN, SIGNED = "begun_before_signature", "contracts signed late"
_WHY = {
    "purchase": "It was ordered or billed under the contract before the day of its signature.",
    "sales": "It was ordered or billed under the contract before the day of its signature.",
    "framework": "A framework agreement of the same supplier covers what was ordered before the signature.",
    "registered_late": "It was signed in time; only the entry of the signature came after work had begun.",
}


def work_begins_early(ground: Ground, trade: Trade) -> Trade:
    """Choose contracts that are signed, or entered as signed, after the first work under them."""
    free = _worked(ground, trade)
    purchases, sales = free.filter(pl.col("kind") == "purchase"), free.filter(pl.col("kind") == "sales")
    parts = [
        ground.pick(BEGUN, variant, rows, table="contract", lookalike=lookalike).with_columns(
            variant=pl.lit(variant), is_lookalike=pl.lit(lookalike)
        )
        for variant, rows, lookalike in (
            ("framework", purchases.filter(~pl.col("is_tendered")), True),
            ("purchase", purchases, False),
            ("sales", sales, False),
            ("registered_late", free, True),
        )
    ]
    found = pl.concat(parts).with_columns(happened_on="first_on", seen_on="day", amount="gross_amount")
    ground.left[SIGNED] = found
    for (variant, lookalike, kind, table), rows in found.group_by(
        "variant", "is_lookalike", "kind", "table", maintain_order=True
    ):
        ground.tell(
            BEGUN, str(variant), f"{kind}_{table}", rows, _WHY[str(variant)], lookalike=bool(lookalike), role=CONTEXT,
            key="document_id",
        )  # fmt: skip
    return trade


def contracts_show_signature(ground: Ground) -> None:
    """Contracts are seen as signed only from a day on; those of faults bear that day, the look-alike its true one."""
    found = ground.left[SIGNED].with_columns(pl.col("id") + OFFSETS["contract"])
    ground.take("contract", found["id"])
    versions = ground.versions["contract"].join(
        found.select("id", "late_on", _is_true=pl.col("variant") == "registered_late"), on="id"
    )
    is_before = pl.col("status") == "in_approval"
    before = versions.filter(is_before).with_columns(pl.col("late_on").alias(UNTIL))
    after = versions.filter(~is_before & (pl.col(UNTIL).is_null() | (pl.col(UNTIL) > pl.col("late_on"))))
    at = pl.col("late_on").cast(pl.Datetime("us")) + pl.duration(hours=2, minutes=pl.col("id") % 300)
    after = after.with_columns(
        pl.max_horizontal(FROM, "late_on").alias(FROM),
        updated_at=pl.when(pl.col(FROM) < pl.col("late_on")).then(at).otherwise("updated_at"),
        signed_on=pl.when("_is_true").then("signed_on").otherwise("late_on"),
    )
    ground.replace("contract", pl.concat([before, after]).drop("late_on", "_is_true"))
    for (variant, lookalike), rows in found.group_by("variant", "is_lookalike", maintain_order=True):
        ground.tell(BEGUN, str(variant), "contract", rows, _WHY[str(variant)], lookalike=bool(lookalike))


def _worked(ground: Ground, trade: Trade) -> pl.DataFrame:
    """Contracts that could be signed after their first work.

    Returns:
        columns of contracts; first_on (the day of the first order under it, or of the first bill), day (that document
        is seen), table (order or invoice), document_id, late_on (Date, when it is signed).
    """
    given, chains, timeline = ground.given[BEGUN], ground.chains, ground.world.timeline
    orders = trade.orders.select("contract_id", "id", table=pl.lit("order"), first_on="ordered_on", day="ordered_on")
    bills = trade.invoices.filter(pl.col("posted_on").is_not_null() & pl.col("milestone_id").is_not_null()).select(
        "contract_id", "id", "milestone_id", table=pl.lit("invoice"), first_on="document_date",
        day=pl.max_horizontal("entered_on", "seen_on"),
    )  # fmt: skip
    # an advance is asked for when people sign: it is no work
    staged = chains.milestones.filter(pl.col("kind") != "advance").select(milestone_id="id")
    bills = bills.join(staged, on="milestone_id", how="semi", maintain_order="left").drop("milestone_id")
    first = (
        pl.concat([orders, bills])
        .drop_nulls("contract_id")
        .sort("day", "table", "id")
        .unique("contract_id", keep="first", maintain_order=True)
        .rename({"id": "document_id", "contract_id": "id"})
    )
    changed = chains.deals.changes.group_by(id="contract_id").agg(_changed=pl.col("applied_on").min())
    rows = (
        chains.deals.contracts.join(first, on="id")
        .join(changed, on="id", how="left", maintain_order="left")
        .sort("id")
    )  # fmt: skip
    days = ground.random(f"{BEGUN} late").integers(given["late"][0], given["late"][1] + 1, rows.height)
    country = np.where((rows["currency"] == "CNY").to_numpy(), "CN", "US")
    late = numbers(rows["day"]) + days.astype(np.int32)
    late = np.where(
        country == "CN", timeline.next_working(late), timeline.next_working(late, "US")
    )  # fmt: skip
    return rows.with_columns(late_on=dates(late)).filter(
        pl.col("first_on") > pl.col("signed_on"),
        pl.col("_changed").is_null() | (pl.col("_changed") > pl.col("late_on")),
        pl.col("late_on") <= pl.lit(timeline.end),
    ).drop("_changed")  # fmt: skip
