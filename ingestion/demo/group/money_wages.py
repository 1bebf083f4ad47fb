"""What people earn: payslips month by month, the payments that follow, and what projects are charged for their work."""

import numpy as np
import polars as pl

from ingestion.demo.group.books_chart import account, bank_account
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.money_charges import document_columns, employed, growth, purpose_account, staff, working_after
from ingestion.demo.group.trade_tools import split
from ingestion.demo.group.works import Works
from ingestion.demo.group.world import Ints, World

_TENS = 1_000  # minor units: base pay is agreed in tens
_THURSDAY = 3  # days after Monday: the month of a week is that of most of its days


def make_payslips(world: World, masters: Masters, sales: pl.DataFrame) -> pl.DataFrame:
    """What everybody earns in every month, the one before the timeline included (it was booked before these books).

    A department earns what its size is worth; its people share that by their level and themselves. Base pay stays the
    same for a calendar year, performance pay takes up the rest.

    Returns:
        id, document_id (of company and month), company_id, department_id, employee_id, month (0: the timeline's first),
        posting_date (the month's end), entered_on, base, performance, bonus (January's, for the year before), social
        (the employer's insurance), insurance, income_tax (withheld), net (what is paid out): base + performance + bonus
        = insurance + income_tax + net, minor units of the company's currency.
    """
    given = world.parameters["money"]["payroll"]
    earned = _earned(world, masters, sales)
    random = world.random("payslips")
    factors = masters.employees.select(
        employee_id="id", _factor=1 + given["spread"] * pl.Series(random.uniform(-1, 1, masters.employees.height))
    )
    slips = (
        employed(world, masters)
        .join(factors, on="employee_id")
        .join(earned, on=["company_id", "department_id", "month"])
        .sort("month", "company_id", "department_id", "employee_id")
        .with_columns(
            _team=pl.struct("month", "department_id").rle_id(),
            document_id=((pl.col("month") + 1) * 10 + pl.col("company_id")).cast(pl.Int64),
            _worth=pl.col("pay") * pl.col("_factor"),
        )
    )
    slips = slips.with_columns(wages=_split(slips, "wages", "_team", pl.col("_worth")))
    slips = slips.with_columns(social=_split(slips, "social", "_team", pl.col("wages")))
    slips = slips.with_columns(
        bonus=(pl.col("wages") * (1 - 1 / pl.col("_months"))).floor().cast(pl.Int64),
        base=(pl.col("_agreed") * pl.col("_worth") * given["base"] / _TENS).floor().cast(pl.Int64) * _TENS,
    ).with_columns(base=pl.min_horizontal("base", pl.col("wages") - pl.col("bonus")))
    slips = _withheld(slips, given)
    entered = working_after(world, slips["last_on"], 1 + slips["company_id"].to_numpy() % 3)
    return slips.select(
        pl.int_range(1, pl.len() + 1).alias("id"),
        "document_id",
        "company_id",
        "department_id",
        "employee_id",
        "month",
        "base",
        "bonus",
        "social",
        "insurance",
        "income_tax",
        posting_date="last_on",
        entered_on=entered,
        performance=pl.col("wages") - pl.col("base") - pl.col("bonus"),
        net=pl.col("wages") - pl.col("insurance") - pl.col("income_tax"),
    )


def make_payroll(world: World, masters: Masters, payslips: pl.DataFrame) -> pl.DataFrame:
    """Charges without key: what is paid for each month on the tenth, and to the state on the fifteenth, of the next."""
    paid = payslips.group_by(
        "company_id", "month", pl.col("posting_date").alias("last_on"), maintain_order=True
    ).agg(pl.col("net", "social").sum(), withheld=(pl.col("insurance") + pl.col("income_tax")).sum())  # fmt: skip
    ten, fifteen = (working_after(world, paid["last_on"], days, calendar=True) for days in (10, 15))
    parts = (
        ("wages", "wages_payable", "net", ten, "wages", "代发工资 Wages"),
        ("withheld", "wages_payable", "withheld", fifteen, "operating", "代扣个税及社保 Withheld"),
        ("social", "social_payable", "social", fifteen, "operating", "社会保险费 Social insurance"),
    )
    payments = [
        paid.with_columns(posting_date=day, entered_on=day, bank_account_id=purpose_account(masters, purpose)).select(
            *document_columns("payroll_payment", kind, text),
            debit_id=account(payable),
            credit_id=bank_account(),
            bank_account_id="bank_account_id",
            amount=amount,
        )
        for kind, payable, amount, day, purpose, text in parts
    ]
    return pl.concat(payments, how="diagonal")


def make_labour(
    world: World, masters: Masters, payslips: pl.DataFrame, projects: pl.DataFrame, hours: pl.DataFrame | None
) -> pl.DataFrame:
    """What delivery people earn is charged to the projects under way: each hour of a month at the same rate.

    Args:
        world: of the group.
        masters: its departments.
        payslips: of `make_payslips`.
        projects: which are under way when.
        hours: of `hours_on_projects`; None, and where a month has none: by the projects' budgets.

    Returns:
        id, document_id (of company and month), company_id, department_id, project_id, employee_id, week_on (Monday),
        hours (thousandths; the three are null where budgets decide), amount, posting_date (the month's end),
        entered_on.
    """
    share = world.parameters["money"]["payroll"]["labour_to_projects"]
    delivery = masters.departments.filter(pl.col("function") == "delivery").select(department_id="id")
    facts = ["company_id", "department_id", "document_id", "posting_date", "entered_on"]
    earned = (
        payslips.filter(pl.col("month") >= 0)
        .join(delivery, on="department_id", maintain_order="left")
        .group_by(facts, maintain_order=True)
        .agg(amount=pl.sum_horizontal("base", "performance", "bonus", "social").sum())
        .sort("document_id", "department_id")
    )
    worked = earned.join(
        projects.select("company_id", "budget_amount", "begins_on", "finished_on", project_id="id"), on="company_id"
    ).filter((pl.col("begins_on") <= pl.col("posting_date")) & (pl.col("finished_on") >= pl.col("posting_date")))
    weight = pl.col("budget_amount") / pl.col("budget_amount").sum().over("document_id", "department_id")
    by_budget = worked.with_columns(amount=(pl.col("amount") * share * weight).floor().cast(pl.Int64))
    rows = by_budget.select(*facts, "project_id", "amount")
    if hours is not None:
        booked = (
            hours.with_columns(posting_date=(pl.col("week_on") + pl.duration(days=_THURSDAY)).dt.month_end())
            .join(rows.group_by(facts).agg(pl.col("amount").sum()), on=["company_id", "posting_date"])
            .sort("document_id", "department_id", "project_id", "employee_id", "week_on")
        )
        booked = booked.with_columns(amount=_split(booked, "amount", "document_id", pl.col("hours")))
        rows = pl.concat([rows.join(booked, on="document_id", how="anti"), booked], how="diagonal")
    nothing = {"employee_id": pl.Int64, "week_on": pl.Date, "hours": pl.Int64}
    lacking = [pl.lit(None, kind).alias(name) for name, kind in nothing.items() if name not in rows.columns]
    return (
        rows.with_columns(lacking)
        .filter(pl.col("amount") > 0)
        .sort("document_id", "project_id", "employee_id", "week_on")
        .select(pl.int_range(1, pl.len() + 1).alias("id"), *facts, "project_id", *nothing, "amount")
    )


def hours_on_projects(works: Works, projects: pl.DataFrame) -> pl.DataFrame:
    """company_id, project_id, employee_id, week_on (Monday), hours (thousandths), as people booked them on tasks."""
    return (
        works.timesheets.join(works.tasks.select("project_id", task_id="id"), on="task_id")
        .join(projects.select("company_id", project_id="id"), on="project_id")
        .group_by("company_id", "project_id", "employee_id", "week_on")
        .agg(pl.col("hours").sum())
        .sort("week_on", "employee_id", "project_id")
    )


def _earned(world: World, masters: Masters, sales: pl.DataFrame) -> pl.DataFrame:
    """Of departments and months: wages, social, _months (that are paid), _agreed (January's, for a pay of 1)."""
    given = world.parameters["money"]["payroll"]
    share = pl.col("business").replace_strict(given["share"], return_dtype=pl.Float64)
    bonus = pl.when(pl.col("last_on").dt.month() == 1).then(1 + given["bonus_months"]).otherwise(1.0)
    level = pl.col("sales") * share * growth(world, pl.col("last_on")) * bonus * pl.col("weight")
    january = pl.col("sales") * share * growth(world, pl.date(pl.col("last_on").dt.year(), 1, 31))
    return (
        staff(world, masters)
        .join(sales, on="company_id", maintain_order="left")
        .with_columns(wages=(level / 100).round().cast(pl.Int64) * 100, _months=bonus)
        .filter(pl.col("wages") > 0)
        .with_columns(
            social=(pl.col("wages") * given["social"]).round().cast(pl.Int64),
            _agreed=january * pl.col("weight") / pl.col("pay"),
        )
        .select("company_id", "department_id", "month", "wages", "social", "_months", "_agreed")
    )


def _withheld(slips: pl.DataFrame, given: dict[str, float]) -> pl.DataFrame:
    """With insurance and income tax: so much of a company's wages; who earns more than others pays the tax."""
    wages = pl.col("wages")
    of_company = wages.sum().over("document_id")
    slips = slips.with_columns(_withheld=(of_company * given["withheld"]).round().cast(pl.Int64))
    insurance = (pl.col("_withheld") * given["insurance"]).floor().cast(pl.Int64)
    slips = slips.with_columns(_insurance=insurance, _tax=pl.col("_withheld") - insurance)
    above = (wages - wages.mean().over("document_id") * given["free_of_tax"]).clip(0)
    return slips.with_columns(
        insurance=_split(slips, "_insurance", "document_id", wages),
        income_tax=_split(slips, "_tax", "document_id", above),
    )


def _split(rows: pl.DataFrame, amount: str, group: str, weight: pl.Expr) -> pl.Series:
    """The group's amount, which stands on every row, over its rows by weight, in whole minor units."""
    whole: Ints = rows[amount].to_numpy()
    weights = rows.select(weight.cast(pl.Float64)).to_series().to_numpy()
    return pl.Series(split(whole, rows[group].to_numpy().astype(np.int64), weights))
