"""An analyst's dbt: on copies of the last build, with the newest snapshot, apart from every refresh.

The private pair of files holds every table of the last build under the names that models refer to, so that
`dbt build --select my_model` finds what is upstream without building it. It is copied anew when a newer build has been
published; a refresh that runs meanwhile neither waits nor is waited for.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.dbt_process import Workplace, copy_project, follow_dbt, run_dbt
from flows.locks import exclusive
from ingestion.snapshot import write_snapshot
from quarterdeck.atomic import HALF, replace_text
from quarterdeck.errors import BuildError, QuarterdeckError
from quarterdeck.layout import Layout
from quarterdeck.publication import Publication, versions
from quarterdeck.settings import Settings

Say = Callable[[str], None]
_BUSY = (
    "Somebody else's dbt is working on the private files ({holder}). Wait until it ends, then try again; a refresh is "
    "not concerned."
)


def run_analyst_dbt(settings: Settings, arguments: list[str], say: Say) -> int:
    """Run dbt with these arguments; returns its exit code.

    Raises:
        BusyError: another analyst's dbt is running.
    """
    with workplace(settings, say) as place:
        return run_dbt(place, arguments)


def generate_docs(settings: Settings, say: Say) -> bytes:
    """dbt's documentation of all models as one page.

    Raises:
        BusyError: another analyst's dbt is running.
        BuildError: dbt could not read the models.
    """
    with workplace(settings, say) as place:
        say("docs: dbt is writing them")
        outcome = follow_dbt(place, ["docs", "generate", "--static"], lambda line: say(f"docs: {line}"))
        if outcome.code != 0:
            said = "; ".join(outcome.failures[:3]) or f"see {place.logs / 'dbt.log'}"
            raise BuildError(f"dbt could not write the documentation: {said}.")
        return (place.target / "static_index.html").read_bytes()


@contextmanager
def workplace(settings: Settings, say: Say) -> Iterator[Workplace]:
    """The analyst's files, brought up to the last build and the newest snapshot, for one dbt at a time.

    Raises:
        BusyError: another analyst's dbt is running.
    """
    folder = settings.layout.analyst
    place = Workplace(
        project=folder / "project",
        target=folder / "target",
        logs=folder / "logs",
        build_file=folder / "build.duckdb",
        serving_file=folder / "serving.duckdb",
        kinds=settings.kinds,
    )
    with exclusive(folder / "lock", _BUSY):
        _bring_up(settings.layout, place, say)
        try:
            copy_project(place.project, settings.custom_folder, settings.parameters_folder, settings.kinds)
        except OSError as error:
            raise QuarterdeckError(
                f"The models of {settings.custom_folder} cannot be read: {error}. Correct the setting custom_models, "
                "or make the folder."
            ) from None
        write_snapshot(settings, place.build_file)
        yield place


def _bring_up(layout: Layout, place: Workplace, say: Say) -> None:
    """Copy the last build, unless that is what the private files were copied from."""
    for _ in range(3):  # a refresh that publishes meanwhile takes the files away
        last = _last_build(layout)
        if last is None:
            say("dbt: nothing is built yet, so what a model reads has to be built too: --select +my_model")
            return
        publication, build_file = last
        made_from = layout.analyst / "made_from"
        if made_from.exists() and made_from.read_text(encoding="utf-8").strip() == publication.version:
            return
        made_from.unlink(missing_ok=True)
        try:
            _copy(build_file, place.build_file)
            _copy(publication.path, place.serving_file)
        except FileNotFoundError:
            continue
        replace_text(made_from, publication.version)
        say(f"dbt: private files are copies of version {publication.version}")
        return
    raise QuarterdeckError("Builds are being published faster than they can be copied; try again.")


def _last_build(layout: Layout) -> tuple[Publication, Path] | None:
    """The newest publication whose private half is kept, and that half."""
    for publication in versions(layout):
        build_file = layout.last_build / f"{publication.version}.duckdb"
        if build_file.is_file():
            return publication, build_file
    return None


def _copy(source: Path, target: Path) -> None:
    target.with_name(target.name + ".wal").unlink(missing_ok=True)
    half = target.with_name(target.name + HALF)
    shutil.copyfile(source, half)
    half.replace(target)
