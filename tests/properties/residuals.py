"""What is open of every document, instalment, account and bucket on any day, and the ledger beside it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from tests.properties.books import SIDES, Group
from tests.properties.erp_tables import TABLES, erp_rows
from tests.properties.simulation import positions
from tests.properties.warehouse import Warehouse, company_key, item_key

LINES = """
    select
        day,
        '{side}' as side,
        item_key,
        line_type,
        case line_type when 'instalment' then instalment_number else 0 end as sequence,
        due_date,
        residual_amount,
        residual_amount_company
    from unnest(?::date[]) as days (day)
    inner join marts.fct_{side}_balances on from_date <= day and day < until_date
"""
SUMS = """
    select
        day,
        company_key,
        currency,
        sum(residual_amount),
        sum(residual_amount_company)
    from unnest(?::date[]) as days (day)
    inner join marts.fct_{side}_balances on from_date <= day and day < until_date
    group by all
"""
Amounts = tuple[Decimal, Decimal]
Control = dict[tuple[str, str, str], Amounts]


def every_line_is_open_as_simulated(warehouse: Warehouse, group: Group, more: list[date]) -> None:
    """Every open line, with its due date and both amounts, on every day."""
    seen = sorted({*group.days, *more})
    found = {row[:5]: row[5:] for side in SIDES for row in warehouse.rows(LINES.format(side=side), seen)}
    expected = {
        (day, line.account.side, item_key(system, line.account, line.document), line.type, line.sequence): (
            line.due_date,
            line.amount,
            line.amount_company,
        )
        for day in seen
        for system, book in group.books.items()
        for line in positions(book, day)
    }
    assert found.keys() == expected.keys()
    assert {key: (row, expected[key]) for key, row in found.items() if not is_as_simulated(row, expected[key])} == {}


def residuals_are_the_control_accounts(warehouse: Warehouse, group: Group, more: list[date]) -> None:
    """Published residuals, simulated ones and the source's journal agree by company, side and currency on every day."""
    seen = sorted({*group.days, *more})
    published: dict[date, Control] = {day: {} for day in seen}
    for side in SIDES:
        for day, company, currency, *amounts in warehouse.rows(SUMS.format(side=side), seen):
            published[day][company, side, currency] = (amounts[0], amounts[1])
    for day in seen:
        simulated = without_zeros(simulated_control(group, day))
        assert without_zeros(published[day]) == simulated, day
        assert without_zeros(ledger_control(group, day)) == simulated, day


def the_control_audit_is_right(warehouse: Warehouse, group: Group) -> None:
    """The audit finds both sides equal, and its figures are the journal's and the simulation's."""
    for side in SIDES:
        audited: dict[date, Control] = defaultdict(dict)
        for company, currency, day, *amounts, is_equal in warehouse.rows(
            "select company_key, currency, month_end_date, ledger_amount, ledger_amount_company, open_item_amount, "
            f"open_item_amount_company, is_equal from audits.audit_{side}_control"
        ):
            assert is_equal
            assert amounts[:2] == amounts[2:]
            audited[day][company, side, currency] = (amounts[0], amounts[1])
        for day, control in audited.items():
            for other in (ledger_control(group, day), simulated_control(group, day)):
                one_side = {key: amounts for key, amounts in other.items() if key[1] == side}
                assert without_zeros(control) == without_zeros(one_side)


def no_test_stops_the_publication(warehouse: Warehouse, group: Group) -> None:
    """Every test of dbt of error severity passes."""
    assert warehouse.failing_tests() == []


def is_as_simulated(found: tuple[Any, ...], expected: tuple[Any, ...]) -> bool:
    """Due date, residual and carrying amount."""
    return found == expected


def simulated_control(group: Group, day: date) -> Control:
    """Open items by company, side and currency."""
    return added(
        ((company_key(system, line.account.company.code), line.account.side, line.account.currency), amounts)
        for system, book in group.books.items()
        for line in positions(book, day)
        for amounts in [(line.amount, line.amount_company)]
    )


def ledger_control(group: Group, day: date) -> Control:
    """Balances of the control accounts, from the journal as the source keeps it; what we owe is positive, too."""
    found = []
    for system, book in group.books.items():
        rows = erp_rows(book)
        companies = {one.id: company_key(system, one.code) for one in book.companies if one.code}
        accounts = {row["id"]: row for row in rows["account"]}
        posted = {row["id"] for row in rows["journal_entry"] if str(row["posting_date"]) <= str(day)}
        for line in rows["journal_line"]:
            account = accounts[line["account_id"]]
            side, company = str(account["account_class"]), companies.get(int(str(account["company_id"])))
            if line["entry_id"] in posted and side in SIDES and company:
                sign = TABLES[side].sign
                amounts = (sign * Decimal(str(line["amount"])), sign * Decimal(str(line["amount_company"])))
                found.append(((company, side, str(line["currency"])), amounts))
    return added(found)


def added(parts: Iterable[tuple[tuple[str, str, str], Amounts]]) -> Control:
    """Sums by key."""
    sums: Control = {}
    for key, (amount, amount_company) in parts:
        before = sums.get(key, (Decimal(0), Decimal(0)))
        sums[key] = (before[0] + amount, before[1] + amount_company)
    return sums


def without_zeros(control: Control) -> Control:
    """Only where something is open."""
    return {key: amounts for key, amounts in control.items() if any(amounts)}
