"""The planters of budgets, plans and cash, in the order in which they stand at each seam."""

from collections.abc import Callable

from ingestion.demo.faults.cash_rates import rates_are_missing_or_late
from ingestion.demo.faults.ground import Ground

IN_ERP: tuple[Callable[[Ground], None], ...] = (rates_are_missing_or_late,)
IN_OA: tuple[Callable[[Ground], None], ...] = ()
