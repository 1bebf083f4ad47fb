"""Reports by name. Light to import: the command line lists them; `running` reads them."""

from quarterdeck.reports import aging, cash, contracts
from quarterdeck.reports.report import Report

_AREAS = (aging, cash, contracts)
REPORTS = {report.name: report for area in _AREAS for report in vars(area).values() if isinstance(report, Report)}
