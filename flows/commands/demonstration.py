"""Commands of the demonstration: the small ERP of the settings, and the demonstration group with its four systems."""

import time
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.shared import current_settings
from quarterdeck.errors import SettingsError
from quarterdeck.settings import Settings

app = typer.Typer(invoke_without_command=True, help="Make the demonstration, and let its time pass.")

SCALES = "1 is the full group: about 30,000 invoices, and what belongs to them."
Folder = Annotated[Path | None, typer.Option("--to", help="Folder of the demonstration group.")]
Url = Annotated[
    str | None,
    typer.Option(help="A PostgreSQL database for the systems, instead of SQLite files; its password: PGPASSWORD."),
]


@app.callback()
def demo(
    context: typer.Context,
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day that they show.")] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same tables.")] = 7,
    to: Folder = None,
    scale: Annotated[float, typer.Option(min=0.02, max=100, help=SCALES)] = 0.1,
    url: Url = None,
    invoices: Annotated[int, typer.Option(min=10, max=200_000, help="Invoices of the small ERP.")] = 2000,
    force: Annotated[bool, typer.Option("--force", help="Make the small ERP anew if it exists.")] = False,
) -> None:
    """Make the small ERP that the settings name; with --to, the demonstration group: OA, ERP, CRM and projects."""
    if context.invoked_subcommand is not None:
        return
    if url is not None and to is None:
        raise SettingsError("--url needs --to: the folder that remembers what the group is made of.")
    if to is None:
        settings = current_settings(secrets_needed=False)
        _make_small(settings, as_of, seed, invoices, force=force)
        return
    from ingestion.demo.group.make import first_clock, make_group

    day = as_of.date() if as_of else current_settings(secrets_needed=False).today
    make_group(to, first_clock(day, seed, scale), _Progress(), url)
    typer.echo(f"demo: the group as of {day} is in {url_shown(url) or to}")


@app.command()
def advance(
    days: Annotated[int, typer.Option(help="How many days pass.")],
    to: Annotated[Path, typer.Option("--to", help="Folder of the demonstration group.")],
    url: Url = None,
) -> None:
    """Let days pass in the demonstration group: entries, changes, late commits, deletions."""
    from ingestion.demo.group.make import advance_group

    after = advance_group(to, days, _Progress(), url)
    typer.echo(f"demo: the group in {url_shown(url) or to} shows {after.day}")


def url_shown(url: str | None) -> str | None:
    """A URL without its user and password."""
    return None if url is None else url.split("://", 1)[0] + "://" + url.rsplit("@", 1)[-1]


class _Progress:
    """Says what is done, with the seconds since the beginning."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def __call__(self, text: str) -> None:
        typer.echo(f"demo: {time.monotonic() - self._start:5.1f} s  {text}")


def _make_small(settings: Settings, as_of: datetime | None, seed: int, invoices: int, *, force: bool) -> None:
    from ingestion.databases.sqlite import sqlite_path
    from ingestion.demo.erp import make_demo

    paths = [sqlite_path(s.url.get_secret_value()) for s in settings.systems.values() if s.kind == "demo_erp"]
    if not paths:
        typer.echo(f"demo: {settings.config_file} has no system of kind demo_erp; nothing to make")
    for path in paths:
        if path.exists() and not force:
            typer.echo(f"demo: {path} is there already")
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        typer.echo(f"demo: making {invoices:,} invoices")
        make_demo(path, as_of.date() if as_of else settings.today, seed=seed, invoices=invoices)
        typer.echo(f"demo: {path}")
