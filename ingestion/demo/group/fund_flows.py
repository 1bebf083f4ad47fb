"""What a department's planner can expect to be received and paid in a month."""

import numpy as np
import polars as pl

from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.world import MINOR_UNIT, World, lognormal_amounts

_CATEGORIES = {"subcontract": "subcontract", "material": "material", "equipment": "material", "service": "expenses"}
_FUNCTIONS = {"sales": "sales", "subcontract": "delivery", "material": "purchasing", "expenses": "purchasing"}
_COLUMNS = ("month_on", "company_id", "department_id", "direction", "category", "contract_id", "amount", "known_on")


def expected_flows(world: World, masters: Masters, deals: Deals, milestones: pl.DataFrame) -> pl.DataFrame:
    """One row a month, department, category and contract.

    Returns:
        month_on (its first day), company_id, department_id, direction (receipt, payment), category, contract_id (null:
        none), amount (minor units of the company's currency, as it falls due), known_on (from which day a planner can
        know it).
    """
    functions = masters.departments.select("company_id", "function", "merged_on", department_id="id")
    contracted = _contracted(world, deals, milestones)
    others = _others(world, masters, contracted)
    return (
        pl.concat([contracted, others], how="diagonal_relaxed")
        .join(functions, on=["company_id", "function"])
        .filter(pl.col("merged_on").is_null() | (pl.col("month_on") < pl.col("merged_on")))
        .filter(pl.col("amount") > 0)
        .group_by("month_on", "company_id", "department_id", "direction", "category", "contract_id")
        .agg(pl.col("amount").sum(), pl.col("known_on").min())
        .select(_COLUMNS)
        .sort(_COLUMNS)
    )


def _contracted(world: World, deals: Deals, milestones: pl.DataFrame) -> pl.DataFrame:
    """What contracts bring, when their milestones' invoices fall due; frames for orders by the month."""
    given, random = world.parameters["fund_plans"], world.random("contracted_flows")
    contracts = deals.contracts.select(
        *("company_id", "terms", "signed_on", "begins_on", "finished_on", "gross_amount", "kind"),
        contract_id="id",
        category=pl.col("buying_kind").replace_strict(_CATEGORIES, default="sales", return_dtype=pl.String),
    )
    staged = milestones.select(
        "contract_id", "happened_on", _part="gross_amount", _is_retention=pl.col("kind") == "retention"
    ).join(contracts, on="contract_id", maintain_order="left")
    terms = pl.when("_is_retention").then(0).otherwise("terms")
    staged = staged.select(
        *("contract_id", "company_id", "kind", "category", "signed_on"),
        _due_on=pl.col("happened_on") + pl.duration(days=terms),
        amount="_part",
    )
    frames = contracts.join(milestones, on="contract_id", how="anti").with_columns(
        _months=pl.max_horizontal(1, (pl.col("finished_on") - pl.col("begins_on")).dt.total_days() // 30)
    )
    monthly = frames.with_columns(_month=pl.int_ranges(1, pl.col("_months") + 1)).explode("_month")
    monthly = monthly.select(
        *("contract_id", "company_id", "kind", "category", "signed_on"),
        _due_on=pl.col("begins_on") + pl.duration(days=pl.col("_month") * 30 + pl.col("terms")),
        amount=pl.col("gross_amount") // pl.col("_months"),
    )
    flows = pl.concat([staged, monthly])
    count = flows.height
    later = (flows["kind"] == "sales").to_numpy() & (random.random(count) < given["later"])
    is_sale = pl.col("kind") == "sales"
    return (
        flows.with_columns(_later=pl.Series(later * 30))
        .with_columns(month_on=(pl.col("_due_on") + pl.duration(days=pl.col("_later"))).dt.truncate("1mo"))
        .filter(pl.Series(random.random(count) >= given["forgotten"]))
        .filter(pl.col("month_on").is_between(world.timeline.start, world.timeline.end))
        .select(
            *("month_on", "company_id", "category", "contract_id", "amount"),
            function=pl.col("category").replace_strict(_FUNCTIONS, return_dtype=pl.String),
            direction=pl.when(is_sale).then(pl.lit("receipt")).otherwise(pl.lit("payment")),
            known_on="signed_on",
        )
    )


def _others(world: World, masters: Masters, contracted: pl.DataFrame) -> pl.DataFrame:
    """Sales and purchases outside contracts, wages, taxes, expenses and now and then something that is bought."""
    given, random = world.parameters["fund_plans"], world.random("other_flows")
    months = pl.date_range(world.timeline.start, world.timeline.end, "1mo", eager=True).alias("month_on").to_frame()
    heads = (
        months.join(masters.employees.select("company_id", "department_id", "hired_on", "left_on"), how="cross")
        .filter(
            (pl.col("hired_on") < pl.col("month_on"))
            & (pl.col("left_on").is_null() | (pl.col("left_on") > pl.col("month_on")))
        )
        .group_by("month_on", "company_id", "department_id")
        .agg(_heads=pl.len().cast(pl.Int64))
        .join(masters.departments.select("function", department_id="id"), on="department_id")
        .sort("month_on", "department_id")
    )
    companies = masters.companies.select("currency", "business", company_id="id")
    by_company = (
        heads.group_by("month_on", "company_id")
        .agg(pl.col("_heads").sum())
        .join(companies, on="company_id")
        .join(
            contracted.filter(pl.col("direction") == "receipt")
            .group_by("month_on", "company_id")
            .agg(_received=pl.col("amount").sum()),
            on=["month_on", "company_id"],
            how="left",
        )
        .sort("month_on", "company_id")
    )
    count = by_company.height
    by_company = by_company.with_columns(
        (pl.col("business").replace_strict(given[name], return_dtype=pl.Float64) * (MINOR_UNIT * world.scale)).alias(
            f"_{name}"
        )
        * pl.Series(np.exp(random.normal(0, 0.2, count)))
        for name in ("spot", "bought")
    )
    spot = pl.col("_spot")
    capital = lognormal_amounts(random, np.full(count, given["capital"]["median"] * 1.0), given["capital"]["sigma"])
    capital = capital * (random.random(count) < given["capital"]["chance"])
    abroad = pl.col("currency") == "USD"
    # wages and running costs follow a company's usual business, not the month's
    usual = (pl.col("_received").fill_null(0).mean().over("company_id") + spot.mean().over("company_id")).alias(
        "_usual"
    )
    by_company = by_company.with_columns(usual)
    wages = pl.col("business").replace_strict(given["salaries"], return_dtype=pl.Float64)
    rows = [
        _flow(by_company, "sales", "receipt", "sales", spot),
        _flow(by_company, "purchasing", "payment", "material", pl.col("_bought")),
        _flow(by_company, "finance", "payment", "salaries", pl.col("_usual") * wages),
        _flow(by_company, "finance", "payment", "taxes", (pl.col("_received").fill_null(0) + spot) * given["tax"]),
        _flow(
            by_company,
            "administration",
            "payment",
            "capital",
            pl.Series(capital) * world.scale * pl.when(abroad).then(0.15).otherwise(1.0),
        ),
    ]
    shared = by_company.select("month_on", "company_id", "_usual", _all_heads="_heads")
    departments = heads.join(shared, on=["month_on", "company_id"], maintain_order="left")
    spent = pl.col("_usual") * given["expenses"] * pl.col("_heads") / pl.col("_all_heads")
    rows.append(_flow(departments, pl.col("function"), "payment", "expenses", spent))
    return pl.concat(rows)


def _flow(frame: pl.DataFrame, function: str | pl.Expr, direction: str, category: str, amount: pl.Expr) -> pl.DataFrame:
    """Of each month: a flow that everybody knows beforehand."""
    return frame.select(
        "month_on",
        "company_id",
        category=pl.lit(category),
        function=pl.lit(function) if isinstance(function, str) else function,
        direction=pl.lit(direction),
        amount=amount.cast(pl.Int64),
        known_on=pl.col("month_on").dt.offset_by("-2mo"),
    )
