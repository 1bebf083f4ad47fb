"""Projects that drift from their baseline: too late, or too dear."""

import polars as pl

from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.told import final
from ingestion.demo.group.versions import FROM

_DRIFT, COSTS = "project_drift", "project_drift costs"
_PLAN = ("planned_start_on", "planned_finish_on")


def leave_project_costs(ground: Ground) -> None:
    """Leave what each project has cost by which day, for the project system; comes last in the ERP."""
    classes = ground.versions["account"].filter(pl.col("account_class").is_in(["cost", "expense"]))
    lines = [
        frame.select(
            "entry_id", "account_id", pl.col("project_code").cast(pl.String), "amount_company", FROM
        ).drop_nulls("project_code")
        for frame in (ground.versions["journal_line"], *ground.added.get("journal_line", []))
    ]
    rows = pl.concat(
        [frame.with_columns(pl.col("entry_id", "account_id", "amount_company").cast(pl.Int64)) for frame in lines]
    ).filter(pl.col("account_id").is_in(classes["id"].cast(pl.Int64).unique().implode()))
    entries = ground.every("journal_entry")
    posted = entries.unique("id").select("posting_date", entry_id="id")
    rows = rows.join(posted, on="entry_id").with_columns(day=pl.max_horizontal("posting_date", FROM))
    days = rows.group_by(pl.col("project_code").alias("code"), "day").agg(pl.col("amount_company").sum())
    days = days.filter(pl.col("day") <= ground.world.timeline.end).sort("code", "day")
    ground.left[COSTS] = days.with_columns(cost=pl.col("amount_company").cum_sum().over("code")).drop("amount_company")


def plant_project_drift(ground: Ground) -> None:
    """Some plans were too tight, some budgets too small, and nobody planned anew."""
    given = ground.given[_DRIFT]
    rows = _projects(ground)
    for variant, column, why in (  # the rarer one first
        ("over_cost", "cost_kept", "The project's cost in the ledger is far above its baseline's budget."),
        ("late", "kept", "The project goes on long after the end of its baseline, which nobody approved anew."),
    ):
        fits = rows.with_columns(seen_on=f"{variant}_on").filter(
            pl.col(column).is_between(given["plan_kept"] / 100, 1) & pl.col("seen_on").is_not_null()
        )
        picked = ground.pick(_DRIFT, variant, _unchanged_first(ground, variant, fits), table="project", day="seen_on")
        _plan_again(ground, picked, column)
        told = picked.with_columns(happened_on="seen_on", amount=pl.lit(None))
        ground.tell(_DRIFT, variant, "project", told, why)
    _tell_natural(ground)
    anew = _projects(ground).filter(pl.col("count") > 1)
    anew = anew.with_columns(seen_on="approved_on", happened_on="approved_on")
    picked = ground.pick(_DRIFT, "rebaselined", anew, table="project", day="seen_on", lookalike=True)
    why = "The project left its first baseline, but a new one was approved."
    ground.tell(_DRIFT, "rebaselined", "project", picked, why, lookalike=True)


def _unchanged_first(ground: Ground, variant: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Projects with one baseline that bear nothing yet, where they are enough."""
    alone = rows.filter((pl.col("count") == 1) & ~pl.col("id").is_in(ground.taken("project").implode()))
    past = (alone["seen_on"] <= ground.world.timeline.anchor).sum()
    promised = ground.promised(_DRIFT, variant)
    return alone if past >= promised[0] and alone.height - past >= promised[1] else rows


def _projects(ground: Ground) -> pl.DataFrame:
    """What each project's plan and budget would have to be.

    Returns:
        id, code, currency, count (of baselines), approved_on (of the last), begins_on, ends_on and budget (of the first
        baseline), kept and late_on (share of the plan's length with which it is late by about as much as was drawn, and
        when that is seen), cost_kept and over_cost_on (the same of the budget).
    """
    given, random = ground.given[_DRIFT], ground.random(_DRIFT)
    baselines = ground.versions["baseline"].group_by(pl.col("project_id").alias("id")).agg(
        count=pl.len(), approved_on=pl.col("approved_on").max()
    )  # fmt: skip
    lines = _first_lines(ground).group_by("project_id").agg(
        begins_on=pl.col("planned_start_on").min(), ends_on=pl.col("planned_finish_on").max(),
        budget=pl.col("budget_cost").sum(),
    )  # fmt: skip
    really = ground.chains.projects.select("code", "finished_on")
    rows = final(ground, "project").select("id", "code", "currency", "_first").join(baselines, on="id")
    rows = rows.join(lines, left_on="id", right_on="project_id").join(really, on="code").sort("id")
    cost = ground.left[COSTS].group_by("code").agg(cost=pl.col("cost").last())
    rows = rows.join(cost, on="code", how="left", maintain_order="left")
    late_by, ratio = (
        pl.Series(random.integers(int(given[name][0]), int(given[name][1]) + 1, rows.height))
        for name in ("late_by", "cost_ratio")
    )
    length = (pl.col("ends_on") - pl.col("begins_on")).dt.total_days()
    least = given["plan_kept"] / 100
    # what was drawn, or what comes next to it with which as much of the plan is kept as has to be
    really = (pl.col("finished_on") - pl.col("begins_on")).dt.total_days()
    late = _within(given["late_by"], late_by, really - length, (really - length * least).floor())
    spent = pl.col("cost") * 100 / pl.col("budget")
    ratio_kept = _within(given["cost_ratio"], ratio, spent, spent / least)
    rows = rows.with_columns(late=late, ratio=ratio_kept)
    end = pl.col("finished_on") - pl.duration(days="late")
    rows = rows.with_columns(
        kept=(end - pl.col("begins_on")).dt.total_days() / length,
        late_on=end + pl.duration(days=given["late_days"] + 1),
        cost_kept=spent / pl.col("ratio"),
    )
    over = (100 + given["over_share"]) / 100 * pl.col("cost_kept") * pl.col("budget")
    days = ground.left[COSTS].join(rows.select("code", limit=over), on="code").filter(pl.col("cost") > pl.col("limit"))
    first = days.group_by("code").agg(over_cost_on=pl.col("day").min())
    return rows.join(first, on="code", how="left", maintain_order="left").with_columns(
        over_cost_on=pl.max_horizontal(
            "over_cost_on", pl.when(pl.col("over_cost_on").is_not_null()).then("approved_on")
        )
    )


def _within(bounds: list[float], drawn: pl.Series, least: pl.Expr, most: pl.Expr) -> pl.Expr:
    """What was drawn, moved between least and most, where these leave something between the bounds."""
    low, high = pl.max_horizontal(least, bounds[0]), pl.min_horizontal(most, bounds[1])
    return pl.when(low <= high).then(pl.lit(drawn).clip(low, high)).otherwise(pl.lit(drawn))


def _first_lines(ground: Ground) -> pl.DataFrame:
    """Tasks of first baselines, with their project."""
    first = ground.versions["baseline"].filter(pl.col("number") == 1).select("project_id", baseline_id="id")
    return ground.versions["baseline_task"].join(first.unique("baseline_id"), on="baseline_id")


def _plan_again(ground: Ground, picked: pl.DataFrame, column: str) -> None:
    """Let the plan's time, or its cost, be a share of what it was; a second baseline was never made."""
    share = pl.col(column)
    lines = _first_lines(ground).join(
        picked.select("begins_on", column, project_id="id"), on="project_id", maintain_order="left_right"
    )
    if column == "kept":
        after = ((pl.col(name) - pl.col("begins_on")).dt.total_days() * share for name in _PLAN)
        values = {
            name: pl.col("begins_on") + pl.duration(days=days.floor().cast(pl.Int64))
            for name, days in zip(_PLAN, after, strict=True)
        }
    else:
        values = {"budget_cost": (pl.col("budget_cost") * share / 100).round().cast(pl.Int64) * 100}
    lines = lines.with_columns(**values)
    anew = ground.versions["baseline"].filter(
        (pl.col("number") > 1) & pl.col("project_id").is_in(picked["id"].implode())
    )
    second = ground.versions["baseline_task"].filter(pl.col("baseline_id").is_in(anew["id"].implode()))
    ground.remove("baseline_task", second["id"])
    ground.remove("baseline", anew["id"])
    plan = (*_PLAN, "budget_cost")
    ground.change("baseline_task", lines.select("id", *plan))
    ground.change("task", lines.select(pl.col("task_id").alias("id"), *plan))
    whole = lines.group_by(pl.col("project_id").alias("id")).agg(
        pl.col("planned_finish_on").max(), budget=pl.col("budget_cost").sum()
    )
    ground.change("project", whole)


def _tell_natural(ground: Ground) -> None:
    """Projects that drift by themselves, by the last baseline that was approved for them."""
    given, end = ground.given[_DRIFT], ground.world.timeline.end
    last = ground.versions["baseline"].sort("project_id", "number").unique("project_id", keep="last")
    plan = ground.versions["baseline_task"].join(
        last.select("project_id", "approved_on", baseline_id="id"), on="baseline_id"
    )
    plan = plan.group_by(pl.col("project_id").alias("id")).agg(
        pl.col("approved_on").first(), ends_on=pl.col("planned_finish_on").max(), budget=pl.col("budget_cost").sum()
    )
    rows = final(ground, "project").select("id", "code", "currency").join(plan, on="id")
    rows = rows.join(ground.chains.projects.select("code", "finished_on"), on="code")
    rows = rows.filter(~pl.col("id").is_in(ground.taken("project").implode())).sort("id")
    late_on = pl.col("ends_on") + pl.duration(days=given["late_days"] + 1)
    late = rows.with_columns(seen_on=late_on).filter(pl.col("finished_on") >= pl.col("seen_on"))
    dear = (
        ground.left[COSTS]
        .join(rows, on="code")
        .filter(pl.col("cost") * 100 > pl.col("budget") * (100 + given["over_share"]))
    )
    dear = (
        dear.group_by("id")
        .agg(pl.col("code", "approved_on").first(), pl.col("day").min())
        .with_columns(seen_on=pl.max_horizontal("day", "approved_on"))
    )
    both = pl.concat([late.select("id", "seen_on"), dear.select("id", "seen_on")])
    found = both.group_by("id").agg(pl.col("seen_on").min()).filter(pl.col("seen_on") <= end).sort("id")
    found = found.with_columns(ground.names(_DRIFT, found.height), happened_on="seen_on")
    ground.take("project", found["id"])
    ground.tell(_DRIFT, "natural", "project", found, "The project is far behind its baseline, or far above its budget.")
