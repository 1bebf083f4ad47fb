"""Changes of contracts that planters let people apply for; the generator bills them like any other."""

from dataclasses import replace

import numpy as np
import polars as pl

from ingestion.demo.faults.draws import real
from ingestion.demo.faults.ground import Ground
from ingestion.demo.group.authority import Heads
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.parts import Chains
from ingestion.demo.group.trade_tools import tax_of
from ingestion.demo.group.world import MINOR_UNIT, dates, numbers

UNAPPROVED, SPLIT, ABOVE = "unapproved_change", "split_approval", "above_order_price"
CHANGES = "contract changes"
NOBODY_ABOVE = 2**60
"""The limit, of `head_limits`, of one who has no head: above any amount."""
_STEP = 100 * MINOR_UNIT
_STAGES = ("progress", "period", "delivery")


def changes_are_applied_for(ground: Ground, chains: Chains) -> Chains:
    """More changes of contracts: some that will not be approved, some that are one in parts, some of prices."""
    contracts = chains.deals.contracts
    # a few purchases are left alone for those that are begun before their signature
    plain = contracts.filter((pl.col("kind") == "sales") | pl.col("is_tendered"))
    staged = plain.join(_stages(chains).select(id="contract_id"), on="id", how="semi", maintain_order="left")
    added = pl.concat(
        [
            _single(ground, staged, "pending"),
            _single(ground, staged, "rejected"),
            _single(ground, staged, "unperformed", lookalike=True),
            _single(ground, staged, "approved_before", lookalike=True),
            _parts(ground, chains.masters, staged),
            _index(ground, contracts.filter(pl.col("buying_kind") == "material")),
        ],
        how="diagonal",
    )
    known = chains.deals.changes
    every = (
        pl.concat([known.with_columns(purpose=pl.lit(None, pl.String)), added], how="diagonal")
        .sort("applied_on", "contract_id", "net_amount")
        .with_columns(
            id=pl.int_range(1, pl.len() + 1), sequence=pl.int_range(1, pl.len() + 1).over("contract_id")
        )
    )  # fmt: skip
    ground.left[CHANGES] = every.filter(pl.col("purpose").is_not_null())
    return replace(chains, deals=replace(chains.deals, changes=every.select(known.columns)))


def _stages(chains: Chains) -> pl.DataFrame:
    """contract_id, first_on (the first stage is reached): of contracts that are billed by stages."""
    return (
        chains.milestones.filter(pl.col("kind").is_in(_STAGES))
        .group_by("contract_id", maintain_order=True)
        .agg(first_on=pl.col("happened_on").min())
    )


def _chosen(
    ground: Ground, contracts: pl.DataFrame, kind: str, variant: str, *, lookalike: bool = False
) -> pl.DataFrame:
    """Contracts that get a change: with applied_on, approved_on and fault; the change is billed before `day`."""
    given = ground.given[UNAPPROVED]
    random, count = ground.random(f"{kind} {variant} days"), contracts.height
    timeline = ground.world.timeline
    begins, ends = (numbers(contracts[name]).astype(np.int64) for name in ("begins_on", "finished_on"))
    applied = timeline.next_working((begins + (ends - begins) * random.uniform(0.15, 0.75, count)).astype(np.int32))
    least, most = given["approval_days"]
    approved = timeline.next_working((applied + random.integers(least, most + 1, count)).astype(np.int32))
    rows = contracts.with_columns(
        applied_on=dates(applied), approved_on=dates(approved), day=dates(approved + np.int32(75))
    ).filter(pl.col("currency") == "CNY")
    return ground.pick(kind, variant, rows, table="changed contract", lookalike=lookalike)


def _single(ground: Ground, contracts: pl.DataFrame, variant: str, *, lookalike: bool = False) -> pl.DataFrame:
    rows = _chosen(ground, contracts.sort("id"), UNAPPROVED, variant, lookalike=lookalike)
    random = ground.random(f"{UNAPPROVED} {variant}")
    share = real(random, ground.given[UNAPPROVED]["size"], rows.height)
    rows = _priced(rows, rows["net_amount"].to_numpy() * share)
    reason = random.choice(["scope", "design", "site"], rows.height)
    unbilled = pl.lit(None, pl.Date) if variant == "unperformed" else pl.col("approved_on")
    return rows.with_columns(reason=pl.Series(reason, dtype=pl.String), purpose=pl.lit(variant), approved_on=unbilled)


def _index(ground: Ground, contracts: pl.DataFrame) -> pl.DataFrame:
    """Approved changes of the prices of contracts for material, while half of it is still to come."""
    given = ground.given[ABOVE]
    random, timeline = ground.random(f"{ABOVE} index"), ground.world.timeline
    contracts = contracts.filter(pl.col("currency") == "CNY").sort("id")
    if not given["lookalikes"].get("agreed_index"):
        contracts = contracts.clear()
    count = contracts.height
    begins, ends = (numbers(contracts[name]).astype(np.int64) for name in ("begins_on", "finished_on"))
    applied = timeline.next_working((begins + (ends - begins) * random.uniform(0.3, 0.4, count)).astype(np.int32))
    approved = timeline.next_working(applied + random.integers(3, 9, count, dtype=np.int32))
    share = real(random, given["index"], count)
    rows = contracts.with_columns(
        applied_on=dates(applied), approved_on=dates(approved), share=pl.Series(share), reason=pl.lit("price"),
        purpose=pl.lit("index"), fault=pl.lit(None, pl.String),
    )  # fmt: skip
    # long ones, under which much is called off; some in reserve, as nobody knows yet what is billed under which of them
    rows = rows.sort(pl.col("finished_on") - pl.col("begins_on"), "id")
    is_past = pl.col("finished_on") <= timeline.anchor
    wanted = [given["index_contracts"] * one for one in ground.promised(ABOVE, "agreed_index", lookalike=True)]
    rows = pl.concat([rows.filter(is_past).tail(wanted[0]), rows.filter(~is_past).tail(wanted[1])])
    return _priced(rows, rows["net_amount"].to_numpy() * rows["share"].to_numpy()).with_columns(share=rows["share"])


def _parts(ground: Ground, masters: Masters, contracts: pl.DataFrame) -> pl.DataFrame:
    """One change in several, each within what the head of the department may decide."""
    given, timeline = ground.given[SPLIT], ground.world.timeline
    limit = head_limits(masters, contracts.with_columns(day="begins_on"))
    rows = contracts.with_columns(limit=limit).filter(pl.col("limit") < pl.col("net_amount") * given["largest_share"])
    rows = _chosen(ground, rows.sort("id"), SPLIT, "change")
    random = ground.random(f"{SPLIT} change")
    # a limit that was raised meanwhile is the one that counts
    rows = rows.with_columns(limit=head_limits(masters, rows.with_columns(day="applied_on")))
    rows = rows.with_columns(reason=pl.Series(random.choice(["scope", "site"], rows.height), dtype=pl.String))
    count = random.integers(given["parts"][0], given["parts"][1] + 1, rows.height)
    at = np.repeat(np.arange(rows.height), count)
    place = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
    parts = rows[at]
    gross = parts["limit"].to_numpy() * real(random, given["below"], len(at))
    later = place * random.integers(given["days"][0], given["days"][1] + 1, len(at))
    applied = timeline.next_working((numbers(parts["applied_on"]) + later).astype(np.int32))
    decided = timeline.next_working((applied + random.integers(2, 9, len(at))).astype(np.int32))
    parts = parts.with_columns(applied_on=dates(applied), approved_on=dates(decided), purpose=pl.lit("split"))
    return _priced(parts, gross / (1 + parts["vat"].to_numpy()))


def head_limits(masters: Masters, rows: pl.DataFrame) -> pl.Series:
    """What the applicant's head and the head of finance may decide on a day; NOBODY_ABOVE for one who has no head.

    Args:
        masters: whose people.
        rows: employee_id (who asks), department_id, company_id, day (Date).
    """
    heads, people = Heads.of(masters), masters.employees
    known = people.select("limit_amount", "raised_on", holder="id")

    def limit(holder: pl.Expr) -> pl.Series:
        found = rows.select("day", holder=holder).join(known, on="holder", how="left", maintain_order="left")
        raised = (pl.col("raised_on") <= pl.col("day")).fill_null(False)
        return found.select(pl.col("limit_amount") * pl.when(raised).then(2).otherwise(1)).to_series()

    head = limit(pl.col("department_id").replace_strict(heads.head, return_dtype=pl.Int64))
    finance = limit(pl.col("company_id").replace_strict(heads.finance, return_dtype=pl.Int64))
    clerks = people.filter(pl.col("level") == 0)["id"]
    both = pl.min_horizontal(head, finance)
    return pl.select(
        pl.when(rows["employee_id"].is_in(clerks.implode())).then(both).otherwise(NOBODY_ABOVE)
    ).to_series()


def _priced(rows: pl.DataFrame, net: np.ndarray) -> pl.DataFrame:
    """Changes of such net amounts, in full hundreds, with the contract's tax: contract_id, fault, purpose, …"""
    whole = np.maximum(np.floor(net / _STEP), 1).astype(np.int64) * _STEP
    kept = ("fault", "purpose", "reason", "applied_on", "approved_on")
    return rows.select(
        *(name for name in kept if name in rows.columns),
        contract_id="id",
        net_amount=pl.Series(whole, dtype=pl.Int64),
        tax_amount=pl.Series(tax_of(whole, rows["vat"].to_numpy()), dtype=pl.Int64),
    )
