"""What wages are in the journal: people's pay by component, what is withheld and paid, their hours on projects."""

import numpy as np
import polars as pl

from ingestion.demo.group.books_chart import account, expense_account
from ingestion.demo.group.books_lines import INSURANCES, PAY, TEXT, WEEK_TEXT
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.money import Money
from ingestion.demo.group.trade_tools import split
from ingestion.demo.group.world import World

_FACTS = ["document_type", "document_id", "company_id", "posting_date", "entered_on"]
COLUMNS = [
    *_FACTS, "department_id", "project_id", "employee_id", "quantity", "text", "_account", "_sign", "_bank", "amount",
]  # fmt: skip
"""One side of a pair of accounts: what it says, its account, its sign (1: debit), the bank account, its amount."""


def wage_sides(world: World, masters: Masters, money: Money) -> list[pl.DataFrame]:
    """Both sides of payroll and labour, and what payments of wages are for; COLUMNS, amounts positive.

    What is paid out in a month clears what everybody's payslip says, component by component.
    """
    slips = money.payslips.with_columns(_wages=pl.lit("wages"), _social=pl.lit("social_insurance"))
    payroll = slips.filter(pl.col("month") >= 0).with_columns(document_type=pl.lit("payroll"))
    parts = (
        ("base", expense_account(masters, "_wages"), 1),
        ("performance", expense_account(masters, "_wages"), 1),
        ("bonus", expense_account(masters, "_wages"), 1),
        ("social", expense_account(masters, "_social"), 1),
        ("net", account("wages_payable"), -1),
        ("insurance", account("wages_payable"), -1),
        ("income_tax", account("wages_payable"), -1),
    )
    insured = _by_insurance(world, slips)
    booked = [_sides(payroll, name, key, sign, PAY[name]) for name, key, sign in parts]
    owed = insured.filter(pl.col("month") >= 0).with_columns(document_type=pl.lit("payroll"))
    booked.append(_sides(owed, "amount", account("social_payable"), -1))
    return [*booked, *_paid(money, slips, insured), *_labour(masters, money)]


def _paid(money: Money, slips: pl.DataFrame, insured: pl.DataFrame) -> list[pl.DataFrame]:
    """What is paid, as the payslips of the month say it: to everybody their net pay, the rest to the state in one."""
    paid = money.charges.filter(pl.col("document_type") == "payroll_payment").select(*_FACTS, "kind")

    def of(kind: str, rows: pl.DataFrame) -> pl.DataFrame:
        return paid.filter(pl.col("kind") == kind).join(rows, on="document_id")

    withheld = [
        _sides(
            of("withheld", slips.group_by("document_id").agg(pl.col(name).sum())),
            name, account("wages_payable"), 1, PAY[name],
        )
        for name in ("insurance", "income_tax")
    ]  # fmt: skip
    net = of("wages", slips.select("document_id", "employee_id", "net"))
    social = of("social", insured.group_by("document_id", "text").agg(pl.col("amount").sum()))
    return [
        _sides(net, "net", account("wages_payable"), 1, PAY["net"]),
        *withheld,
        _sides(social, "amount", account("social_payable"), 1),
    ]


def _by_insurance(world: World, slips: pl.DataFrame) -> pl.DataFrame:
    """What departments owe each insurance for a month: text is the insurance."""
    given = world.parameters["money"]["payroll"]["insurances"]
    facts = ["document_id", "company_id", "department_id", "month", "posting_date", "entered_on"]
    kinds = pl.DataFrame(
        [(place, INSURANCES[name], share) for place, (name, share) in enumerate(given.items())],
        ["_kind", "text", "_share"],
        orient="row",
    ).with_columns(pl.col("text").cast(TEXT))
    teams = slips.group_by(facts).agg(pl.col("social").sum()).sort("document_id", "department_id")
    parted = teams.with_row_index("_team").join(kinds, how="cross").sort("_team", "_kind")
    team, social, share = (parted[name].to_numpy() for name in ("_team", "social", "_share"))
    return parted.with_columns(amount=pl.Series(split(social, team.astype(np.int64), share)))


def _labour(masters: Masters, money: Money) -> list[pl.DataFrame]:
    """Projects take people's hours, week by week; departments give them, project by project."""
    rows = money.labour.with_columns(
        document_type=pl.lit("labour"),
        quantity="hours",
        text=pl.col("week_on").dt.strftime(WEEK_TEXT).cast(TEXT),
        _subject=pl.lit("allocated"),
    )
    given = rows.group_by(*_FACTS, "department_id", "project_id", "_subject").agg(pl.col("amount").sum())
    return [
        _sides(rows, "amount", account("project_cost"), 1),
        _sides(given, "amount", expense_account(masters, "_subject"), -1),
    ]


def _sides(rows: pl.DataFrame, amount: str, key: pl.Expr, sign: int, text: str | None = None) -> pl.DataFrame:
    """One side of each row that has an amount."""
    whole = dict.fromkeys(("department_id", "project_id", "employee_id", "quantity", "_bank"), pl.Int64)
    lacking = {name: pl.lit(None, kind) for name, kind in (whole | {"text": TEXT}).items() if name not in rows.columns}
    if text is not None:
        lacking["text"] = pl.lit(text, TEXT)
    return (
        rows.with_columns(amount=pl.col(amount), _account=key, _sign=pl.lit(sign), **lacking)
        .filter(pl.col("amount") > 0)
        .select(COLUMNS)
    )
