"""A refresh by plain steps that is killed at a named point: python -m tests.flows.killed_refresh CONFIG POINT BUILT.

BUILT is a folder with a build that is put in place instead of building, so that the points behind it cost nothing.
"""

import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn

from dlt.destinations.impl.filesystem.filesystem import FilesystemClient

from flows import steps
from ingestion import landing, loader, snapshot
from quarterdeck import publication
from quarterdeck.settings import Settings, load_settings
from tests.flows.installation import quiet


def die(*_: Any, **__: Any) -> NoReturn:
    """The end, without a word."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def while_reading() -> None:
    """Half of the tables are read, nothing is landed."""
    read, count = landing.read_table, iter(range(100))
    landing.read_table = lambda *a: read(*a) if next(count) < 5 else die()  # type: ignore[assignment]


def before_the_load() -> None:
    """All is read, nothing is landed."""
    loader.load = die


def within_the_load() -> None:
    """dlt has written the files, and not yet that they are complete."""
    FilesystemClient.complete_load = die  # type: ignore[method-assign]


def while_listing() -> None:
    """The snapshot's views are written in part."""
    snapshot._write_loads = die  # type: ignore[assignment]


def at_the_audit() -> None:
    """All is built, nothing is published."""
    steps.audit = die


def before_the_rename() -> None:
    """The version's note is written, its file is not in place."""
    write = publication.replace_text
    publication.replace_text = lambda path, text: (write(path, text), die())  # type: ignore[assignment]


def before_the_pointer() -> None:
    """The version's file is in place, and nobody is pointed at it."""
    write = publication.replace_text

    def replace(path: Path, text: str) -> None:
        if path.name == "current.json":
            die()
        write(path, text)

    publication.replace_text = replace


def after_the_pointer() -> None:
    """Readers are on the new version; nothing is tidied up."""
    steps.keep_build = die  # type: ignore[assignment]


POINTS = {
    point.__name__: point
    for point in (
        while_reading,
        before_the_load,
        within_the_load,
        while_listing,
        at_the_audit,
        before_the_rename,
        before_the_pointer,
        after_the_pointer,
    )
}


def refresh(settings: Settings, built: Path) -> None:
    """Extract, snapshot, a build from elsewhere, audit, publish."""
    steps.extract(settings, settings.systems["erp"], full=False, say=quiet)
    seen = steps.snapshot(settings, quiet)
    for name in ("build.duckdb", "serving.duckdb"):
        shutil.copyfile(built / name, settings.layout.build / name)
    steps.audit(settings, quiet)
    steps.publish_build(settings, seen, quiet)


if __name__ == "__main__":
    POINTS[sys.argv[2]]()
    refresh(load_settings(sys.argv[1]), Path(sys.argv[3]))
