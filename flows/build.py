"""The build: dbt on a private file, from a snapshot of the landing zone (decisions 9 and 10)."""

import shutil
import sys
from collections.abc import Callable

from flows.dbt_process import Workplace, copy_project, follow_dbt
from ingestion.snapshot import write_snapshot
from quarterdeck.errors import BuildError
from quarterdeck.layout import PROJECT_ROOT, Layout
from quarterdeck.settings import Settings

Say = Callable[[str], None]


def make_snapshot(settings: Settings) -> None:
    """A new, private build file with the snapshot's views."""
    layout = settings.layout
    layout.build.mkdir(parents=True, exist_ok=True)
    for file in (layout.build_file, layout.serving_file):
        for leftover in (file, file.with_name(file.name + ".wal")):
            leftover.unlink(missing_ok=True)
    write_snapshot(settings, layout.build_file)


def run_dbt_build(settings: Settings, say: Say = lambda _: None) -> None:
    """Build and test all our models; unit tests are left to development, the company's own models to `flows.custom`.

    Raises:
        BuildError: a model or a test of error severity failed; it names them. What is published stays.
    """
    place = build_place(settings, "project")
    copy_project(place.project, None, settings.parameters_folder, settings.kinds)
    # Nobody reads dbt's own artifacts of a refresh, and writing them takes two seconds.
    arguments = ["build", "--exclude-resource-type", "unit_test", "--no-write-json"]
    outcome = follow_dbt(place, arguments, lambda line: say(f"build: {line}"))
    if outcome.code != 0:
        said = "; ".join(outcome.failures[:5]) or "dbt ended without a word"
        raise BuildError(
            f"The build failed, and the last published version stays: {said}. The full log is in "
            f"{place.logs / 'dbt.log'}."
        )


def build_place(settings: Settings, project: str) -> Workplace:
    """Where the refresh's dbt works; each of its projects remembers its own parse."""
    layout = settings.layout
    return Workplace(
        project=layout.dbt / project,
        target=layout.dbt / project.replace("project", "target"),
        logs=layout.dbt / "logs",
        build_file=layout.build_file,
        serving_file=layout.serving_file,
        kinds=settings.kinds,
    )


def dbt_command() -> list[str]:
    """dbt's command line, from this very environment."""
    return [sys.executable, "-m", "dbt.cli.main"]


def dbt_environment(layout: Layout) -> dict[str, str]:
    """Environment of a dbt that works on the build files, but in the project's own folder, on all kinds."""
    return Workplace(
        PROJECT_ROOT, layout.dbt / "target", layout.dbt / "logs", layout.build_file, layout.serving_file
    ).environment


def keep_build(layout: Layout, version: str) -> None:
    """Keep the private half of what was published, from which `quarterdeck dbt` starts; the one before it goes."""
    if not layout.build_file.exists() or layout.build_file.with_name(layout.build_file.name + ".wal").exists():
        return
    layout.last_build.mkdir(parents=True, exist_ok=True)
    kept = layout.build_file.replace(layout.last_build / f"{version}.duckdb")
    for file in layout.last_build.iterdir():
        if file != kept:
            file.unlink()


def clear_build(layout: Layout) -> None:
    """Remove what a build leaves behind; its next run makes everything anew."""
    shutil.rmtree(layout.build, ignore_errors=True)
