"""What several commands need: the settings in force, the day, and where results are written."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from quarterdeck.errors import QuarterdeckError, SettingsError
from quarterdeck.settings import Settings, load_settings

Output = Annotated[Path | None, typer.Option(help="Write to this file instead of the terminal.")]


class TextOrJson(StrEnum):
    """For a person, or for a program."""

    text = "text"
    json = "json"


class Options:
    """Options before the command."""

    config: Path | None = None
    debug: bool = False


def current_settings(*, secrets_needed: bool = True) -> Settings:
    """The settings that `--config` names."""
    return load_settings(Options.config, secrets_needed=secrets_needed)


def write(content: bytes, form: str, output: Path | None) -> None:
    """Write a result to a file or to the terminal.

    Raises:
        QuarterdeckError: the file cannot be written.
        SettingsError: an Excel file for the terminal.
    """
    if output is not None:
        try:
            output.write_bytes(content)
        except OSError as error:
            raise QuarterdeckError(f"{output} cannot be written: {error.strerror}. Name another file.") from None
        typer.echo(f"written: {output}", err=True)
        return
    if form == "xlsx" and sys.stdout.isatty():
        raise SettingsError("An Excel file is not for the terminal; add --output FILE.xlsx.")
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
