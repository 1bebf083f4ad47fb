"""Rates, sizes and shapes of the faults: data files, which a file of the caller's may overrule in part."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from quarterdeck.errors import SettingsError

FOLDER = Path(__file__).with_name("parameters")
"""One file an area; each table is a kind of fault.

`faults` and `lookalikes` say by variant how many there are in the history at scale 1 (at others with the scale's square
root; at least one, where the number is not 0); `from_scale`, for variants that need what a small group may not have,
the scale of the smallest group that gets any; `says` what is wrong; everything else is the planter's.
"""


@cache
def shipped() -> dict[str, Any]:
    """All kinds as they are shipped; nobody changes what is returned."""
    return {
        kind: values
        for file in sorted(FOLDER.glob("*.toml"))
        for kind, values in tomllib.loads(file.read_text(encoding="utf-8")).items()
    }


def fault_parameters(changes: dict[str, Any]) -> dict[str, Any]:
    """The shipped parameters with changes.

    Args:
        changes: by kind, what is different; as in the files.

    Raises:
        SettingsError: a name is unknown, or a value is none that stands there.
    """
    return _changed(shipped(), changes, "")


def read_changes(file: Path) -> dict[str, Any]:
    """The changes that a file states.

    Raises:
        SettingsError: it cannot be read, or is not accepted.
    """
    try:
        changes = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"The faults' parameters {file} cannot be read: {error}") from None
    fault_parameters(changes)
    return changes


def _changed(given: dict[str, Any], changes: dict[str, Any], place: str) -> dict[str, Any]:
    unknown = sorted(changes.keys() - given.keys())
    if unknown:
        raise SettingsError(
            f"Faults' parameters: {place}{unknown[0]} is unknown; accepted: {', '.join(sorted(given))}."
        )
    return given | {name: _value(given[name], value, f"{place}{name}") for name, value in changes.items()}


def _value(old: Any, new: Any, place: str) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        return _changed(old, new, f"{place}.")
    number, is_number = (isinstance(one, int | float) and not isinstance(one, bool) for one in (old, new))
    if number != is_number or (not number and type(old) is not type(new)):
        raise SettingsError(f"Faults' parameters: {place} is {new!r}; expected: something like {old!r}.")
    if is_number and new < 0 <= old:
        raise SettingsError(f"Faults' parameters: {place} is {new}; expected: 0 or more.")
    return new
