"""The planters of budgets, plans and cash, in the order in which they stand at each seam."""

from collections.abc import Callable

from ingestion.demo.faults.budget_overspent import budgets_are_overspent
from ingestion.demo.faults.cash_bank import bank_lines_are_unexplained
from ingestion.demo.faults.cash_bills import bills_are_dishonoured, bills_come_back
from ingestion.demo.faults.cash_rates import rates_are_missing_or_late
from ingestion.demo.faults.cash_round_trips import money_makes_round_trips
from ingestion.demo.faults.costs_parked import costs_are_parked
from ingestion.demo.faults.costs_posted import costs_are_misposted
from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.plan_payments import payments_are_unplanned
from ingestion.demo.faults.plan_revisions import plans_are_revised_again
from ingestion.demo.faults.tax_rate import tax_rate_changes, tell_tax_rate
from ingestion.demo.group.money import Money
from ingestion.demo.group.parts import Chains

IN_CHAINS: tuple[Callable[[Ground, Chains], Chains], ...] = (tax_rate_changes,)
IN_MONEY: tuple[Callable[[Ground, Money], Money], ...] = (bills_are_dishonoured,)
IN_ERP: tuple[Callable[[Ground], None], ...] = (bills_come_back,)
LAST_IN_ERP: tuple[Callable[[Ground], None], ...] = (
    rates_are_missing_or_late,
    bank_lines_are_unexplained,
    money_makes_round_trips,
    costs_are_misposted,
    costs_are_parked,
    budgets_are_overspent,
)
LAST_IN_OA: tuple[Callable[[Ground], None], ...] = (tell_tax_rate, plans_are_revised_again, payments_are_unplanned)
"""These look at requests that others have planted, too."""
