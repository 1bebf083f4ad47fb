"""What the systems show of changes that nobody approved, and of changes in parts."""

import polars as pl

from ingestion.demo.faults.ground import CONTEXT, Ground
from ingestion.demo.faults.purchasing_contracts import CHANGES, SPLIT, UNAPPROVED
from ingestion.demo.faults.purchasing_requests import last_steps, rebuilt
from ingestion.demo.group.oa.common import OFFSETS
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.versions import FROM, UNTIL

_BILLED = "bills of changes"
_WHY = {
    "pending": "Nobody has decided on the change, yet it is invoiced.",
    "rejected": "The change was rejected, yet it is invoiced.",
}


def changes_are_billed(ground: Ground, trade: Trade) -> Trade:
    """Find the invoices of changes: those that will not be approved, and as many that were approved before."""
    deals = ground.chains.deals
    bills = trade.invoices.filter(
        (pl.col("kind") == "invoice") & pl.col("posted_on").is_not_null() & pl.col("milestone_id").is_null(),
        pl.col("order_id").is_null() & pl.col("contract_id").is_not_null(),
    ).select(
        "contract_id", "net_amount", "side", invoice_id="id", amount="gross_amount",
        billed_on=pl.max_horizontal("entered_on", "seen_on"),
    )  # fmt: skip
    found = deals.changes.drop_nulls("approved_on").join(bills, on=["contract_id", "net_amount"], maintain_order="left")
    found = found.unique("id", keep="first", maintain_order=True)
    purposes = ground.left[CHANGES].select("id", "purpose", "fault")
    found = found.join(purposes, on="id", how="left", maintain_order="left")
    ground.left[_BILLED] = found
    for variant, why in _WHY.items():
        for side in ("sales", "purchase"):
            rows = found.filter((pl.col("purpose") == variant) & (pl.col("side") == side)).with_columns(
                seen_on="billed_on", happened_on="billed_on"
            )
            ground.tell(UNAPPROVED, variant, f"{side}_invoice", rows, why, role=CONTEXT, key="invoice_id")
    return trade


def changes_stay_unapproved(ground: Ground) -> None:
    """What the generator thinks approved is pending or rejected in the OA."""
    found = ground.left[_BILLED]
    for variant, why in _WHY.items():
        rows = found.filter(pl.col("purpose") == variant).with_columns(seen_on="billed_on", happened_on="billed_on")
        ground.take("contract_change", rows["id"])
        _undecided(ground, rows["id"], variant)
        ground.tell(UNAPPROVED, variant, "contract_change", rows, why)
        ground.tell(
            UNAPPROVED, variant, "contract", rows.with_columns(pl.col("contract_id") + OFFSETS["contract"]), why,
            role=CONTEXT, key="contract_id",
        )  # fmt: skip
    approved = found.filter(pl.col("purpose") == "approved_before").with_columns(
        seen_on="billed_on", happened_on="approved_on"
    )
    ground.take("contract_change", approved["id"])
    ground.tell(
        UNAPPROVED, "approved_before", "contract_change", approved,
        "It was approved before it was performed and invoiced.", lookalike=True,
    )  # fmt: skip
    idle = ground.left[CHANGES].filter(pl.col("purpose") == "unperformed")
    idle = idle.with_columns(seen_on="applied_on", happened_on="applied_on", amount=pl.col("net_amount"))
    ground.take("contract_change", idle["id"])
    ground.tell(
        UNAPPROVED, "unperformed", "contract_change", idle, "Nobody has approved it, and nothing of it was performed.",
        lookalike=True,
    )  # fmt: skip


def _undecided(ground: Ground, changes: pl.Series, variant: str) -> None:
    """Changes and their requests as if nobody had decided, or somebody had decided against them."""
    versions = ground.versions["contract_change"].filter(pl.col("id").is_in(changes.implode())).sort("id", FROM)
    requests = versions.unique("id").select("request_id")
    steps = last_steps(ground).join(requests, on="request_id", how="semi", maintain_order="left")
    is_last = pl.col("sequence") == pl.col("_count")
    if variant == "rejected":
        words = ground.world.parameters["approvals"]["comments"]["rejected"]
        said = pl.Series(ground.random(f"{UNAPPROVED} rejected words").choice(words, steps.height))
        steps = steps.with_columns(
            decision=pl.when(is_last).then(pl.lit("rejected")).otherwise("decision"),
            opinion=pl.when(is_last).then(said).otherwise("opinion"),
        )
        approved = pl.col("status") == "approved"
        changed = versions.with_columns(
            status=pl.when(approved).then(pl.lit("rejected")).otherwise("status"),
            approved_on=pl.lit(None, pl.Date),
        )
    else:
        steps = steps.with_columns(
            pl.when(~is_last).then(name).alias(name) for name in ("decided_at", "decision", "returned_to", "opinion")
        )
        changed = (
            versions.unique("id", keep="first", maintain_order=True)
            .with_columns(
                pl.lit(None, pl.Date).alias(UNTIL), status=pl.lit("in_approval"), approved_on=pl.lit(None, pl.Date),
                updated_at=pl.col("created_at"),
            )
        )  # fmt: skip
    ground.replace("contract_change", changed)
    outcome = pl.lit("rejected" if variant == "rejected" else None, pl.String)
    rebuilt(ground, steps.drop("_count"), requests.with_columns(outcome=outcome))


def changes_are_split(ground: Ground) -> None:
    """Tell of changes in parts."""
    rows = ground.left[CHANGES].filter(pl.col("purpose") == "split")
    changes = ground.last("contract_change").join(rows.select("id", "fault"), on="id", maintain_order="left")
    second = pl.col("_first").sort().get(1).over("fault")
    whole = (pl.col("net_amount") + pl.col("tax_amount")).sum().over("fault")
    changes = changes.with_columns(seen_on=pl.max_horizontal("_first", second), happened_on=second, amount=whole)
    ground.take("contract_change", changes["id"])
    why = "One change of a contract in parts, each within what the applicant's head may decide."
    ground.tell(SPLIT, "change", "request", changes, why, key="request_id")
    ground.tell(SPLIT, "change", "contract_change", changes, why)
