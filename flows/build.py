"""The build: dbt in a child process, on a private file, from a snapshot of the landing zone (decisions 9 and 10)."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator

from ingestion.snapshot import write_snapshot
from quarterdeck.errors import BuildError
from quarterdeck.layout import PROJECT_ROOT, Layout
from quarterdeck.settings import Settings

Say = Callable[[str], None]
# What a child process needs of our environment; secrets of the systems are not among it.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT")


def make_snapshot(settings: Settings) -> None:
    """A new, private build file with the snapshot's views."""
    layout = settings.layout
    layout.build.mkdir(parents=True, exist_ok=True)
    for file in (layout.build_file, layout.serving_file):
        for leftover in (file, file.with_name(file.name + ".wal")):
            leftover.unlink(missing_ok=True)
    write_snapshot(settings, layout.build_file)


def run_dbt_build(settings: Settings, say: Say = lambda _: None) -> None:
    """Build and test every model; unit tests are left to development.

    Raises:
        BuildError: a model or a test of error severity failed; it names them. What is published stays.
    """
    command = [
        *dbt_command(),
        "build",
        "--exclude-resource-type",
        "unit_test",
        "--log-format",
        "json",
        "--no-use-colors",
    ]
    layout = settings.layout
    with subprocess.Popen(
        command,
        cwd=PROJECT_ROOT,
        env=dbt_environment(layout),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        failures = _follow(process.stdout, say)
    if process.returncode != 0:
        said = "; ".join(failures[:5]) or "dbt ended without a word"
        raise BuildError(
            f"The build failed, and the last published version stays: {said}. The full log is in "
            f"{layout.data_dir / 'dbt' / 'logs' / 'dbt.log'}."
        )


def dbt_command() -> list[str]:
    """dbt's command line, from this very environment."""
    return [sys.executable, "-m", "dbt.cli.main"]


def dbt_environment(layout: Layout) -> dict[str, str]:
    """Environment of a dbt child: where the files lie, no telemetry, no secrets."""
    folder = layout.data_dir / "dbt"
    return {
        **child_environment(),
        "QUARTERDECK_BUILD_FILE": str(layout.build_file),
        "QUARTERDECK_SERVING_FILE": str(layout.serving_file),
        "DBT_PROFILES_DIR": str(PROJECT_ROOT),
        "DBT_PROJECT_DIR": str(PROJECT_ROOT),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }


def child_environment() -> dict[str, str]:
    """What a child process gets of our environment: no secrets, no telemetry."""
    return {
        **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        "DO_NOT_TRACK": "1",
        "PYTHONUNBUFFERED": "1",
    }


def clear_build(layout: Layout) -> None:
    """Remove what a build leaves behind; its next run makes everything anew."""
    shutil.rmtree(layout.build, ignore_errors=True)


def _follow(lines: Iterator[str], say: Say) -> list[str]:
    """Read dbt's log: tell about progress, collect what failed."""
    failures: list[str] = []
    tenth = 0
    for line in lines:
        try:
            event = json.loads(line)
        except json.JSONDecodeError:
            continue
        name, data = event.get("info", {}).get("name"), event.get("data", {})
        if name in ("LogModelResult", "LogTestResult", "LogSeedResult"):
            index, total = int(data.get("index", 0)), int(data.get("total") or data.get("num_models") or 0)
            if total and index * 10 // total > tenth:
                tenth = index * 10 // total
                say(f"build: {index} of {total} models and tests")
        elif name in ("RunResultError", "RunResultFailure", "MainEncounteredError", "CheckNodeTestFailure"):
            failures.append(
                " ".join(str(data.get("msg") or data.get("exc") or event["info"].get("msg", "")).split())[:600]
            )
        elif name in ("LogTestResult", "RunResultWarning"):
            say(f"build: {event['info'].get('msg', '')}")
    return failures
