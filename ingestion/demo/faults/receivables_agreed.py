"""Changes of contracts of sale that are approved, and excuse what would be a fault of receivables without them."""

from dataclasses import replace

import numpy as np
import polars as pl

from ingestion.demo.faults.ground import Ground
from ingestion.demo.group.parts import Chains
from ingestion.demo.group.world import World, dates

AGREED = "receivables agreed"
"""Left for later seams: fault, kind, variant, contract_id, sequence (of the milestone in its contract), reason,
happened_on (of the milestone, or the warranty's end), applied_on, approved_on."""
_STAGES = ("progress", "period", "acceptance")
_LONGEST = 150
"""Days after a milestone within which its invoice is entered, posted, and due for at least a few days."""


def plant_agreements(ground: Ground, chains: Chains) -> Chains:
    """Changes of warranty, terms and schedule, of no amount: they go through the OA as any other."""
    given = ground.given
    stages = _milestones(chains)
    staged = stages.filter(pl.col("kind").is_in(_STAGES) & (pl.col("currency") == "CNY"))
    parts = []
    for kind, variant, reason, candidates, days, before in (
        ("retention_unclaimed", "extended_warranty", "warranty", stages.filter(pl.col("kind") == "retention"),
         given["retention_unclaimed"]["after_days"], (20, 60)),
        ("due_date_moved", "approved_amendment", "terms", staged, _LONGEST + 80, (-100, -65)),
        ("forgotten_collection", "deferred", "terms", staged, given["forgotten_collection"]["after_days"], (10, 40)),
        ("invoiced_not_delivered", "held", "schedule",
         stages.filter((pl.col("kind") == "delivery") & (pl.col("business") == "equipment")),
         given["invoiced_not_delivered"]["after_days"] + _LONGEST, (5, 25)),
    ):  # fmt: skip
        # a change is applied for while its contract is signed
        rows = candidates.with_columns(_day=pl.col("happened_on") + pl.duration(days=days)).filter(
            pl.col("happened_on") - pl.duration(days=before[1] + 25) > pl.col("signed_on")
        )
        if kind == "forgotten_collection":
            latest = given[kind]["deferred_days"][1] + _LONGEST
            rows = rows.filter(pl.col("happened_on").to_physical() + latest < ground.world.timeline.last)
        rows = rows[ground.random(f"{kind} agreed").permutation(rows.height)].unique(
            "contract_id", keep="first", maintain_order=True
        )
        picked = ground.pick(kind, variant, rows, table="contract", day="_day", key="contract_id", lookalike=True)
        parts.append(_approved(ground, picked, before).with_columns(
            kind=pl.lit(kind), variant=pl.lit(variant), reason=pl.lit(reason)
        ))  # fmt: skip
    agreed = pl.concat(parts)
    ground.left[AGREED] = agreed.select(
        "fault", "kind", "variant", "contract_id", "sequence", "reason", "happened_on", "applied_on", "approved_on"
    )
    return replace(chains, deals=replace(chains.deals, changes=_with(chains.deals.changes, agreed)))


def agreed_milestones(ground: Ground, kind: str) -> pl.DataFrame:
    """The changes that excuse what looks like a fault of a kind, with the milestone_id that is by now."""
    keys = ground.chains.milestones.select("contract_id", "sequence", milestone_id="id")
    agreed = ground.left[AGREED].filter(pl.col("kind") == kind)
    return agreed.join(keys, on=["contract_id", "sequence"], how="left", maintain_order="left")


def _milestones(chains: Chains) -> pl.DataFrame:
    """Milestones of contracts of sale, with what is known of their contracts."""
    business = chains.masters.companies.select("business", company_id="id")
    contracts = (
        chains.deals.contracts.filter(pl.col("kind") == "sales")
        .join(business, on="company_id", maintain_order="left")
        .select("business", "currency", "signed_on", contract_id="id")
    )
    return chains.milestones.rename({"id": "milestone_id"}).join(contracts, on="contract_id", maintain_order="left")


def _approved(ground: Ground, picked: pl.DataFrame, before: tuple[int, int]) -> pl.DataFrame:
    """With the days on which the change was asked for and approved, so many days before what it excuses."""
    random = ground.random(f"agreed {before}")
    happened = picked["happened_on"].to_physical().to_numpy()
    approved = _working(ground.world, happened - random.integers(before[0], before[1] + 1, picked.height))
    applied = _working(ground.world, approved - random.integers(5, 20, picked.height))
    return picked.with_columns(
        applied_on=dates(applied), approved_on=dates(_working(ground.world, np.maximum(approved, applied + 1)))
    )


def _working(world: World, days: np.ndarray) -> np.ndarray:
    return world.timeline.next_working(days.astype(np.int32))


def _with(changes: pl.DataFrame, agreed: pl.DataFrame) -> pl.DataFrame:
    """All changes in the order in which they are asked for."""
    new = agreed.select("contract_id", "reason", "applied_on", "approved_on", net_amount=0, tax_amount=0)
    every = pl.concat([changes.drop("id", "sequence"), new], how="diagonal_relaxed")
    return (
        every.sort("applied_on", "contract_id", "net_amount")
        .with_columns(
            id=pl.int_range(1, pl.len() + 1),
            sequence=pl.int_range(1, pl.len() + 1).over("contract_id"),
        )
        .select(pl.col(name).cast(kind) for name, kind in changes.schema.items())
    )
