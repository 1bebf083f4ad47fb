"""Reading a report through the door."""

import polars as pl

from quarterdeck.access import Viewer
from quarterdeck.errors import QuarterdeckError
from quarterdeck.reports.report import Report
from quarterdeck.warehouse import Warehouse


def run_report(warehouse: Warehouse, viewer: Viewer, report: Report, **parameters: object) -> pl.DataFrame:
    """A report's rows: exactly its columns, money as decimal(18, 3)."""
    return warehouse.read(report.query, viewer, **parameters).select(report.columns)


def check_choices(warehouse: Warehouse, viewer: Viewer, report: Report, chosen: dict[str, object]) -> None:
    """What a report's reader chose must be there: an empty report would be read as "nothing happened".

    Raises:
        QuarterdeckError: no such thing; the sentence says where to find what there is.
    """
    for option in report.options:
        value = chosen.get(option.name)
        if option.known_by and value is not None and warehouse.read(option.known_by, viewer, value=value).is_empty():
            raise QuarterdeckError(f"--{option.name} {value!r}: nothing is known by it; {option.found_by}.")


def check_filters(warehouse: Warehouse, viewer: Viewer, company: str | None, system: str | None) -> None:
    """A filter that names nothing is a slip of the keyboard, not an empty report.

    Raises:
        QuarterdeckError: no such company or system; the sentence lists those there are.
    """
    if company is not None:
        known = warehouse.read("shared/companies", viewer)
        if company not in {*known["company_code"], *known["company_name"]}:
            listed = ", ".join(f"{code} ({name})" for code, name in known.select("company_code", "company_name").rows())
            raise QuarterdeckError(f"No company {company!r}; there are: {listed or 'none'}.")
    if system is not None:
        systems = warehouse.read("shared/systems", viewer)["system"].to_list()
        if system not in systems:
            raise QuarterdeckError(f"No system {system!r} in the warehouse; there are: {', '.join(systems) or 'none'}.")
