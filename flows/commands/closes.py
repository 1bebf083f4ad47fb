"""Commands of whoever closes the books: close, closes, reopen, and the report on what became of a closed month."""

import json
from typing import Annotated

import typer

from flows.commands.reports import Format, FormatOption
from flows.commands.reports import app as report_app
from flows.commands.shared import Output, TextOrJson, current_settings, write

Month = Annotated[str, typer.Option(help="The month, such as 2026-09.")]
By = Annotated[str | None, typer.Option(help="Who decided; without it, the operating system's user.")]
NOTE = "Why, or what was agreed; it is kept."


def close(
    month: Month,
    note: Annotated[str, typer.Option(help=NOTE)] = "closed",
    by: By = None,
    accept_differences: Annotated[
        bool, typer.Option("--accept-differences", help="Close although open items or banks differ from the ledger.")
    ] = False,
) -> None:
    """Close a month of all companies' books: its figures are kept, later entries into it are adjustments."""
    from quarterdeck.access import operating_user
    from quarterdeck.closing import close_month, month_end_of

    user = operating_user()
    kept = close_month(
        current_settings(),
        month_end_of(month),
        note=note,
        decided_by=by or user,
        recorded_by=user,
        accept=accept_differences,
    )
    typer.echo(
        f"{month} is closed with version {kept.version}, which is kept from now on. What is recorded after "
        f"{kept.known_until:%Y-%m-%d %H:%M:%S} UTC and posted into it is an adjustment, from the next refresh on."
    )


def listed(
    form: Annotated[TextOrJson, typer.Option("--format", help="text or json.")] = TextOrJson.text,
) -> None:
    """List the closes and reopenings of months, newest last."""
    from quarterdeck.state import StateStore
    from quarterdeck.state.closes import closes, closes_in_force

    store = StateStore.of(current_settings())
    in_force = {one.close_id for one in closes_in_force(store).values()}
    rows = [
        {
            "month": f"{one.month_end:%Y-%m}",
            "action": one.action,
            "day": one.close_day.isoformat(),
            "in_force": one.close_id in in_force,
            "version": one.version,
            "decided_by": one.decided_by,
            "note": one.note,
        }
        for one in closes(store)
    ]
    if form is TextOrJson.json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        mark = "in force" if row["in_force"] else ""
        typer.echo(
            f"{row['month']}  {row['action']:8}  {row['day']}  {row['version'] or '':26}  {mark:8}  "
            f"{row['decided_by']}: {row['note']}"
        )
    if not rows:
        typer.echo("No month was ever closed. Run quarterdeck close --month YYYY-MM when one is over.")


def reopen(month: Month, note: Annotated[str, typer.Option(help=NOTE)], by: By = None) -> None:
    """Reopen a closed month: its version is kept no longer than others."""
    from quarterdeck.access import operating_user
    from quarterdeck.closing import month_end_of, reopen_month

    user = operating_user()
    reopen_month(current_settings(), month_end_of(month), note=note, decided_by=by or user, recorded_by=user)
    typer.echo(f"{month} is open again. Close it anew when its books are complete.")


@report_app.command(name="restatement")
def restatement(
    month: Month,
    company: Annotated[str | None, typer.Option(help="Code or name of a company.")] = None,
    form: FormatOption = Format.csv,
    output: Output = None,
) -> None:
    """The figures of a closed month beside today's of the same day, and the entries that explain what differs."""
    from quarterdeck.access import Viewer
    from quarterdeck.closing import month_end_of
    from quarterdeck.rendering import render
    from quarterdeck.reports.running import check_filters
    from quarterdeck.restatement import restatement as restated
    from quarterdeck.warehouse import Warehouse

    settings, viewer = current_settings(), Viewer.everything()
    with Warehouse(settings.layout) as warehouse:
        check_filters(warehouse, viewer, company, None)
        frame, kept = restated(settings, warehouse, viewer, month_end_of(month), company=company)
        notes = {
            "Report": restatement.__doc__ or "",
            "Month": month,
            "Company": company or "all",
            "Closed": f"{kept.close_day} by {kept.decided_by}, version {kept.version}",
            "Published version": warehouse.version,
        }
    write(render(frame, form.value, title="Restatement", notes=notes), form.value, output)
