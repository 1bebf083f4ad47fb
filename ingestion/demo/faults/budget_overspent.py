"""Departments that spend more than they may: budgets that were too low, cut, or not raised when that was asked for."""

import polars as pl

from ingestion.demo.faults.draws import real
from ingestion.demo.faults.ground import Ground
from ingestion.demo.group.world import MINOR_UNIT

_KIND = "overspent"
_KEY = ["department_id", "account_id", "year"]
_ROUND = 10_000
_WHY = {
    "year": "The budget of the year was too low, and nobody kept to it.",
    "cut": "The revision took away what had been planned for the second half, and the spending went on.",
    "refused": "More was asked for and not approved, and it was spent all the same.",
    "natural": "More was spent than the revised budget allowed.",
}


def budgets_are_overspent(ground: Ground) -> None:
    """Plant overspent by lower budgets, and tell those that the generator overspends."""
    random, given = ground.random("overspent"), ground.given[_KIND]
    budgets, spent = _budgets(ground), _spent(ground)
    status = _status(budgets, spent)
    refused, approved = _asked(ground)
    status = status.join(refused, on=_KEY, how="left").join(approved, on=_KEY, how="left").sort(_KEY)
    status = status.with_columns(pl.col("asked", "granted").fill_null(0))
    plain = pl.col("ratio").is_between(*given["usual"]) & (pl.col("actual") >= 15 * given["least"] * MINOR_UNIT)
    status = status.filter(plain)
    changed = []
    for variant, fits, bounds in (
        ("refused", (pl.col("asked") > 0) & (pl.col("granted") == 0), given["refused"]),
        ("cut", (pl.col("asked") == 0) & (pl.col("granted") == 0) & pl.col("has_revision"), given["actual"]),
        ("year", (pl.col("asked") == 0) & (pl.col("granted") == 0), given["actual"]),
    ):
        goal = status.filter(fits)
        goal = goal.with_columns(_wanted=pl.col("actual") / pl.Series(real(random, bounds, goal.height)))
        goal = _crossing(goal, spent, given["threshold"])
        if variant == "cut":  # what is left of the second half
            goal = goal.with_columns(_late=pl.col("late") - (pl.col("lines") - pl.col("_wanted")))
            goal = goal.filter(pl.col("_late") > 0.15 * pl.col("late"))
        picked = ground.pick(_KIND, variant, goal, table="budget", key="line_id")
        changed.append(picked.with_columns(variant=pl.lit(variant)))
    covered = status.filter(pl.col("granted") > 0).with_columns(
        _wanted=pl.col("actual") / given["covered"] - pl.col("granted")
    )
    # without the adjustment it would be too much
    covered = covered.filter(pl.col("actual") > (given["threshold"] + 0.01) * pl.col("_wanted"), pl.col("_wanted") > 0)
    covered = _crossing(covered, spent, given["threshold"], strictly=False)
    picked = ground.pick(_KIND, "adjusted", covered, table="budget", key="line_id", lookalike=True)
    changed.append(picked.with_columns(variant=pl.lit("adjusted")))
    every = pl.concat([one.select("fault", "variant", *_KEY, "lines", "late", "_wanted") for one in changed])
    _lower(ground, budgets, every)
    _tell(ground, every, spent, approved)


def _budgets(ground: Ground) -> pl.DataFrame:
    """Lines of departments' budgets: id, version_id, kind, approved_on, year, month, department_id, account_id,
    amount."""
    versions = ground.last("budget_version").select("year", "kind", "approved_on", version_id="id")
    lines = ground.last("budget_line").filter(pl.col("project_code").is_null())
    return lines.join(versions, on="version_id").select(
        "id", "version_id", "kind", "approved_on", pl.col("year").cast(pl.Int64), "month", "department_id",
        "account_id", "amount",
    )  # fmt: skip


def _spent(ground: Ground) -> pl.DataFrame:
    """What was spent: _KEY, day (on which the ledger shows it), amount, month; planted entries too."""
    subjects = ground.last("account").filter(pl.col("subject").is_not_null())["id"]
    lines = pl.concat(
        [
            one.select(pl.col("entry_id", "account_id", "department_id").cast(pl.Int64), "amount_company")
            for one in (ground.versions["journal_line"], *ground.added.get("journal_line", []))
        ]
    ).filter(pl.col("department_id").is_not_null(), pl.col("account_id").is_in(subjects.implode()))
    entries = pl.concat(
        [
            one.select(pl.col("id").cast(pl.Int64), "posting_date", "_from")
            for one in (ground.versions["journal_entry"], *ground.added.get("journal_entry", []))
        ]
    ).group_by("id").agg(pl.col("posting_date").first(), pl.col("_from").min())  # fmt: skip
    return (
        lines.join(entries, left_on="entry_id", right_on="id")
        .with_columns(
            year=pl.col("posting_date").dt.year().cast(pl.Int64),
            month=pl.col("posting_date").dt.truncate("1mo"),
            day=pl.max_horizontal("posting_date", "_from"),
        )
        .group_by(*_KEY, "month", "day")
        .agg(amount=pl.col("amount_company").sum())
        .sort(*_KEY, "day", "month")
    )


def _newest(budgets: pl.DataFrame) -> pl.DataFrame:
    """Lines of the version of each year that was approved last."""
    return budgets.filter(pl.col("approved_on") == pl.col("approved_on").max().over(*_KEY))


def _status(budgets: pl.DataFrame, spent: pl.DataFrame) -> pl.DataFrame:
    """By _KEY: lines (newest version), late (its second half), approved_on, has_revision, line_id, actual, ratio."""
    totals = (
        _newest(budgets)
        .group_by(_KEY)
        .agg(
            lines=pl.col("amount").sum(),
            late=pl.col("amount").filter(pl.col("month").dt.month() > 6).sum(),
            approved_on=pl.col("approved_on").first(),
            has_revision=(pl.col("kind") == "revision").any(),
            line_id=pl.col("id").min(),
        )
    )
    actual = spent.group_by(_KEY).agg(actual=pl.col("amount").sum())
    return totals.join(actual, on=_KEY).with_columns(ratio=pl.col("actual") / pl.col("lines")).sort(_KEY)


def _asked(ground: Ground) -> tuple[pl.DataFrame, pl.DataFrame]:
    """By _KEY: what was asked for and never approved (asked), and what was approved (granted)."""
    year = pl.col("month").dt.year().cast(pl.Int64)
    rows = ground.last("budget_adjustment").filter(pl.col("project_code").is_null()).with_columns(year=year)
    is_open = pl.col("approved_on").is_null()
    return (
        rows.filter(is_open).group_by(_KEY).agg(asked=pl.col("amount").sum()),
        rows.filter(~is_open).group_by(_KEY).agg(granted=pl.col("amount").sum()),
    )


def _crossing(goal: pl.DataFrame, spent: pl.DataFrame, threshold: float, *, strictly: bool = True) -> pl.DataFrame:
    """The rows with `day`: when what is spent comes above the threshold of what is `_wanted` as budget."""
    limit = pl.col("_wanted") * (threshold + 0.02 if strictly else threshold)
    goal = goal.join(_crossed(goal, spent, limit), on=_KEY).sort(_KEY)
    return goal.with_columns(day=pl.max_horizontal("crossed_on", "approved_on"))


def _crossed(rows: pl.DataFrame, spent: pl.DataFrame, limit: pl.Expr) -> pl.DataFrame:
    """By _KEY: crossed_on, the first day on which what is spent is above the rows' limit; only where it ever is."""
    run = spent.join(rows.select(*_KEY, _limit=limit), on=_KEY).sort("day")
    run = run.with_columns(_run=pl.col("amount").cum_sum().over(_KEY))
    return run.filter(pl.col("_run") > pl.col("_limit")).group_by(_KEY).agg(crossed_on=pl.col("day").min())


def _lower(ground: Ground, budgets: pl.DataFrame, chosen: pl.DataFrame) -> None:
    """Budgets become what is wanted of them: all months of all versions, or of the revision the second half."""
    rows = budgets.join(chosen.drop("fault"), on=_KEY)
    scale = pl.col("_wanted") / pl.col("lines")
    left = (pl.col("late") - (pl.col("lines") - pl.col("_wanted"))) / pl.col("late")
    is_late = (pl.col("kind") == "revision") & (pl.col("month").dt.month() > 6)
    factor = pl.when(pl.col("variant") != "cut").then(scale).when(is_late).then(left).otherwise(1.0)
    amount = (pl.col("amount") * factor / _ROUND).floor().clip(1).cast(pl.Int64) * _ROUND
    ground.change("budget_line", rows.select("id", amount=amount))


def _tell(ground: Ground, chosen: pl.DataFrame, spent: pl.DataFrame, granted: pl.DataFrame) -> None:
    """Everything that is overspent in the end; and what only looks so."""
    given, budgets = ground.given[_KIND], _budgets(ground)
    status = _status(budgets, spent)
    status = status.join(granted, on=_KEY, how="left").with_columns(pl.col("granted").fill_null(0))
    status = status.with_columns(_wanted=pl.col("lines") + pl.col("granted"))
    beyond = pl.col("actual") - pl.col("_wanted")
    is_over = (pl.col("actual") > given["threshold"] * pl.col("_wanted")) & (beyond > given["least"] * MINOR_UNIT)
    over = status.filter(is_over & (pl.col("_wanted") > 0)).with_columns(amount=beyond)
    limit = pl.max_horizontal(given["threshold"] * pl.col("_wanted"), pl.col("_wanted") + given["least"] * MINOR_UNIT)
    over = (
        over.join(_crossed(over, spent, limit), on=_KEY)
        .join(chosen.select(*_KEY, "fault", "variant"), on=_KEY, how="left")
        .sort(_KEY)
    )
    natural = over.filter(pl.col("fault").is_null())
    natural = natural.with_columns(ground.names(_KIND, natural.height), variant=pl.lit("natural"))
    over = pl.concat([over.drop_nulls("fault"), natural]).filter(pl.col("variant") != "adjusted")
    over = over.with_columns(seen_on=pl.max_horizontal("crossed_on", "approved_on"), happened_on="crossed_on")
    newest = _newest(budgets)
    lines = newest.select("id", *_KEY)
    for (variant,), rows in over.partition_by("variant", as_dict=True).items():
        told = rows.join(lines, on=_KEY).sort("fault", "id")
        ground.tell(_KIND, str(variant), "budget_line", told, _WHY[str(variant)])
    calm = status.join(over, on=_KEY, how="anti")
    covered = calm.join(chosen.filter(pl.col("variant") == "adjusted").select(*_KEY, "fault"), on=_KEY)
    covered = covered.join(_crossed(covered, spent, given["threshold"] * pl.col("lines")), on=_KEY).with_columns(
        happened_on="crossed_on", seen_on=pl.max_horizontal("crossed_on", "approved_on"), amount="actual"
    )
    why = "It is above the budget as it was voted, and within it with the adjustment that was approved."
    ground.tell(_KIND, "adjusted", "budget_line", covered.join(lines, on=_KEY).sort("fault", "id"), why, lookalike=True)
    _tell_months(ground, calm.filter(pl.col("ratio") <= 1), newest, spent)


def _tell_months(ground: Ground, calm: pl.DataFrame, newest: pl.DataFrame, spent: pl.DataFrame) -> None:
    """Months above their budget in years that stay within theirs."""
    monthly = spent.group_by(*_KEY, "month").agg(_spent=pl.col("amount").sum(), day=pl.col("day").max())
    rows = newest.join(calm.select(*_KEY), on=_KEY).join(monthly, on=[*_KEY, "month"])
    rows = rows.filter(pl.col("_spent") > ground.given[_KIND]["month"] * pl.col("amount"))
    rows = rows.with_columns(seen_on=pl.max_horizontal("day", "approved_on"), happened_on="day", amount="_spent")
    picked = ground.pick(_KIND, "month", rows, table="budget_line", day="seen_on", lookalike=True)
    why = "The month is above its budget, the year is not."
    ground.tell(_KIND, "month", "budget_line", picked, why, lookalike=True)
