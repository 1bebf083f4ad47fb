"""Reports on the command line."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.shared import Output, current_settings, write
from quarterdeck.errors import SettingsError
from quarterdeck.settings import check_buckets

app = typer.Typer(invoke_without_command=True, help="Print a report; without a name, list the reports.")


class Basis(StrEnum):
    """From which date an item is aged."""

    due = "due"
    document = "document"


class Detail(StrEnum):
    """Grain of an aging report."""

    party = "party"
    document = "document"
    instalment = "instalment"


class Format(StrEnum):
    """Format of a report."""

    csv = "csv"
    json = "json"
    xlsx = "xlsx"


@app.callback()
def _report(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        from quarterdeck.reports import REPORTS

        for report in REPORTS.values():
            typer.echo(f"{report.name:24} {report.description}")


AsOf = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; today by default.")]
CompanyFilter = Annotated[str | None, typer.Option(help="Code or name of a company.")]
SystemFilter = Annotated[str | None, typer.Option(help="A source system.")]
BasisOption = Annotated[Basis, typer.Option(help="Age by due date or by document date.")]
DetailOption = Annotated[
    Detail,
    typer.Option(
        help="A row a party and bucket (sums of instalments), a document (its last due date), or an instalment."
    ),
]
Buckets = Annotated[str | None, typer.Option(help="Upper bounds in days, such as 30,60,90,120.")]
FormatOption = Annotated[Format, typer.Option("--format", help="csv, json or xlsx.")]


@app.command(name="receivables-aging")
def receivables_aging(
    as_of: AsOf = None,
    company: CompanyFilter = None,
    system: SystemFilter = None,
    basis: BasisOption = Basis.due,
    detail: DetailOption = Detail.document,
    buckets: Buckets = None,
    form: FormatOption = Format.csv,
    output: Output = None,
) -> None:
    """What customers owe on a day, and how late it is."""
    _aging("receivables-aging", as_of, company, system, basis, detail, buckets, form, output)


@app.command(name="payables-aging")
def payables_aging(
    as_of: AsOf = None,
    company: CompanyFilter = None,
    system: SystemFilter = None,
    basis: BasisOption = Basis.due,
    detail: DetailOption = Detail.document,
    buckets: Buckets = None,
    form: FormatOption = Format.csv,
    output: Output = None,
) -> None:
    """What we owe suppliers on a day, and how late it is."""
    _aging("payables-aging", as_of, company, system, basis, detail, buckets, form, output)


class Side(StrEnum):
    """Whose contracts."""

    sales = "sales"
    purchase = "purchase"


@app.command(name="contract-ledger")
def contract_ledger(
    as_of: AsOf = None,
    company: CompanyFilter = None,
    system: SystemFilter = None,
    side: Annotated[Side | None, typer.Option(help="Contracts with customers, or with suppliers.")] = None,
    form: FormatOption = Format.csv,
    output: Output = None,
) -> None:
    """Contracts as of a day: what they are worth, billed, settled and open."""
    chosen = side.value if side else None
    _print("contract-ledger", as_of, company, system, form, output, {"Side": chosen or "both"}, side=chosen)


def _aging(
    name: str,
    as_of: datetime | None,
    company: str | None,
    system: str | None,
    basis: Basis,
    detail: Detail,
    buckets: str | None,
    form: Format,
    output: Path | None,
) -> None:
    bounds = _buckets(buckets) if buckets is not None else current_settings(secrets_needed=False).aging.buckets
    notes = {"Basis": f"{basis.value} date"}
    chosen = {"basis": basis.value, "detail": detail.value, "buckets": bounds}
    _print(name, as_of, company, system, form, output, notes, **chosen)


def _print(
    name: str,
    as_of: datetime | None,
    company: str | None,
    system: str | None,
    form: Format,
    output: Path | None,
    notes: dict[str, str],
    **parameters: object,
) -> None:
    """Run a report and write it.

    Args:
        name: of the report.
        as_of: the day; None: today.
        company: code or name of a company; None: all.
        system: a source system; None: all.
        form: of the file.
        output: the file; None: the terminal.
        notes: what an Excel file says about itself, beside what every report says.
        parameters: of the query, beyond the three above.
    """
    from quarterdeck.access import Viewer
    from quarterdeck.reports import REPORTS, check_filters, render, run_report
    from quarterdeck.warehouse import Warehouse

    settings = current_settings(secrets_needed=False)
    day = as_of.date() if as_of else settings.today
    viewer, report = Viewer.everything(), REPORTS[name]
    with Warehouse(settings.layout) as warehouse:
        check_filters(warehouse, viewer, company, system)
        frame = run_report(warehouse, viewer, report, as_of=day, company=company, system=system, **parameters)
        notes = {
            "Report": report.description,
            "As of": day.isoformat(),
            **notes,
            "Company": company or "all",
            "System": system or "all",
            "Published version": warehouse.version,
        }
    write(render(frame, form.value, title=name.replace("-", " ").capitalize(), notes=notes), form.value, output)


def _buckets(text: str) -> list[int]:
    try:
        return check_buckets([int(part) for part in text.split(",")])
    except ValueError:
        raise SettingsError(
            f"--buckets {text!r} must be rising whole days from 1, separated by commas, such as 30,60,90,120."
        ) from None
