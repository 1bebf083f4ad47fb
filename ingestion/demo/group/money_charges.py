"""What is booked without an invoice: overheads, depreciation, expense claims; pairs of accounts, balanced."""

import numpy as np
import polars as pl

from ingestion.demo.group.books_chart import account, bank_account, expense_account
from ingestion.demo.group.books_lines import ASSETS
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.timeline import Days
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.trade_tools import split
from ingestion.demo.group.world import World, dates

_LEVEL_PAY = (1.0, 1.8, 2.6, 3.6)
_ABROAD = 6
COLUMNS = [
    "document_type", "document_id", "kind", "company_id", "department_id", "project_id", "employee_id", "subject",
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
        amount = pl.col("sales") * given[subject] * growth(world, pl.col("last_on")) * noise * pl.col("weight")
        rows = months.with_columns(amount=(amount / 100).round().cast(pl.Int64) * 100, subject=pl.lit(subject)).filter(
            pl.col("amount") > 0
        )
        rows, text = rows.with_columns(text=pl.lit(subject)), pl.col("text")
        if subject == "depreciation":
            rows = _by_assets(world, masters, rows)
            day, entered = rows["last_on"], working_after(world, rows["last_on"], 2)
            rows = rows.with_columns(credit_id=account("depreciation"), bank_account_id=pl.lit(None, pl.Int64))
        else:
            day = entered = working_after(world, rows["first_on"], 4 + 3 * place, calendar=True)
            rows = rows.with_columns(bank_account_id=purpose_account(masters, "operating")).with_columns(
                credit_id=bank_account()
            )
        found.append(
            rows.with_columns(posting_date=day, entered_on=entered, place=pl.lit(place)).select(
                *document_columns("overhead" if subject != "depreciation" else "depreciation", subject, text, step=10),
                "department_id",
                "credit_id",
                "bank_account_id",
                "amount",
                debit_id=expense_account(masters),
            )
        )
    return pl.concat(found, how="diagonal")


def _by_assets(world: World, masters: Masters, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of departments, parted by what they use: text is the class of assets."""
    given = world.parameters["money"]["assets"]
    shares = pl.DataFrame(
        [(function, place, ASSETS[name], share) for function, classes in given.items()
         for place, (name, share) in enumerate(classes.items())],
        ["function", "_class", "text", "_share"], orient="row",
    )  # fmt: skip
    functions = masters.departments.select(department_id="id", function="function")
    parted = (
        rows.drop("text")
        .with_row_index("_row")
        .join(functions, on="department_id", maintain_order="left")
        .join(shares, on="function")
        .sort("_row", "_class")
    )
    row, amount, share = (parted[name].to_numpy() for name in ("_row", "amount", "_share"))
    parted = parted.with_columns(amount=pl.Series(split(amount, row.astype(np.int64), share)))
    return parted.filter(pl.col("amount") > 0)


def make_claims(masters: Masters, claims: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Expense claims: owed from approval on, paid some days later."""
    approved = claims.filter(pl.col("approved_on").is_not_null())
    facts = approved.select(
        "company_id",
        "department_id",
        "project_id",
        "employee_id",
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
            "employee_id",
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
            bank_account_id=purpose_account(masters, "operating"), posting_date="paid_on", entered_on="paid_on"
        )
        .select(
            *_facts("claim_payment"),
            "bank_account_id",
            "employee_id",
            "amount",
            debit_id=account("claims_payable"),
            credit_id=bank_account(),
            text=pl.lit("报销 ") + pl.col("number"),
            kind=pl.lit("claim"),
        )
    )
    return pl.concat([*owed, paid], how="diagonal").sort("document_type", "document_id", "debit_id")


def employed(world: World, masters: Masters) -> pl.DataFrame:
    """Months of people: company_id, department_id, employee_id, month, first_on, last_on, pay (1: of staff)."""
    pay = pl.col("level").replace_strict(dict(enumerate(_LEVEL_PAY)), return_dtype=pl.Float64)
    people = masters.employees.select("company_id", "department_id", "hired_on", "left_on", employee_id="id", pay=pay)
    merged = masters.departments.select("merged_on", "merged_into", department_id="id")
    return (
        people.join(merged, on="department_id", maintain_order="left")
        .join(months_of(world), how="cross")
        .filter(
            (pl.col("hired_on") <= pl.col("last_on"))
            & (pl.col("left_on").is_null() | (pl.col("left_on") >= pl.col("first_on")))
        )
        .with_columns(
            department_id=pl.when(pl.col("merged_on") <= pl.col("first_on"))
            .then("merged_into")
            .otherwise("department_id")
        )
        .select("company_id", "department_id", "employee_id", "month", "first_on", "last_on", "pay")
    )


def staff(world: World, masters: Masters) -> pl.DataFrame:
    """Months of departments: company_id, department_id, month, first_on, last_on, pay, weight (in the company)."""
    teams = (
        employed(world, masters)
        .group_by("company_id", "department_id", "month", "first_on", "last_on")
        .agg(pl.col("pay").sum())
        .sort("month", "company_id", "department_id")
    )
    average = pl.col("pay").sum().over("company_id") / months_of(world).height
    return teams.with_columns(weight=pl.col("pay") / average)


def main_accounts(masters: Masters, purpose: str = "operating") -> dict[int, int]:
    """The first account of each company for a purpose."""
    home = masters.companies.select("currency", company_id="id")
    accounts = masters.bank_accounts.join(home, on=["company_id", "currency"]).filter(pl.col("purpose") == purpose)
    return dict(accounts.group_by("company_id").agg(pl.col("id").min()).iter_rows())


def purpose_account(masters: Masters, purpose: str) -> pl.Expr:
    """Each company's first account for a purpose."""
    return pl.col("company_id").replace_strict(main_accounts(masters, purpose), return_dtype=pl.Int64)


def document_columns(kind: str, part: str, text: str | pl.Expr, step: int = 1) -> list[pl.Expr | str]:
    """Columns of a document of company and month; `step` leaves room for several a month (column `place`)."""
    key = (pl.col("month") + 1) * 10 + pl.col("company_id")
    key = key if step == 1 else key * step + pl.col("place")
    return [
        pl.lit(kind).alias("document_type"),
        key.cast(pl.Int64).alias("document_id"),
        pl.lit(part).alias("kind"),
        pl.lit(part).alias("subject"),
        (pl.lit(text) if isinstance(text, str) else text).alias("text"),
        "company_id",
        "posting_date",
        "entered_on",
    ]


def _facts(kind: str) -> list[pl.Expr | str]:
    return [pl.lit(kind).alias("document_type"), "document_id", "company_id", "posting_date", "entered_on"]


def growth(world: World, day: pl.Expr) -> pl.Expr:
    """How large things are on a day, 1 in the middle of the timeline."""
    middle = (world.timeline.first + world.timeline.last) / 2
    years: pl.Expr = (day.to_physical() - middle) / 365.25
    return (1 + world.parameters["seasonality"]["growth"]) ** years


def working_after(world: World, after: pl.Series, count: np.ndarray | int, *, calendar: bool = False) -> pl.Series:
    """The working day so many working days after each day, or (calendar) on or after so many calendar days."""
    start: Days = after.to_physical().to_numpy().astype(np.int32)
    if calendar:
        return dates(world.timeline.next_working((start + count).astype(np.int32)))
    return dates(world.timeline.add_working((start + 1).astype(np.int32), count - 1))
