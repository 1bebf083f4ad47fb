"""Reports by name. Light to import: the command line lists them; `running` reads them."""

from quarterdeck.reports import aging, budgets, cash, contracts, duplicates, receivables, statements, treasury
from quarterdeck.reports.report import Report

_AREAS = (aging, contracts, cash, receivables, statements, treasury, budgets, duplicates)
REPORTS = {report.name: report for area in _AREAS for report in vars(area).values() if isinstance(report, Report)}
