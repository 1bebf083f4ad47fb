"""The indicators of receivables in plain Python, from sales, receipts and what is open: the scorecard's oracle."""

import calendar
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from quarterdeck.access import Viewer
from quarterdeck.warehouse import Warehouse

CENT = Decimal("0.01")
MILLIONTH = Decimal("0.000001")


def indicators(
    as_of: date,
    flows: Iterable[tuple[date, str, Decimal]],
    open_amount: Decimal,
    debit_amount: Decimal,
    overdue_amount: Decimal,
) -> dict[str, Decimal | None]:
    """Value of each indicator on the last day of a month, to six digits.

    Args:
        as_of: the last day of a month.
        flows: (posting date, "sales" or "receipts", amount), all that ever was.
        open_amount: debits less credits that are open on the day.
        debit_amount: of it, debits.
        overdue_amount: of the debits, those that are due before the day.
    """
    quarter_start, month_start = _first_of_month(as_of, 2), _first_of_month(as_of, 0)
    by_month: dict[date, Decimal] = defaultdict(Decimal)
    quarter = receipts = Decimal(0)
    for day, what, amount in flows:
        if day > as_of:
            continue
        if what == "sales":
            by_month[day.replace(day=1)] += amount
            quarter += amount if day >= quarter_start else 0
        elif day >= month_start:
            receipts += amount
    days = (as_of - quarter_start).days + 1
    return {
        "receivables": open_amount.quantize(MILLIONTH),
        "overdue_share": _ratio(overdue_amount, debit_amount),
        "dso": _ratio(open_amount * days, quarter),
        # without bills, and without retention that is conditional
        "dso_with_bills": _ratio(open_amount * days, quarter),
        "retention_late": Decimal(0).quantize(MILLIONTH),
        "dso_countback": count_back(as_of, open_amount, by_month),
        "collection_effectiveness": _ratio(receipts, receipts + overdue_amount),
    }


def days_of(as_of: date, balance: Decimal, flows: Iterable[tuple[date, Decimal]]) -> Decimal | None:
    """A balance as days of what flowed in the three months up to a month's last day: DSO, DPO, DIO alike."""
    start = _first_of_month(as_of, 2)
    flowed = sum((amount for day, amount in flows if start <= day <= as_of), Decimal(0))
    return _ratio(balance * ((as_of - start).days + 1), flowed)


def expected_loss(
    days: list[date], amounts: Mapping[date, Mapping[date, Decimal]], parameters: Mapping[str, Decimal]
) -> dict[int, Decimal | None]:
    """What is expected to be lost by month of delay, on the first of the days; None: a sample ahead is too small.

    Args:
        days: a month apart, newest first.
        amounts: of each day, what is open by due date.
        parameters: a row of the seed expected_loss.
    """
    last = int(parameters["loss_step"])
    standing: list[dict[int, Decimal]] = []
    entered: list[dict[int, Decimal]] = []
    for index, day in enumerate(days):
        capped: dict[int, Decimal] = defaultdict(Decimal)
        exact: dict[int, Decimal] = defaultdict(Decimal)
        for due, amount in amounts.get(day, {}).items():
            months_late = sum(due < other for other in days[index:])
            capped[min(months_late, last)] += amount
            exact[months_late] += amount
        standing.append({step: value.quantize(CENT, ROUND_HALF_UP) for step, value in capped.items()})
        entered.append({step: value.quantize(CENT, ROUND_HALF_UP) for step, value in exact.items()})
    share = (1 - parameters["recovery_pct"]) * parameters["forward_factor"]
    losses: dict[int, Decimal | None] = {last: standing[0].get(last, Decimal(0)) * min(Decimal(1), share)}
    for step in reversed(range(last)):
        months = [
            (entered[month].get(step + 1, Decimal(0)), opening)
            for month in range(min(int(parameters["window_months"]), len(days) - 1))
            if (opening := standing[month + 1].get(step, Decimal(0))) > 0
        ]
        if len(months) < parameters["minimum_months"]:
            return losses | dict.fromkeys(range(step + 1))
        share *= min(Decimal(1), sum(rolled for rolled, _ in months) / sum(opening for _, opening in months))
        losses[step] = standing[0].get(step, Decimal(0)) * share.quantize(MILLIONTH, ROUND_HALF_UP)
    return losses


def count_back(as_of: date, balance: Decimal, sales: dict[date, Decimal]) -> Decimal | None:
    """Days of sales in a balance, months taken off newest first; None: no balance, or more than the history."""
    if balance <= 0 or not sales:
        return None
    month, days, carried, left = as_of.replace(day=1), Fraction(0), Decimal(0), balance
    while month >= min(sales):
        length = as_of.day if month == as_of.replace(day=1) else calendar.monthrange(month.year, month.month)[1]
        sold = sales.get(month, Decimal(0)) + carried
        if sold <= 0:
            carried = sold
        elif left <= sold:
            return _decimal(days + Fraction(left) / Fraction(sold) * length)
        else:
            left, carried = left - sold, Decimal(0)
        days += length
        month = (month - timedelta(days=1)).replace(day=1)
    return None


def published_indicators(warehouse: Warehouse, company: str, as_of: date) -> dict[str, Decimal | None]:
    """What the scorecard says, by indicator."""
    frame = warehouse.read("cockpit/indicators", Viewer.everything(), as_of=as_of, company=company)
    return {row["indicator"]: row["indicator_value"] for row in frame.to_dicts()}


def _first_of_month(day: date, back: int) -> date:
    first = day.replace(day=1)
    for _ in range(back):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def _ratio(above: Decimal, below: Decimal) -> Decimal | None:
    return None if below <= 0 else _decimal(Fraction(above) / Fraction(below))


def _decimal(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(MILLIONTH)
