"""The demonstration group for tests: made once a session for a day, copied to where it is needed, and its settings."""

import atexit
import shutil
import tempfile
import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from ingestion.demo.group.make import first_clock, make_group
from quarterdeck.layout import PROJECT_ROOT

AS_OF = date(2026, 6, 30)
SCALE = 0.02
SEED = 1
ERP_ONLY = ("erp",)
"""Whose kinds are not configured, their models are not built: a build of the ERP alone is much quicker."""
_PROJECT = tomllib.loads((PROJECT_ROOT / "quarterdeck.toml").read_text(encoding="utf-8"))
COMPANY_NAMES = [company["name"] for company in _PROJECT["companies"]]


def quiet(_: str) -> None:
    """Nobody listens."""


@cache
def group(as_of: date = AS_OF, scale: float = SCALE, seed: int = SEED) -> Path:
    """A folder with the group's SQLite files, to read or to copy, not to change. The first call takes seconds."""
    folder = Path(tempfile.mkdtemp(prefix="quarterdeck-group-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    make_group(folder, first_clock(as_of, seed, scale), quiet)
    return folder


def copy_group(
    to: Path, systems: Sequence[str] = ERP_ONLY, *, as_of: date = AS_OF, scale: float = SCALE, seed: int = SEED
) -> None:
    """The files of some of the group's systems, in another folder."""
    to.mkdir(parents=True, exist_ok=True)
    for system in systems:
        shutil.copyfile(group(as_of, scale, seed) / f"{system}.sqlite", to / f"{system}.sqlite")


def group_settings(top: str = "", systems: Sequence[str] = ERP_ONLY) -> str:
    """The project's own settings of the group, for some of its systems, their files beside the settings.

    Args:
        top: lines before the tables, such as `as_of = 2026-06-30`.
        systems: erp, oa, crm, pm.
    """
    lines = [f'presentation_currency = "{_PROJECT["presentation_currency"]}"', top]
    for system in systems:
        kind = _PROJECT["systems"][system]["kind"]
        lines += [f"[systems.{system}]", f'kind = "{kind}"', f'url = "sqlite:///{system}.sqlite"', 'time_zone = "UTC"']
    for company in _PROJECT["companies"]:
        lines.append("[[companies]]")
        lines += [
            f'{key} = "{company[key]}"' for key in ("code", "name", "currency", "parent", "calendar") if key in company
        ]
        sources = ", ".join(f'{system} = "{company["sources"][system]}"' for system in systems)
        lines.append(f"sources = {{ {sources} }}")
    return "\n".join(lines) + "\n"
