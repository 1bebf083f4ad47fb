"""Commands of whoever decides: confirm, reject or withdraw, and see what was decided."""

from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from flows.commands.shared import Output, current_settings, write
from quarterdeck.errors import QuarterdeckError, RightError
from quarterdeck.settings import Settings
from quarterdeck.state.decisions import WORDS

Word = StrEnum("Word", {word: word for word in WORDS})  # type: ignore[misc]


class ListFormat(StrEnum):
    """Format of the list of decisions."""

    csv = "csv"
    json = "json"
    xlsx = "xlsx"


def decide(
    candidate: Annotated[str, typer.Argument(help="Key of a candidate, as `report duplicates` has it.")],
    decision: Annotated[Word, typer.Argument(help="What is decided; withdrawn: as if nobody had decided.")],
    note: Annotated[str, typer.Option(help="Why, in a few words.")],
    by: Annotated[
        str | None, typer.Option(help="Who decided; else the operating system's user, who is kept beside it.")
    ] = None,
) -> None:
    """Confirm or reject that two documents, or parties, are one; kept for good, and obeyed from the next refresh on."""
    from quarterdeck.access import operating_user
    from quarterdeck.state import StateStore
    from quarterdeck.state.decisions import decide as keep

    settings = current_settings(secrets_needed=False)
    user = _allowed(settings)
    kept = keep(
        StateStore.of(settings),
        subject_type="duplicate",
        subject_key=candidate,
        decision=decision.value,
        note=note,
        decided_by=by or user,
        recorded_by=operating_user(),
        seen_version=_version_with(settings, candidate),
    )
    typer.echo(f"Kept: {kept.decision} by {kept.decided_by}. It takes effect with the next refresh.")


def decisions(
    form: Annotated[ListFormat, typer.Option("--format", help="csv, json or xlsx.")] = ListFormat.csv,
    output: Output = None,
) -> None:
    """All decisions of people, oldest first, those that wait for the next refresh too."""
    import polars as pl

    from quarterdeck.rendering import render
    from quarterdeck.state import StateStore
    from quarterdeck.state import decisions as kept

    store = StateStore.of(current_settings(secrets_needed=False))
    texts = ("subject_type", "subject_key", "decision", "note", "decided_by", "recorded_by", "seen_version")
    schema = pl.Schema(
        {"decision_id": pl.Int64(), "decided_at": pl.Datetime("us")} | {one: pl.String() for one in texts}
    )
    rows = [{name: getattr(one, name) for name in schema} for one in kept.decisions(store)]
    frame = pl.DataFrame(rows, schema=schema)
    write(render(frame, form.value, title="Decisions", notes={"State store": store.place}), form.value, output)


def _allowed(settings: Settings) -> str:
    """The operating system's user, who must be among those who may decide.

    Raises:
        RightError: the settings do not name that user.
    """
    from quarterdeck.access import DECIDE, operating_user, rights_of

    user = operating_user()
    if DECIDE not in rights_of(user, settings.deciders):
        named = ", ".join(settings.deciders) or "nobody"
        raise RightError(
            f"{user} may not decide here (the setting deciders names {named}). Whoever runs Quarterdeck adds the name "
            f"in {settings.config_file}."
        )
    return user


def _version_with(settings: Settings, candidate: str) -> str:
    """The published version, which must have the candidate.

    Raises:
        QuarterdeckError: it has none of that key.
    """
    from quarterdeck.access import Viewer
    from quarterdeck.warehouse import Warehouse

    with Warehouse(settings.layout) as warehouse:
        found = warehouse.read(
            "duplicates/page_candidate", Viewer.everything(), as_of=date.max, company=None, candidate=candidate
        )
        if found.is_empty():
            raise QuarterdeckError(
                f"There is no candidate {candidate!r} in version {warehouse.version}; `quarterdeck report duplicates` "
                "lists those there are."
            )
        return str(warehouse.version)
