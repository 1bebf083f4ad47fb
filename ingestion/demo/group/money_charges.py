"""What is booked without an invoice: wages, overheads, depreciation, expense claims; pairs of accounts, balanced."""

import numpy as np
import polars as pl

from ingestion.demo.group.books_chart import account, bank_account, expense_account
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.timeline import Days
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.world import World, dates

_LEVEL_PAY = (1.0, 1.8, 2.6, 3.6)
_ABROAD = 6
COLUMNS = [
    "document_type", "document_id", "kind", "company_id", "department_id", "project_id", "subject",
    "debit_id", "credit_id", "bank_account_id", "amount", "posting_date", "entered_on", "text",
]  # fmt: skip


def months_of(world: World) -> pl.DataFrame:
    """Months from the one before the timeline to the last whole one: month (0 is the first), first_on, last_on."""
    first = np.datetime64(world.timeline.start, "M")
    ends = np.arange(first, np.datetime64(world.timeline.end, "M") + 2)
    begins = np.r_[first - 1, ends[:-1]].astype("datetime64[D]").astype(np.int32)
    lasts = (ends.astype("datetime64[D]").astype(np.int64) - 1).astype(np.int32)
    frame = pl.DataFrame(
        {"month": np.arange(-1, len(lasts) - 1), "first_on": dates(begins), "last_on": dates(lasts)},
        schema_overrides={"month": pl.Int64},
    )
    return frame.filter(pl.col("last_on") <= world.timeline.end)


def average_sales(world: World, masters: Masters, trade: Trade) -> pl.DataFrame:
    """company_id, sales (average net sales of a month, minor units of the company's currency)."""
    months = (world.timeline.last - world.timeline.first) / 30.44
    sales = (
        trade.invoices.filter(
            (pl.col("side") == "sales")
            & (pl.col("kind") == "invoice")
            & pl.col("posted_on").is_not_null()
            & pl.col("cancelled_on").is_null()
        )
        .group_by("company_id")
        .agg((pl.col("net_amount_company").sum() / months).alias("sales"))
    )
    return masters.companies.select(company_id="id", business="business").join(
        sales, on="company_id", how="left", maintain_order="left"
    ).with_columns(pl.col("sales").fill_null(0.0))  # fmt: skip


def make_payroll(world: World, masters: Masters, sales: pl.DataFrame) -> pl.DataFrame:
    """Wages and social insurance: booked at the month's end, a little back-dated, paid in the next month.

    Returns:
        charges without key, those of the month before the timeline (which were booked before) with their payments only.
    """
    given = world.parameters["money"]["payroll"]
    share = pl.col("business").replace_strict(given["share"], return_dtype=pl.Float64)
    bonus = pl.when(pl.col("last_on").dt.month() == 1).then(1 + given["bonus_months"]).otherwise(1.0)
    level = pl.col("sales") * share * _growth(world, pl.col("last_on")) * bonus * pl.col("weight")
    wages = (
        staff(world, masters)
        .join(sales, on="company_id", maintain_order="left")
        .with_columns(wages=(level / 100).round().cast(pl.Int64) * 100)
        .filter(pl.col("wages") > 0)
        .with_columns(social=(pl.col("wages") * given["social"]).round().cast(pl.Int64))
    )
    entered = _working(world, wages["last_on"], 1 + wages["company_id"].to_numpy() % 3)
    booked = wages.filter(pl.col("month") >= 0).with_columns(
        posting_date="last_on", entered_on=pl.Series(entered.filter(wages["month"] >= 0))
    )
    accrued = [
        rows.select(
            *_document("payroll", subject),
            "department_id",
            debit_id=expense_account(masters),
            credit_id=account(payable),
            amount=amount,
        )
        for subject, payable, amount in (
            ("wages", "wages_payable", "wages"),
            ("social_insurance", "social_payable", "social"),
        )
        for rows in [booked.with_columns(subject=pl.lit(subject))]
    ]
    paid = wages.group_by("company_id", "month", "last_on", maintain_order=True).agg(pl.col("wages", "social").sum())
    paid = paid.with_columns(withheld=(pl.col("wages") * given["withheld"]).round().cast(pl.Int64))
    ten, fifteen = (_working(world, paid["last_on"], days, calendar=True) for days in (10, 15))
    parts = (
        ("wages", "wages_payable", pl.col("wages") - pl.col("withheld"), ten, "wages", "代发工资 Wages"),
        ("withheld", "wages_payable", pl.col("withheld"), fifteen, "operating", "代扣个税及社保 Withheld"),
        ("social", "social_payable", pl.col("social"), fifteen, "operating", "社会保险费 Social insurance"),
    )
    payments = [
        paid.with_columns(posting_date=day, entered_on=day, bank_account_id=_purpose_account(masters, purpose)).select(
            *_document("payroll_payment", kind, text),
            debit_id=account(payable),
            credit_id=bank_account(),
            bank_account_id="bank_account_id",
            amount=amount,
        )
        for kind, payable, amount, day, purpose, text in parts
    ]
    return pl.concat([*accrued, *payments], how="diagonal")


def make_labour(world: World, masters: Masters, payroll: pl.DataFrame, projects: pl.DataFrame) -> pl.DataFrame:
    """What delivery people earn is charged to the projects under way, by the size of their budgets."""
    share = world.parameters["money"]["payroll"]["labour_to_projects"]
    delivery = masters.departments.filter(pl.col("function") == "delivery").select(department_id="id")
    earned = (
        payroll.filter(pl.col("document_type") == "payroll")
        .join(delivery, on="department_id")
        .group_by("company_id", "department_id", "document_id", "posting_date", "entered_on")
        .agg(pl.col("amount").sum())
        .sort("document_id", "department_id")
    )
    worked = earned.join(
        projects.select("company_id", "budget_amount", "begins_on", "finished_on", project_id="id"), on="company_id"
    ).filter((pl.col("begins_on") <= pl.col("posting_date")) & (pl.col("finished_on") >= pl.col("posting_date")))
    weight = pl.col("budget_amount") / pl.col("budget_amount").sum().over("document_id", "department_id")
    return (
        worked.with_columns(amount=(pl.col("amount") * share * weight).floor().cast(pl.Int64))
        .filter(pl.col("amount") > 0)
        .with_columns(subject=pl.lit("allocated"))
        .select(
            "document_id",
            "company_id",
            "department_id",
            "project_id",
            "subject",
            "posting_date",
            "entered_on",
            "amount",
            document_type=pl.lit("labour"),
            kind=pl.lit("labour"),
            debit_id=account("project_cost"),
            credit_id=expense_account(masters),
            text=pl.lit("人工成本分摊 Labour charged to projects"),
        )
        .sort("document_id", "project_id")
    )


def make_overheads(world: World, masters: Masters, sales: pl.DataFrame) -> pl.DataFrame:
    """Small costs without invoices, paid in the month; depreciation at its end, booked some days later."""
    given = world.parameters["money"]["overheads"]
    random = world.random("overheads")
    months = staff(world, masters).filter(pl.col("month") >= 0).join(sales, on="company_id", maintain_order="left")
    found = []
    for place, subject in enumerate(name for name in given if name != "assets_years"):
        noise = pl.Series(
            np.ones(months.height) if subject in ("depreciation",) else random.gamma(9, 1 / 9, months.height)
        )
        amount = pl.col("sales") * given[subject] * _growth(world, pl.col("last_on")) * noise * pl.col("weight")
        rows = months.with_columns(amount=(amount / 100).round().cast(pl.Int64) * 100, subject=pl.lit(subject)).filter(
            pl.col("amount") > 0
        )
        if subject == "depreciation":
            day, entered = rows["last_on"], _working(world, rows["last_on"], 2)
            rows = rows.with_columns(credit_id=account("depreciation"), bank_account_id=pl.lit(None, pl.Int64))
        else:
            day = entered = _working(world, rows["first_on"], 4 + 3 * place, calendar=True)
            rows = rows.with_columns(bank_account_id=_purpose_account(masters, "operating")).with_columns(
                credit_id=bank_account()
            )
        found.append(
            rows.with_columns(posting_date=day, entered_on=entered, place=pl.lit(place)).select(
                *_document("overhead" if subject != "depreciation" else "depreciation", subject, subject, step=10),
                "department_id",
                "credit_id",
                "bank_account_id",
                "amount",
                debit_id=expense_account(masters),
            )
        )
    return pl.concat(found, how="diagonal")


def make_claims(masters: Masters, claims: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Expense claims: owed from approval on, paid some days later."""
    approved = claims.filter(pl.col("approved_on").is_not_null())
    facts = approved.select(
        "company_id",
        "department_id",
        "project_id",
        "number",
        "paid_on",
        posting_date="approved_on",
        entered_on="approved_on",
        document_id="id",
    )
    booked = lines.select("claim_id", "subject", "net_amount", "tax_amount").join(
        facts, left_on="claim_id", right_on="document_id"
    ).rename({"claim_id": "document_id"})  # fmt: skip
    owed = [
        booked.filter(pl.col(amount) > 0).select(
            *_facts("claim"),
            "department_id",
            "project_id",
            "subject",
            debit_id=debit,
            credit_id=account("claims_payable"),
            amount=amount,
            text="number",
            kind=pl.lit("claim"),
        )
        for amount, debit in (("net_amount", expense_account(masters)), ("tax_amount", account("tax_input")))
    ]
    totals = booked.group_by("document_id").agg(amount=(pl.col("net_amount") + pl.col("tax_amount")).sum())
    paid = (
        facts.filter(pl.col("paid_on").is_not_null())
        .join(totals, on="document_id", maintain_order="left")
        .with_columns(
            bank_account_id=_purpose_account(masters, "operating"), posting_date="paid_on", entered_on="paid_on"
        )
        .select(
            *_facts("claim_payment"),
            "bank_account_id",
            "amount",
            debit_id=account("claims_payable"),
            credit_id=bank_account(),
            text=pl.lit("报销 ") + pl.col("number"),
            kind=pl.lit("claim"),
        )
    )
    return pl.concat([*owed, paid], how="diagonal").sort("document_type", "document_id", "debit_id")


def staff(world: World, masters: Masters) -> pl.DataFrame:
    """Months of departments: company_id, department_id, month, first_on, last_on, weight (of the company's average)."""
    pay = pl.col("level").replace_strict(dict(enumerate(_LEVEL_PAY)), return_dtype=pl.Float64)
    people = masters.employees.select("company_id", "department_id", "hired_on", "left_on", pay=pay)
    merged = masters.departments.select("merged_on", "merged_into", department_id="id")
    months = months_of(world)
    employed = (
        people.join(merged, on="department_id", maintain_order="left")
        .join(months, how="cross")
        .filter(
            (pl.col("hired_on") <= pl.col("last_on"))
            & (pl.col("left_on").is_null() | (pl.col("left_on") >= pl.col("first_on")))
        )
        .with_columns(
            department_id=pl.when(pl.col("merged_on") <= pl.col("first_on"))
            .then("merged_into")
            .otherwise("department_id")
        )
        .group_by("company_id", "department_id", "month", "first_on", "last_on")
        .agg(pl.col("pay").sum())
        .sort("month", "company_id", "department_id")
    )
    average = pl.col("pay").sum().over("company_id") / months.height
    return employed.with_columns(weight=pl.col("pay") / average).drop("pay")


def main_accounts(masters: Masters, purpose: str = "operating") -> dict[int, int]:
    """The first account of each company for a purpose."""
    home = masters.companies.select("currency", company_id="id")
    accounts = masters.bank_accounts.join(home, on=["company_id", "currency"]).filter(pl.col("purpose") == purpose)
    return dict(accounts.group_by("company_id").agg(pl.col("id").min()).iter_rows())


def _purpose_account(masters: Masters, purpose: str) -> pl.Expr:
    return pl.col("company_id").replace_strict(main_accounts(masters, purpose), return_dtype=pl.Int64)


def _document(kind: str, part: str, text: str | None = None, step: int = 1) -> list[pl.Expr | str]:
    """Columns of a document of company and month; `step` leaves room for several a month (column `place`)."""
    key = (pl.col("month") + 1) * 10 + pl.col("company_id")
    key = key if step == 1 else key * step + pl.col("place")
    return [
        pl.lit(kind).alias("document_type"),
        key.cast(pl.Int64).alias("document_id"),
        pl.lit(part).alias("kind"),
        pl.lit(part).alias("subject"),
        pl.lit(text or part).alias("text"),
        "company_id",
        "posting_date",
        "entered_on",
    ]


def _facts(kind: str) -> list[pl.Expr | str]:
    return [pl.lit(kind).alias("document_type"), "document_id", "company_id", "posting_date", "entered_on"]


def _growth(world: World, day: pl.Expr) -> pl.Expr:
    middle = (world.timeline.first + world.timeline.last) / 2
    years: pl.Expr = (day.to_physical() - middle) / 365.25
    return (1 + world.parameters["seasonality"]["growth"]) ** years


def _working(world: World, after: pl.Series, count: np.ndarray | int, *, calendar: bool = False) -> pl.Series:
    """The working day so many working days after each day, or (calendar) on or after so many calendar days."""
    start: Days = after.to_physical().to_numpy().astype(np.int32)
    if calendar:
        return dates(world.timeline.next_working((start + count).astype(np.int32)))
    return dates(world.timeline.add_working((start + 1).astype(np.int32), count - 1))
