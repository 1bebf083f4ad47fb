"""Reports on the command line: a command each, with the options that the report states."""

from datetime import datetime
from enum import StrEnum
from inspect import Parameter, Signature
from typing import Annotated, Any

import typer

from flows.commands.shared import Output, current_settings, write
from quarterdeck.errors import SettingsError
from quarterdeck.reports import REPORTS
from quarterdeck.reports.report import Option, Report
from quarterdeck.settings import Settings, check_buckets

app = typer.Typer(invoke_without_command=True, help="Print a report; without a name, list the reports.")


class Format(StrEnum):
    """Format of a report."""

    csv = "csv"
    json = "json"
    xlsx = "xlsx"


FormatOption = Annotated[Format, typer.Option("--format", help="csv, json or xlsx.")]


@app.callback()
def _report(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        for report in REPORTS.values():
            typer.echo(f"{report.name:24} {report.description}")


def _add(report: Report) -> None:
    """Give a report its command."""

    def command(**given: Any) -> None:
        form, output = given.pop("form"), given.pop("output")
        settings = current_settings(secrets_needed=False)
        chosen = {option.name: _value(option, given[option.name], settings) for option in report.options}
        _check_days(chosen)
        content = _content(report, chosen, form, settings)
        write(content, form.value, output)

    parameters = [
        *(Parameter(option.name, Parameter.KEYWORD_ONLY, **_typed(option)) for option in report.options),
        Parameter("form", Parameter.KEYWORD_ONLY, default=Format.csv, annotation=FormatOption),
        Parameter("output", Parameter.KEYWORD_ONLY, default=None, annotation=Output),
    ]
    command.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    command.__doc__ = report.description
    app.command(name=report.name)(command)


def _typed(option: Option) -> dict[str, Any]:
    """Annotation and default of an option, as typer reads them."""
    kind: Any = {"day": datetime, "number": int}.get(option.kind, str)
    default: Any = option.default
    if option.kind == "choice":
        words: Any = StrEnum  # made of data, which the checker of types cannot follow
        kind = words(option.name.capitalize(), {word: word for word in option.choices})
        default = None if default is None else kind(default)
    more: dict[str, Any] = {"formats": ["%Y-%m-%d"]} if option.kind == "day" else {"min": option.lowest}
    accepted: Any = kind if option.is_required else kind | None
    annotation: Any = Annotated[accepted, typer.Option(help=option.help, **more)]
    return {"annotation": annotation, **({} if option.is_required else {"default": default})}


def _value(option: Option, given: Any, settings: Settings) -> Any:
    """What the query gets for what was given."""
    match option.kind:
        case "day":
            return given.date() if given else settings.today if option.name == "as_of" else None
        case "choice":
            return given.value if given else None
        case "words":
            return _words(option, given)
        case "buckets":
            return _buckets(given) if given is not None else settings.aging.buckets
    return given


def _check_days(chosen: dict[str, Any]) -> None:
    """Days that end before they begin are a slip of the keyboard, not an empty report."""
    first, last = chosen.get("from_date"), "until_date" if "until_date" in chosen else "as_of"
    if first is not None and chosen.get(last) is not None and first > chosen[last]:
        raise SettingsError(
            f"--from-date {first} is after --{last.replace('_', '-')} {chosen[last]}: name an earlier first day."
        )


def _content(report: Report, chosen: dict[str, Any], form: Format, settings: Settings) -> bytes:
    """The report as a file's content; an Excel file says on a sheet of its own what was asked for."""
    from quarterdeck.access import Viewer
    from quarterdeck.rendering import render
    from quarterdeck.reports.running import check_choices, check_filters, run_report
    from quarterdeck.warehouse import Warehouse

    viewer = Viewer.everything()
    with Warehouse(settings.layout) as warehouse:
        check_filters(warehouse, viewer, chosen.get("company"), chosen.get("system"))
        check_choices(warehouse, viewer, report, chosen)
        frame = run_report(warehouse, viewer, report, **chosen)
        said = {name.replace("_", " ").capitalize(): _said(value) for name, value in chosen.items()}
        notes = {"Report": report.description, **said, "Published version": warehouse.version}
    return render(frame, form.value, title=report.name.replace("-", " ").capitalize(), notes=notes)


def _said(value: Any) -> str:
    if value is None:
        return "all"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _words(option: Option, text: str) -> list[str]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    if unknown := [word for word in words if word not in option.choices]:
        accepted = ", ".join(option.choices)
        raise SettingsError(f"--{option.name} {text!r}: no {unknown[0]!r}; any of {accepted}, separated by commas.")
    return words


def _buckets(text: str) -> list[int]:
    try:
        return check_buckets([int(part) for part in text.split(",")])
    except ValueError:
        raise SettingsError(
            f"--buckets {text!r} must be rising whole days from 1, separated by commas, such as 30,60,90,120."
        ) from None


for _one in REPORTS.values():
    _add(_one)
