"""ERPNext's Budget Variance Report (version 15) over ERPNext's own tables, and budgets with every corner it has.

The report takes a budget's amount by twelfths, or by the percentages of its monthly distribution, and the ledger's live
lines of the same account and cost centre or project; a cumulative one adds what a period leaves over to the next. Ours
differs in two ways, which the oracle has too: the cents of the months add up to the year's amount, and a budget of a
group of cost centres is compared with the costs of all of them, as ERPNext does when it stops an expense (its report
compares it with none).
"""

from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.conftest import Database

if TYPE_CHECKING:
    from tests.flows.test_erpnext import Books

MONTHS = {"year": 12, "half_year": 6, "quarter": 3, "month": 1}

SPENT = "Cost of Goods Sold - AW"
Key = tuple[str, str, date]
Amounts = tuple[Decimal, Decimal, Decimal]


def prepare(database: Database) -> None:
    """Tables that this site never had, and room for cost centres in the tree."""
    stamps = "creation datetime(6), modified datetime(6)"
    database.execute(
        f"create table `tabMonthly Distribution` (name varchar(140) primary key, fiscal_year varchar(140), {stamps})"
    )
    database.execute(
        "create table `tabMonthly Distribution Percentage` (name varchar(140) primary key, parent varchar(140), "
        f"parenttype varchar(140), idx int, month varchar(140), percentage_allocation decimal(21,9), {stamps})"
    )
    database.execute("update `tabCost Center` set lft = lft + 100, rgt = rgt + 100 where company <> 'Acme Works'")
    database.execute("update `tabCost Center` set rgt = 40 where name = 'Acme Works - AW'")


def add_corners(books: "Books") -> None:
    """A group of cost centres and one of them with budgets, a year from April, a season, drafts, what was cancelled."""
    books.add(
        "Fiscal Year",
        "2023-2024",
        year="2023-2024",
        year_start_date="2023-04-01",
        year_end_date="2024-03-31",
    )
    for name, parent, lft, rgt in (
        ("Shops", "Acme Works", 10, 19),
        ("North", "Shops", 11, 12),
        ("East", "Shops", 13, 14),
    ):
        books.add(
            "Cost Center",
            f"{name} - AW",
            cost_center_name=name,
            parent_cost_center=f"{parent} - AW",
            company="Acme Works",
            is_group=int(name == "Shops"),
            lft=lft,
            rgt=rgt,
        )
    books.add("Monthly Distribution", "Season", fiscal_year="2023-2024")
    for index, (month, percentage) in enumerate((("April", "33.333333"), ("May", "66.666667"), ("June", "0"))):
        common = {"parent": "Season", "parenttype": "Monthly Distribution", "idx": index}
        books.add("Monthly Distribution Percentage", month=month, percentage_allocation=percentage, **common)

    def budget(name: str, against: tuple[str, str], year: str, amount: str, status: int = 1, season: str = "") -> None:
        kind, key = against
        named = {"cost_center": key} if kind == "Cost Center" else {"project": key}
        common = {"company": "Acme Works", "fiscal_year": year, "docstatus": status, "budget_against": kind}
        books.add("Budget", name, monthly_distribution=season or None, **common, **named)
        books.add("Budget Account", parent=name, parenttype="Budget", account=SPENT, budget_amount=amount)

    budget("B-SHOPS", ("Cost Center", "Shops - AW"), "2026", "1000.00")
    budget("B-NORTH", ("Cost Center", "North - AW"), "2026", "700.10")
    budget("B-DRAFT", ("Cost Center", "East - AW"), "2026", "99.00", status=0)
    budget("B-CANCELLED", ("Cost Center", "East - AW"), "2026", "98.00", status=2)
    budget("B-OLD", ("Cost Center", "East - AW"), "2023-2024", "1000.01", season="Season")
    budget("B-OLD-PROJECT", ("Project", "PROJ-0001"), "2023-2024", "50.00")

    def spend(day: str, centre: str, amount: str, project: str | None = None, cancelled: int = 0) -> None:
        value = Decimal(amount)
        books.add(
            "GL Entry",
            posting_date=day,
            company="Acme Works",
            account=SPENT,
            cost_center=centre,
            project=project,
            debit=max(value, Decimal()),
            credit=max(-value, Decimal()),
            account_currency="EUR",
            debit_in_account_currency=max(value, Decimal()),
            credit_in_account_currency=max(-value, Decimal()),
            voucher_type="Journal Entry",
            voucher_no=f"J-{centre}-{day}",
            fiscal_year="2026" if day >= "2026" else "2023-2024",
            is_cancelled=cancelled,
        )

    spend("2026-01-31", "North - AW", "310.05")
    spend("2026-04-01", "North - AW", "-10.05")
    spend("2026-02-28", "East - AW", "500.00", "PROJ-0001")
    spend("2026-05-05", "Shops - AW", "41.00")
    spend("2026-03-03", "North - AW", "5000.00", cancelled=1)
    spend("2023-04-30", "East - AW", "20.00")
    spend("2024-01-15", "East - AW", "33.30", "PROJ-0001")
    spend("2024-03-31", "East - AW", "0.01")


def variance(
    database: Database, year: str, against: str, period: str, *, cumulative: bool, as_of: date
) -> dict[Key, Amounts]:
    """By cost centre or project, account and first day of the period: budget, actual, and budget less actual."""
    [(start,)] = database.execute("select year_start_date from `tabFiscal Year` where name = %s", year)
    months = [date(start.year + (start.month - 1 + i) // 12, (start.month - 1 + i) % 12 + 1, 1) for i in range(12)]
    column, kind = ("cost_center", "Cost Center") if against == "department" else ("project", "Project")
    lines = database.execute(
        f"select b.{column}, a.account, a.budget_amount, b.monthly_distribution from tabBudget b "
        "join `tabBudget Account` a on a.parent = b.name "
        "where b.docstatus = 1 and b.budget_against = %s and b.fiscal_year = %s and b.company = 'Acme Works'",
        kind,
        year,
    )
    tree = {name: (lft, rgt) for name, lft, rgt in database.execute("select name, lft, rgt from `tabCost Center`")}
    spent: dict[tuple[str, str, date], Decimal] = defaultdict(Decimal)
    for name, account, day, amount in database.execute(
        f"select {column}, account, posting_date, debit - credit from `tabGL Entry` where is_cancelled = 0 "
        f"and company = 'Acme Works' and fiscal_year = %s and posting_date <= %s and {column} is not null",
        year,
        as_of,
    ):
        outer = [name] if against == "project" else [c for c in tree if tree[c][0] <= tree[name][0] <= tree[c][1]]
        for one in outer:
            spent[(one, account, day.replace(day=1))] += amount
    found: dict[Key, Amounts] = {}
    for name, account, amount, season in lines:
        shares = {month: Fraction(1, 12) for month in months}
        if season:
            percentages = dict(
                database.execute(
                    "select month, percentage_allocation from `tabMonthly Distribution Percentage` where parent = %s",
                    season,
                )
            )
            shares = {month: Fraction(percentages.get(month.strftime("%B"), 0)) / 100 for month in months}
        budgeted, left = Fraction(), Decimal()
        for first in range(0, 12, MONTHS[period]):
            within = months[first : first + MONTHS[period]]
            before = budgeted
            budgeted += sum((shares[month] for month in within), start=Fraction()) * Fraction(amount)
            actual = sum((spent[(name, account, month)] for month in within), start=Decimal())
            budget = cents(budgeted) - cents(before) + left
            assert abs(budget - left - cents(budgeted - before)) <= Decimal("0.01"), (
                "ERPNext's own month, but for a cent"
            )
            if cumulative:
                left = budget - actual
            found[(name, account, within[0])] = (budget, actual, budget - actual)
    return found


def cents(amount: Fraction) -> Decimal:
    """Rounded half up to cents."""
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return exact.quantize(Decimal("0.000001")).quantize(Decimal("0.01"), ROUND_HALF_UP)
