"""Budgets: what each department may spend on each subject, month by month; revised in July, adjusted now and then."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingestion.demo.group.books import Books
from ingestion.demo.group.books_chart import COMPANY_STEP, account
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.world import MINOR_UNIT, Ints, World, dates

_ROUND = 10_000
_EXPENSES = (100, 179)
"""Slots of the departments' expense accounts."""
_KEY = ["company_id", "department_id", "account_id"]


@dataclass(frozen=True)
class Budgets:
    """Keys are whole numbers from 1; amounts are minor units of the company's currency.

    Attributes:
        versions: id, company_id, year, kind (original, revision), entered_on, approved_on.
        lines: id, version_id, department_id, account_id, project_id (null: of the department alone), month (its first
            day), amount. A version holds the whole year.
        adjustments: id, company_id, department_id, account_id, project_id, month, amount (signed), reason, applied_on,
            approved_on (null: not approved).
    """

    versions: pl.DataFrame
    lines: pl.DataFrame
    adjustments: pl.DataFrame


def make_budgets(world: World, masters: Masters, projects: pl.DataFrame, books: Books) -> Budgets:
    """Budgets of every year that the timeline touches, plausible against what was spent."""
    versions = _versions(world, masters)
    original = pl.concat([_of_departments(world, books), _of_projects(world, projects)], how="diagonal").sort(
        *_KEY, "project_id", "month"
    )
    lines = pl.concat([original.with_columns(kind=pl.lit("original")), _revised(world, original)])
    keys = versions.select("company_id", "year", "kind", version_id="id")
    lines = (
        lines.with_columns(year=pl.col("month").dt.year())
        .join(keys, on=["company_id", "year", "kind"])
        .sort("version_id", "department_id", "account_id", "project_id", "month")
        .select(
            pl.int_range(1, pl.len() + 1).alias("id"),
            "version_id",
            "department_id",
            "account_id",
            "project_id",
            "month",
            "amount",
        )
    )
    return Budgets(versions, lines, _adjustments(world, original))


def _versions(world: World, masters: Masters) -> pl.DataFrame:
    """An original in December before the year, a revision in July."""
    random = world.random("budget_versions")
    rows = []
    for year in range(world.timeline.start.year, world.timeline.end.year + 1):
        for kind, begun in (("original", f"{year - 1}-12-08"), ("revision", f"{year}-07-04")):
            first = int(np.datetime64(begun, "D").astype(int))
            for company in masters.companies["id"].to_list():
                entered = first + int(random.integers(0, 6))
                rows.append((company, year, kind, entered, entered + int(random.integers(3, 10))))
    frame = pl.DataFrame(rows, ["company_id", "year", "kind", "entered_on", "approved_on"], orient="row")
    return (
        frame.with_columns(pl.col("entered_on", "approved_on").cast(pl.Int32).cast(pl.Date))
        .filter(pl.col("entered_on") <= world.timeline.end)
        .sort("entered_on", "company_id")
        .with_columns(id=pl.int_range(1, pl.len() + 1))
    )


def _of_departments(world: World, books: Books) -> pl.DataFrame:
    """What was spent, divided by how much of the budget people use; months by the subject's usual course of a year."""
    given, random = world.parameters["budgets"], world.random("budgets")
    slot = pl.col("account_id") % COMPANY_STEP
    spent = (
        books.lines.filter(
            slot.is_between(*_EXPENSES) & pl.col("department_id").is_not_null() & (pl.col("amount_company") > 0)
        )
        .group_by(
            company_id=(pl.col("account_id") // COMPANY_STEP).cast(pl.Int64),
            department_id=pl.col("department_id").cast(pl.Int64),
            account_id=pl.col("account_id").cast(pl.Int64),
            year=pl.col("posting_date").dt.year(),
        )
        .agg(spent=pl.col("amount_company").sum())
        .sort(*_KEY, "year")
    )
    count, last = spent.height, world.timeline.end
    part = last.month / 12
    uses = np.where(
        random.random(count) < given["over"],
        1 + random.uniform(0.03, given["over_most"], count),
        random.uniform(given["least"], given["most"], count),
    )
    whole = spent["spent"].to_numpy() / np.where(spent["year"].to_numpy() == last.year, part, 1) / uses
    spent = spent.with_columns(pl.Series("_whole", whole)).filter(pl.col("_whole") >= given["smallest"] * MINOR_UNIT)
    months = pl.DataFrame({"number": range(1, 13)}, schema={"number": pl.Int8})
    is_wages = pl.col("account_id") % 20 < 2
    weight = pl.when(is_wages & (pl.col("number") == 1)).then(1.8).otherwise(1.0)
    return (
        spent.join(months, how="cross")
        .with_columns(weight=weight)
        .with_columns(
            amount=(pl.col("_whole") * pl.col("weight") / pl.col("weight").sum().over(*_KEY, "year") / _ROUND)
            .round()
            .cast(pl.Int64)
            * _ROUND,
            month=pl.date(pl.col("year"), pl.col("number"), 1),
        )
        .filter(pl.col("amount") > 0)
        .select(*_KEY, "month", "amount", project_id=pl.lit(None, pl.Int64))
    )


def _of_projects(world: World, projects: pl.DataFrame) -> pl.DataFrame:
    """What a project is planned to cost, evenly over its months; some have no monthly budget."""
    random, given = world.random("project_budgets"), world.parameters["budgets"]
    planned = projects.filter(pl.Series(random.random(projects.height) < given["projects"]))
    months = (
        planned.with_columns(
            month=pl.date_ranges(pl.col("begins_on").dt.month_start(), pl.col("ends_on").dt.month_start(), "1mo")
        )
        .with_columns(count=pl.col("month").list.len())
        .explode("month")
    )
    return months.select(
        "company_id",
        "department_id",
        account("project_cost").alias("account_id"),
        "month",
        amount=(pl.col("budget_amount") / pl.col("count") / _ROUND).round().cast(pl.Int64) * _ROUND,
        project_id="id",
    ).filter((pl.col("month") <= world.timeline.end) & (pl.col("amount") > 0))  # fmt: skip


def _revised(world: World, original: pl.DataFrame) -> pl.DataFrame:
    """The second half of the year, a little more or less, the same for a subject's months."""
    random, given = world.random("budget_revisions"), world.parameters["budgets"]
    keys = original.select(*_KEY, "project_id").unique(maintain_order=True)
    factor = np.clip(random.normal(1, given["revision"], keys.height), 0.7, 1.4)
    revised = original.join(
        keys.with_columns(_factor=pl.Series(factor)), on=[*_KEY, "project_id"], nulls_equal=True, maintain_order="left"
    )
    amount = (pl.col("amount") * pl.col("_factor") / _ROUND).round().cast(pl.Int64) * _ROUND
    return revised.with_columns(
        amount=pl.when(pl.col("month").dt.month() > 6).then(amount).otherwise("amount"), kind=pl.lit("revision")
    ).select(*original.columns, "kind")


def _adjustments(world: World, original: pl.DataFrame) -> pl.DataFrame:
    random, given = world.random("budget_adjustments"), world.parameters["budgets"]
    year = pl.col("month").dt.year()
    yearly = (
        original.group_by(*_KEY, "project_id", year.alias("year"))
        .agg(pl.col("amount").sum(), months=pl.len())
        .sort(*_KEY, "project_id", "year")
    )
    yearly = yearly.filter(pl.Series(random.random(yearly.height) < given["adjustments"]) & (pl.col("months") == 12))
    count = yearly.height
    month = random.integers(2, 12, count)
    size = random.uniform(0.02, 0.12, count) * np.where(random.random(count) < 0.25, -1, 1)
    first: Ints = (
        ((yearly["year"].to_numpy() - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (month - 1))
        .astype("datetime64[D]")
        .astype(np.int64)
    )
    applied = world.timeline.next_working((first - random.integers(1, 25, count)).astype(np.int32))
    approved = world.timeline.add_working(applied, random.integers(1, 12, count).astype(np.int32))
    rejected = random.random(count) < 0.08
    return (
        yearly.with_columns(
            month=dates(first),
            amount=(pl.col("amount") * pl.Series(size) / _ROUND).round().cast(pl.Int64) * _ROUND,
            reason=pl.Series(random.choice(["追加 more work", "调剂 moved", "削减 saved", "价格 prices"], count)),
            applied_on=dates(applied),
            approved_on=pl.when(pl.Series(~rejected)).then(dates(approved)),
        )
        .filter((pl.col("amount") != 0) & (pl.col("applied_on") <= world.timeline.end))
        .sort("applied_on", *_KEY)
        .with_columns(id=pl.int_range(1, pl.len() + 1))
        .drop("year", "months")
    )
