"""The command line: `quarterdeck <command>`."""

import os
import sys
import traceback
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from quarterdeck.errors import QuarterdeckError, SettingsError
from quarterdeck.settings import Settings, check_buckets, load_settings

app = typer.Typer(
    name="quarterdeck",
    help="A decision-support warehouse for the leaders of a company or a group.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
report_app = typer.Typer(invoke_without_command=True, help="Print a report; without a name, list the reports.")
app.add_typer(report_app, name="report")


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


class _Options:
    config: Path | None = None
    debug: bool = False


def main() -> None:
    """Entry point: one paragraph and an exit code for what goes wrong; a traceback only with --debug."""
    try:
        app()
    except QuarterdeckError as error:
        _fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        _fail("Interrupted; what is published stays as it was.", 130)
    except Exception as error:
        _fail(
            f"Unexpected: {type(error).__name__}: {error}. Run it again with --debug before the command and report it.",
            1,
        )


@app.callback()
def _common(
    config: Annotated[Path | None, typer.Option(help="The settings file, instead of ./quarterdeck.toml.")] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    _Options.config, _Options.debug = config, debug


@app.command()
def demo(
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day of the books.")] = None,
    invoices: Annotated[int, typer.Option(min=10, max=200_000, help="How many invoices.")] = 2000,
    seed: Annotated[int, typer.Option(help="Same seed, same tables.")] = 7,
    force: Annotated[bool, typer.Option("--force", help="Make it anew if it exists.")] = False,
) -> None:
    """Make the small demonstration ERP that the settings name."""
    from ingestion.databases.sqlite import sqlite_path
    from ingestion.demo.erp import make_demo

    settings = _settings(secrets_needed=False)
    paths = [sqlite_path(s.url.get_secret_value()) for s in settings.systems.values() if s.kind == "demo_erp"]
    if not paths:
        typer.echo(f"demo: {settings.config_file} has no system of kind demo_erp; nothing to make")
    for path in paths:
        if path.exists() and not force:
            typer.echo(f"demo: {path} is there already")
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        typer.echo(f"demo: making {invoices:,} invoices")
        make_demo(path, as_of.date() if as_of else _today(settings), seed=seed, invoices=invoices)
        typer.echo(f"demo: {path}")


@app.command()
def refresh(
    system: Annotated[str | None, typer.Option(help="Extract only this system.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Read every table whole.")] = False,
) -> None:
    """Extract, build, audit and publish; a refresh that finds nothing new changes nothing."""
    from flows.refresh import run_refresh

    outcome = run_refresh(_settings(), system=system, full=full, say=typer.echo)
    if outcome.failures:
        version = outcome.publication.version if outcome.publication else "nothing"
        raise QuarterdeckError(
            f"{version} is published, but not everything could be read: {' '.join(outcome.failures)}"
        )


@app.command()
def serve(
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Loopback port; the next free one if taken.")
    ] = None,
) -> None:
    """Serve the dashboard on this machine."""
    from flows.serve import serve_dashboard

    settings = _settings(secrets_needed=False)
    serve_dashboard(settings, port or settings.dashboard_port, typer.echo)


@app.command()
def stop() -> None:
    """End the local Prefect server that refreshes use."""
    from flows.server import stop_server

    typer.echo(
        "prefect: stopped" if stop_server(_settings(secrets_needed=False).layout) else "prefect: was not running"
    )


@report_app.callback()
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
Output = Annotated[Path | None, typer.Option(help="Write to this file instead of the terminal.")]


@report_app.command(name="receivables-aging")
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


@report_app.command(name="payables-aging")
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
    from quarterdeck.access import Viewer
    from quarterdeck.reports import REPORTS, check_filters, render, run_report
    from quarterdeck.warehouse import Warehouse

    settings = _settings(secrets_needed=False)
    bounds = _buckets(buckets) if buckets is not None else settings.aging.buckets
    day = as_of.date() if as_of else _today(settings)
    viewer, report = Viewer.everything(), REPORTS[name]
    with Warehouse(settings.layout) as warehouse:
        check_filters(warehouse, viewer, company, system)
        frame = run_report(
            warehouse,
            viewer,
            report,
            as_of=day,
            company=company,
            system=system,
            basis=basis.value,
            detail=detail.value,
            buckets=bounds,
        )
        notes = {
            "Report": report.description,
            "As of": day.isoformat(),
            "Basis": f"{basis.value} date",
            "Company": company or "all",
            "System": system or "all",
            "Published version": warehouse.version,
        }
    _write(render(frame, form.value, title=name.replace("-", " ").capitalize(), notes=notes), form, output)


def _settings(*, secrets_needed: bool = True) -> Settings:
    return load_settings(_Options.config, secrets_needed=secrets_needed)


def _today(settings: Settings) -> date:
    return datetime.now(ZoneInfo(settings.time_zone)).date()


def _buckets(text: str) -> list[int]:
    try:
        return check_buckets([int(part) for part in text.split(",")])
    except ValueError:
        raise SettingsError(
            f"--buckets {text!r} must be rising whole days from 1, separated by commas, such as 30,60,90,120."
        ) from None


def _write(content: bytes, form: Format, output: Path | None) -> None:
    if output is not None:
        try:
            output.write_bytes(content)
        except OSError as error:
            raise QuarterdeckError(f"{output} cannot be written: {error.strerror}. Name another file.") from None
        typer.echo(f"written: {output}", err=True)
        return
    if form is Format.xlsx and sys.stdout.isatty():
        raise SettingsError("An Excel file is not for the terminal; add --output FILE.xlsx.")
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _fail(message: str, code: int) -> None:
    if _Options.debug:
        traceback.print_exc()
    print(message, file=sys.stderr)
    # Prefect keeps threads that would hold the process
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
