"""What is billed under contracts: stages with what they recover and keep back, advances, changes."""

import numpy as np
import polars as pl

from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.trade_tools import split, working
from ingestion.demo.group.world import Ints, World

_CONTRACT = (
    "company_id",
    "party_id",
    "project_id",
    "employee_id",
    "department_id",
    "currency",
    "vat",
    "terms",
    "warranty_ends_on",
)


def make_stages(
    world: World, masters: Masters, deals: Deals, milestones: pl.DataFrame, projects: pl.DataFrame
) -> pl.DataFrame:
    """What is billed at each milestone; over a contract it adds up to what was signed.

    A milestone's own amount is what is to be paid for it: the advance was taken off it, and the retention too. What a
    stage is worth is its amount, its part of the advance and its part of the retention. Where the advance is invoiced,
    the stage's invoice takes its part of it off again (advance_*), else the advance is paid on request and settles that
    part of the invoice. Retention is an instalment of each stage, or has an invoice of its own.

    Returns:
        milestone_id, contract_id, side, business (or what is bought), kind, happened_on (day number), _CONTRACT,
        net_amount, tax_amount (of what the stage is worth, of the advance, or of the retention billed apart),
        advance_net, advance_tax, advance_gross (what is recovered), retention_gross (kept back), is_advance_invoiced.
    """
    given = world.parameters["trade"]["invoicing"]
    contracts = _known(masters, deals, projects)
    wholes = milestones.group_by("contract_id").agg(
        whole_advance=pl.col("gross_amount").filter(pl.col("kind") == "advance").sum(),
        whole_retention=pl.col("gross_amount").filter(pl.col("kind") == "retention").sum(),
    )
    rows = (
        milestones.rename({"id": "milestone_id"})
        .join(contracts, on="contract_id", maintain_order="left")
        .join(wholes, on="contract_id", maintain_order="left")
        .with_columns(
            is_advance_invoiced=pl.col("business").is_in(given["advance_invoiced"]),
            _apart=pl.col("business").is_in(given["retention_apart"]) & (pl.col("side") == "purchase"),
            happened_on=pl.col("happened_on").to_physical(),
            _stage=~pl.col("kind").is_in(["advance", "retention"]),
        )
    )
    kept = pl.when("_apart").then(0).otherwise("whole_retention")
    # the tax of a contract goes to what is billed of it, cent by cent: the advance first where it has an invoice
    advance_tax = pl.col("whole_advance") * pl.col("whole_tax") // pl.col("whole_gross")
    apart_tax = (
        pl.when("_apart").then(pl.col("whole_retention") * pl.col("whole_tax") // pl.col("whole_gross")).otherwise(0)
    )
    stages = rows.filter("_stage").sort("contract_id", "sequence")
    at, weight = (stages[one].to_numpy() for one in ("contract_id", "gross_amount"))
    worth = pl.col("whole_gross") - pl.when("_apart").then("whole_retention").otherwise(0)
    parts = {
        "gross_amount": worth,
        "tax_amount": pl.col("whole_tax") - apart_tax,
        "advance_gross": pl.col("whole_advance"),
        "advance_tax": advance_tax,
        "retention_gross": kept,
    }
    stages = stages.with_columns(
        pl.Series(name, split(stages.select(whole.alias("_whole"))["_whole"].to_numpy(), at, weight))
        for name, whole in parts.items()
    )
    singles = rows.filter(
        ((pl.col("kind") == "retention") & pl.col("_apart")) | (pl.col("kind") == "advance")
    ).with_columns(
        tax_amount=pl.when(pl.col("kind") == "advance").then(advance_tax).otherwise(apart_tax),
        advance_gross=pl.lit(0, pl.Int64),
        advance_tax=pl.lit(0, pl.Int64),
        retention_gross=pl.lit(0, pl.Int64),
    )
    return (
        pl.concat([stages, singles], how="diagonal_relaxed")
        .with_columns(
            net_amount=pl.col("gross_amount") - pl.col("tax_amount"),
            advance_net=pl.col("advance_gross") - pl.col("advance_tax"),
            happened_on=pl.Series(
                working(world, _column(stages, singles, "happened_on"), _column(stages, singles, "company_id"))
            ),
        )
        .sort("milestone_id")
        .drop(
            "_stage", "_apart", "planned_on", "sequence", "whole_advance", "whole_retention", "whole_tax", "whole_gross"
        )
    )


def make_advances(world: World, stages: pl.DataFrame) -> pl.DataFrame:
    """Advances that are paid on request, before there is an invoice; see Trade.advances."""
    rows = stages.filter((pl.col("kind") == "advance") & ~pl.col("is_advance_invoiced"))
    rows = rows.filter(pl.col("happened_on") <= world.timeline.last).sort("happened_on", "milestone_id")
    return rows.select(
        "contract_id",
        "milestone_id",
        "company_id",
        "party_id",
        "currency",
        side="side",
        requested_on=pl.col("happened_on").cast(pl.Date),
        due_date=pl.col("happened_on").cast(pl.Date) + pl.duration(days=10),
        gross_amount="gross_amount",
    ).select(pl.int_range(1, pl.len() + 1).alias("id"), pl.all())


def make_change_bills(
    world: World, deals: Deals, masters: Masters, projects: pl.DataFrame, stages: pl.DataFrame
) -> pl.DataFrame:
    """Approved changes of contracts that are billed by milestones: more is an invoice, less is a credit note.

    Returns:
        contract_id, side, business, _CONTRACT, document_on (day number), net_amount (negative: less), tax_amount,
        milestone_id (of the stage that a credit note is for: the contract's largest one so far, else its first).
    """
    random = world.random("change_bills")
    contracts = _known(masters, deals, projects)
    # what changes days or terms alone is not billed
    changes = deals.changes.filter(pl.col("approved_on").is_not_null() & (pl.col("net_amount") != 0)).join(
        contracts, on="contract_id", maintain_order="left"
    )
    billed = stages.filter(~pl.col("kind").is_in(["advance", "retention"])).sort("happened_on", "milestone_id")
    changes = changes.join(billed.select("contract_id").unique(), on="contract_id", how="semi", maintain_order="left")
    lag = random.integers(5, 40, changes.height)
    company = changes["company_id"].to_numpy()
    changes = changes.with_columns(
        document_on=pl.Series(working(world, changes["approved_on"].to_physical().to_numpy() + lag, company))
    )
    first = billed.group_by("contract_id", maintain_order=True).agg(
        _first_on=pl.col("happened_on").first(),
        milestone_id=pl.col("milestone_id").get(pl.col("gross_amount").arg_max()),
        _largest_on=pl.col("happened_on").get(pl.col("gross_amount").arg_max()),
        _most=pl.col("net_amount").max() * 6 // 10,
    )
    changes = changes.join(first, on="contract_id", maintain_order="left")
    less = pl.col("net_amount") < 0
    limited = pl.when(less).then(pl.max_horizontal("net_amount", -pl.col("_most"))).otherwise("net_amount")
    changes = changes.with_columns(
        # a credit note follows its invoice by more than the longest delay of an invoice
        document_on=pl.when(less)
        .then(pl.max_horizontal("document_on", pl.col("_largest_on") + 150))
        .otherwise("document_on"),
        milestone_id=pl.when(less).then("milestone_id"),
        tax_amount=pl.when(limited == pl.col("net_amount"))
        .then("tax_amount")
        .otherwise(limited * (pl.col("vat") * 100).round().cast(pl.Int64) // 100),
        net_amount=limited,
    )
    # one credit note a stage is enough
    repeated = less & pl.col("milestone_id").is_not_null() & ~pl.col("milestone_id").is_first_distinct()
    return changes.filter(~repeated).select(
        "contract_id", "side", "business", *_CONTRACT, "document_on", "net_amount", "tax_amount", "milestone_id"
    )


def _known(masters: Masters, deals: Deals, projects: pl.DataFrame) -> pl.DataFrame:
    """Contracts with the project of which they are, or for which they buy."""
    business = masters.companies.select(company_id="id", _business="business")
    keys = projects.select(_contract="contract_id", project_id="id")
    return (
        deals.contracts.with_columns(_contract=pl.coalesce("for_contract_id", "id"))
        .join(business, on="company_id", maintain_order="left")
        .join(keys, on="_contract", how="left", maintain_order="left")
        .select(
            *_CONTRACT,
            contract_id="id",
            side="kind",
            business=pl.coalesce("buying_kind", "_business"),
            whole_tax="tax_amount",
            whole_gross="gross_amount",
        )
    )


def _column(one: pl.DataFrame, other: pl.DataFrame, name: str) -> Ints:
    found: Ints = np.concatenate([one[name].to_numpy(), other[name].to_numpy()])
    return found
