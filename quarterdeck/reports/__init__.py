"""Reports by name. Light to import: the command line lists them; `running` reads them."""

from quarterdeck.reports import aging, contracts
from quarterdeck.reports.report import Report

_AREAS = (aging, contracts)
REPORTS = {report.name: report for area in _AREAS for report in vars(area).values() if isinstance(report, Report)}
