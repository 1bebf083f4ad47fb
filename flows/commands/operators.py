"""Commands of whoever runs the installation: how it stands, which version is served, and going back."""

import json
from typing import Annotated

import typer

from flows.commands.shared import TextOrJson, current_settings


def status(
    form: Annotated[TextOrJson, typer.Option("--format", help="text or json.")] = TextOrJson.text,
) -> None:
    """How the installation stands: version served, systems, versions kept, a refresh under way."""
    from flows.overview import as_text, overview

    found = overview(current_settings(secrets_needed=False))
    typer.echo(as_text(found) if form is TextOrJson.text else json.dumps(found, ensure_ascii=False, indent=2))


def rollback(
    to: Annotated[str | None, typer.Option(help="The version; without it, the one before the current one.")] = None,
) -> None:
    """Show readers an earlier version that is still kept."""
    from flows.locks import held_by
    from ingestion.snapshot import fingerprint
    from quarterdeck import publication

    settings = current_settings(secrets_needed=False)
    chosen = publication.rollback(settings.layout, to)
    typer.echo(f"Readers now see version {chosen.version}, published {chosen.published_at:%Y-%m-%d %H:%M:%S} UTC.")
    if held_by(settings.layout.refresh_lock):
        typer.echo("A refresh is running; what it publishes replaces this version when it ends.")
    elif chosen.snapshot != fingerprint(settings):
        typer.echo(
            "It was built from something else than what is landed and configured now, so the next refresh publishes "
            "anew: mend the cause before it runs, or stop its schedule."
        )


def path() -> None:
    """Print the file of the published version, for other tools to open read-only."""
    from quarterdeck.errors import PublicationError
    from quarterdeck.publication import read_pointer

    published = read_pointer(current_settings(secrets_needed=False).layout)
    if published is None:
        raise PublicationError("Nothing is published yet. Run quarterdeck refresh; it publishes when its audits pass.")
    typer.echo(published.path)
