"""The drill pages that there are, in the order of the navigation. A new page is one more line here."""

from dashboards.components.drill import Drill
from dashboards.views import (
    budgets,
    cash,
    contracts,
    credit,
    duplicates,
    fund_plans,
    payables,
    receivables,
    statements,
    treasury,
)

DRILLS: tuple[Drill, ...] = (
    statements.DRILL,
    receivables.DRILL,
    credit.DRILL,
    payables.DRILL,
    duplicates.DRILL,
    cash.DRILL,
    treasury.DRILL,
    fund_plans.DRILL,
    budgets.DRILL,
    contracts.DRILL,
)
