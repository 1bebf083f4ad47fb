"""Commands of analysts: a query through the door, dbt in private files, the models' documentation."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.shared import Output, current_settings, write

if TYPE_CHECKING:
    import polars as pl

_ROWS_SHOWN = 40


class QueryFormat(StrEnum):
    """Format of a query's result."""

    table = "table"
    csv = "csv"
    json = "json"
    xlsx = "xlsx"


def query(
    sql: Annotated[
        str | None, typer.Argument(metavar="[SELECT]", help="One select; - reads it from standard input.")
    ] = None,
    form: Annotated[
        QueryFormat | None, typer.Option("--format", help="Without it: what --output ends in, else a table.")
    ] = None,
    output: Output = None,
    limit: Annotated[int | None, typer.Option(min=0, help="At most so many rows; a table shows 40.")] = None,
) -> None:
    """Query the published warehouse; without a select, list its relations and their columns."""
    from quarterdeck.access import Viewer
    from quarterdeck.rendering import render
    from quarterdeck.text_table import text_table
    from quarterdeck.warehouse import Warehouse

    form = form or _format_of(output)
    is_table = form is QueryFormat.table
    with Warehouse(current_settings(secrets_needed=False).layout) as warehouse, warehouse.edition() as edition:
        version = edition.version
        if sql is None:
            frame = edition.catalogue()
            content = _listing(frame) if is_table else None
        else:
            sql = sys.stdin.read() if sql == "-" else sql
            most = _ROWS_SHOWN if limit is None else limit
            # One row more says whether there are more.
            frame = edition.select(sql, Viewer.everything("analyst"), limit=most + 1 if is_table else limit)
            is_cut = is_table and frame.height > most
            content = text_table(frame.head(most)) if is_table else None
            if is_cut:
                typer.echo(f"Only the first {most:,} rows; --limit N shows more, --format csv all.", err=True)
    if content is not None:
        write(f"{content}\n".encode(), form.value, output)
        return
    notes = {"Query": sql or "catalogue", "Published version": version}
    write(render(frame, form.value, title="Query", notes=notes), form.value, output)


def dbt(context: typer.Context) -> None:
    """Run dbt in private copies of the last build, such as: quarterdeck dbt build --select my_model."""
    from flows.analyst import run_analyst_dbt

    code = run_analyst_dbt(current_settings(secrets_needed=False), context.args, _aside)
    raise typer.Exit(code)


def docs(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Loopback port; the next free one if taken.")] = 8502,
) -> None:
    """Serve the documentation of all models on this machine."""
    from flows.analyst import generate_docs
    from flows.docs import serve_page

    page = generate_docs(current_settings(secrets_needed=False), typer.echo)
    serve_page(page, port, typer.echo)


def _aside(line: str) -> None:
    typer.echo(line, err=True)


def _format_of(output: Path | None) -> QueryFormat:
    ending = output.suffix.removeprefix(".") if output else ""
    return QueryFormat(ending) if ending in ("csv", "json", "xlsx") else QueryFormat.table


def _listing(catalogue: "pl.DataFrame") -> str:
    """Relations, each with its columns."""
    lines = []
    for (schema, relation), columns in catalogue.group_by(["schema_name", "relation_name"], maintain_order=True):
        lines.append(f"{schema}.{relation}")
        width = max(len(name) for name in columns["column_name"])
        lines += [
            f"    {name:{width}}  {kind.lower()}" for name, kind in columns.select("column_name", "data_type").rows()
        ]
    return "\n".join(lines)
