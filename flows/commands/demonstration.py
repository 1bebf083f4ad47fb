"""Commands of the demonstration: the group with its four systems, made for a day, and moved on from there."""

import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.shared import TextOrJson, current_settings
from ingestion.databases.sqlite import sqlite_path
from quarterdeck.errors import SettingsError
from quarterdeck.settings import Settings

if TYPE_CHECKING:
    import polars as pl

app = typer.Typer(invoke_without_command=True, help="Make the demonstration group, and let its days pass.")

NO_FAULTS = "none"
LEAST_SCALE, MOST_SCALE = 0.02, 100
"""Below the least, a company has no contract or no project, and nothing to make its books of."""
Folder = Annotated[
    Path | None, typer.Option("--to", help="Folder of the group; else that of the settings' demonstration systems.")
]
Url = Annotated[
    str | None,
    typer.Option(
        help="postgresql://user@host:port/database that takes the systems, a schema each, instead of SQLite files; "
        "its password: PGPASSWORD."
    ),
]


@app.callback()
def demo(
    context: typer.Context,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day that the systems show; else yesterday.")
    ] = None,
    scale: Annotated[
        float, typer.Option(help="1 is the full group: about 30,000 invoices, and what belongs to them.")
    ] = 0.1,
    seed: Annotated[int, typer.Option(min=0, help="Same arguments, same tables.")] = 7,
    to: Folder = None,
    url: Url = None,
    faults: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|none",
            help="A file of what differs from the shipped parameters of the planted faults; none: no faults.",
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Make it anew in the place of the group that is there.")
    ] = False,
) -> None:
    """Make the demonstration group: an ERP, an OA, a CRM and a project system of six companies."""
    if context.invoked_subcommand is not None:
        return
    if not LEAST_SCALE <= scale <= MOST_SCALE:
        raise SettingsError(
            f"--scale is {scale:g}; accepted: from {LEAST_SCALE:g} (some 700 invoices: fewer do not make books of six "
            f"companies) to {MOST_SCALE:g}. 0.1 is made in seconds, 1 is the full group."
        )
    folder = to or _configured_folder(current_settings(secrets_needed=False))
    given = {
        name
        for name in ("as_of", "scale", "seed", "url", "faults")
        if (source := context.get_parameter_source(name)) and source.name == "COMMANDLINE"
    }
    day = as_of.date() if as_of else None
    from ingestion.demo.faults.parameters import read_changes
    from ingestion.demo.group.make import first_clock, make_group
    from ingestion.demo.group.store import place_of

    place = place_of(url) if url else None
    changes = None if faults == NO_FAULTS else read_changes(Path(faults)) if faults else {}
    asked = {"as_of": day, "scale": scale, "seed": seed, "url": place, "faults": changes}
    if not force and _is_there(folder, {name: value for name, value in asked.items() if name in given}):
        return
    day = day or _yesterday(current_settings(secrets_needed=False))
    make_group(folder, first_clock(day, seed, scale, changes), _Progress(), url)
    typer.echo(f"demo: the group as of {day} is in {place or folder}")


@app.command()
def advance(
    days: Annotated[int, typer.Option(help="How many days pass.")],
    to: Folder = None,
    url: Url = None,
) -> None:
    """Let days pass in the group: entries, changes, late commits, deletions."""
    from ingestion.demo.group.make import advance_group

    folder = to or _configured_folder(current_settings(secrets_needed=False))
    after = advance_group(folder, days, _Progress(), url)
    typer.echo(f"demo: the group in {after.place or folder} shows {after.day}")


@app.command()
def score(
    truth: Annotated[
        Path | None, typer.Option(help="Folder of the truth; else truth/ beside the demonstration's systems.")
    ] = None,
    form: Annotated[TextOrJson, typer.Option("--format", help="text or json.")] = TextOrJson.text,
) -> None:
    """Compare the findings that are published with the truth about the planted faults, kind by kind."""
    import polars as pl

    from ingestion.demo.faults.truth import FOLDER
    from quarterdeck.text_table import text_table

    settings = current_settings(secrets_needed=False)
    found, day = published_score(settings, truth or _configured_folder(settings) / FOLDER)
    if form is TextOrJson.json:
        typer.echo(found.write_json())
        return
    detected = found.filter(pl.col("rule").is_not_null())
    typer.echo(f"Faults that are seen on {day}, and what the product's findings say of them:")
    typer.echo(text_table(detected.drop("says", "rule").with_columns(pl.col("precision", "recall").round(3))))
    without = found.filter(pl.col("rule").is_null())
    typer.echo(f"\nNo detector yet for {without.height} kinds:")
    typer.echo(text_table(without.select("kind", "faults", "lookalikes", "says")))


def published_score(settings: Settings, truth: Path) -> "tuple[pl.DataFrame, date]":
    """Precision and recall by kind of fault, as `ingestion.demo.faults.score.score` says, and the findings' day.

    Args:
        settings: of an installation whose newest version is published.
        truth: the folder of the truth.
    """
    import polars as pl

    from ingestion.demo.faults.parameters import shipped
    from ingestion.demo.faults.score import score as scored
    from ingestion.demo.faults.truth import read_truth
    from quarterdeck.access import Viewer
    from quarterdeck.warehouse import Warehouse

    with Warehouse(settings.layout) as warehouse:
        findings = warehouse.select(
            "select rule, system, source_table, source_key, subject_key, as_of_date from alerts.findings",
            Viewer.everything(),
        )
        relations = warehouse.catalogue().filter(pl.col("schema_name") == "alerts")["relation_name"]
    detectors = {name.removeprefix("alert_") for name in relations if name.startswith("alert_")}
    kinds = {system.name: system.kind.removeprefix("demo_") for system in settings.systems.values()}
    findings = findings.with_columns(pl.col("system").replace(kinds))
    day: date = max(findings["as_of_date"].to_list(), default=settings.as_of or settings.today)
    return scored(read_truth(truth), findings, detectors, shipped(), day), day


class _Progress:
    """Says what is done, with the seconds since the beginning."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def __call__(self, text: str) -> None:
        typer.echo(f"demo: {time.monotonic() - self._start:5.1f} s  {text}")


def _yesterday(settings: Settings) -> date:
    """The last day that is over; where the settings name the day on which the books end, that day."""
    return settings.as_of or settings.today - timedelta(days=1)


def _configured_folder(settings: Settings) -> Path:
    """The one folder in which the settings look for the demonstration's files.

    Raises:
        SettingsError: they name none, several, PostgreSQL, or files of other names than the group's.
    """
    urls = {
        system.kind.removeprefix("demo_"): system.url.get_secret_value()
        for system in settings.systems.values()
        if system.kind.startswith("demo_")
    }
    paths = {name: sqlite_path(url) for name, url in urls.items() if url.startswith("sqlite")}
    folders = {path.parent for path in paths.values()}
    wrong = [path.name for name, path in paths.items() if path.name != f"{name}.sqlite"]
    if len(folders) == 1 and len(paths) == len(urls) and not wrong:
        return folders.pop()
    found = (
        "no system of the kinds demo_erp, demo_oa, demo_crm, demo_pm"
        if not urls
        else "demonstration systems that are not SQLite files"
        if len(paths) < len(urls)
        else f"demonstration systems in {len(folders)} folders"
        if len(folders) > 1
        else f"a demonstration system in {wrong[0]}, where the group's files are erp.sqlite, oa.sqlite, crm.sqlite and "
        "pm.sqlite"
    )
    raise SettingsError(f"{settings.config_file} has {found}; name the group's folder with --to DIR.")


def _is_there(folder: Path, asked: dict[str, Any]) -> bool:
    """A group that is what was asked for stays; one that is not, or files that no group made, are not replaced.

    Raises:
        SettingsError: something else is there.
    """
    from ingestion.demo.group.clock import CLOCK_NAME, Clock
    from ingestion.demo.group.make import NAMES

    anew = "add --force to make it anew"
    if not (folder / CLOCK_NAME).exists():
        strange = [file for file in (folder / f"{name}.sqlite" for name in NAMES) if file.exists()]
        if strange:
            raise SettingsError(
                f"{strange[0]} is there already, and {CLOCK_NAME} beside it is not: no whole group made it; {anew}."
            )
        return False
    clock = Clock.read(folder)
    there = {
        "as_of": clock.anchor,
        "scale": clock.scale,
        "seed": clock.seed,
        "url": clock.place,
        "faults": clock.faults,
    }
    of = f"as of {clock.anchor}, scale {clock.scale:g}, seed {clock.seed}" + (f", in {clock.place}" * bool(clock.place))
    of += ", without faults" * (clock.faults is None) + ", with faults of a file" * bool(clock.faults)
    if any(there[name] != value for name, value in asked.items()):
        raise SettingsError(f"{folder} holds the group made {of}, not what was asked for; {anew}.")
    typer.echo(f"demo: the group of {clock.day} (made {of}) is in {folder} already and stays; {anew}")
    return True
