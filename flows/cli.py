"""The command line: `quarterdeck <command>`."""

import os
import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from flows.commands import analysts, closes, decisions, demonstration, operators, reports
from flows.commands.shared import Options, current_settings
from quarterdeck.errors import QuarterdeckError

app = typer.Typer(
    name="quarterdeck",
    help="A decision-support warehouse for the leaders of a company or a group.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(reports.app, name="report")
app.add_typer(demonstration.app, name="demo")


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
    Options.config, Options.debug = config, debug


@app.command()
def refresh(
    system: Annotated[str | None, typer.Option(help="Extract only this system.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Read every table whole.")] = False,
) -> None:
    """Extract, build, audit and publish; a refresh that finds nothing new changes nothing."""
    from flows.refresh import run_refresh

    outcome = run_refresh(current_settings(), system=system, full=full, say=typer.echo)
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

    settings = current_settings(secrets_needed=False)
    serve_dashboard(settings, port or settings.dashboard_port, typer.echo)


@app.command()
def stop() -> None:
    """End the local Prefect server that refreshes use."""
    from flows.server import stop_server

    typer.echo(
        "prefect: stopped" if stop_server(current_settings(secrets_needed=False).layout) else "prefect: was not running"
    )


app.command()(operators.status)
app.command()(operators.rollback)
app.command()(operators.path)
app.command()(closes.close)
app.command(name="closes")(closes.listed)
app.command()(closes.reopen)
app.command()(decisions.decide)
app.command()(decisions.decisions)
app.command()(analysts.query)
app.command(
    # Everything behind it is dbt's, --help too.
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
)(analysts.dbt)
app.command()(analysts.docs)


def _fail(message: str, code: int) -> None:
    if Options.debug:
        traceback.print_exc()
    print(message, file=sys.stderr)
    # Prefect keeps threads that would hold the process
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
