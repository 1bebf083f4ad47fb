"""dbt in a child process, on a copy of the project and on files that are its own."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flows.parameters import lay_parameters
from quarterdeck.layout import PROJECT_ROOT

Say = Callable[[str], None]
# What a child process needs of our environment; secrets of the systems are not among it.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT")
_PROJECT_FOLDERS = ("models", "macros", "seeds", "tests/dbt")
_PROJECT_FILES = ("dbt_project.yml", "profiles.yml")
_FAILED = ("RunResultError", "RunResultFailure", "MainEncounteredError", "CheckNodeTestFailure")


@dataclass(frozen=True)
class Workplace:
    """What one dbt reads and writes, apart from every other.

    Attributes:
        project: the dbt project.
        target: dbt's target folder; what it remembers of the last parse lies there.
        logs: folder of `dbt.log`.
        build_file: DuckDB file of staging, conformed and intermediate models, with the snapshot.
        serving_file: DuckDB file of what is published.
        kinds: of the configured systems; the staging of others is left out. None: all of them.
    """

    project: Path
    target: Path
    logs: Path
    build_file: Path
    serving_file: Path
    kinds: frozenset[str] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """Environment of a dbt child: where its files lie, no telemetry, no secrets."""
        return {
            **child_environment(),
            # As seen from the project, where it works: dbt parses all anew when a connection is another one, and so it
            # would for an installation that was moved.
            "QUARTERDECK_BUILD_FILE": os.path.relpath(self.build_file, self.project),
            "QUARTERDECK_SERVING_FILE": os.path.relpath(self.serving_file, self.project),
            "DBT_PROFILES_DIR": str(self.project),
            "DBT_PROJECT_DIR": str(self.project),
            "DBT_TARGET_PATH": str(self.target),
            "DBT_LOG_PATH": str(self.logs),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            **({} if self.kinds is None else {"QUARTERDECK_KINDS": " ".join(sorted(self.kinds))}),
        }


@dataclass(frozen=True)
class Outcome:
    """How dbt ended.

    Attributes:
        code: its exit code.
        failures: what failed, in dbt's words.
    """

    code: int
    failures: list[str]


def child_environment() -> dict[str, str]:
    """What a child process gets of our environment: no secrets, no telemetry."""
    return {
        **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        "DO_NOT_TRACK": "1",
        "PYTHONUNBUFFERED": "1",
    }


def copy_project(
    target: Path, custom: Path | None, parameters: Path | None = None, kinds: frozenset[str] | None = None
) -> bool:
    """Copy the dbt project as it stands, so that a build sees one state of it.

    Args:
        target: where to; what stands there goes.
        custom: the company's own models, which become `models/custom`; None leaves them out, so that no mistake in
            them can reach ours.
        parameters: the company's own rule parameters, in the place of our seeds; None leaves these as they are.
        kinds: whose staging is copied, since reading and building models of others would only take time; None: all.

    Returns:
        whether there are models of the company's own among it.

    Raises:
        OSError: a file cannot be read.
        BuildError: the parameters do not fit, see `flows.parameters`.
    """
    shutil.rmtree(target, ignore_errors=True)
    for folder in _PROJECT_FOLDERS:
        shutil.copytree(PROJECT_ROOT / folder, target / folder, ignore=partial(_left_out, kinds))
    for file in _PROJECT_FILES:
        shutil.copy2(PROJECT_ROOT / file, target / file)
    lay_parameters(parameters, target / "seeds")
    if custom is None:
        return False
    copied = target / "models" / "custom"
    hidden = shutil.ignore_patterns(".*")
    shutil.copytree(custom, copied, ignore=hidden, ignore_dangling_symlinks=True)
    return any(file.suffix in (".sql", ".py") for file in copied.rglob("*"))


def run_dbt(place: Workplace, arguments: list[str]) -> int:
    """Run dbt for a person: it says what it says, in its own words; returns its exit code."""
    place.logs.mkdir(parents=True, exist_ok=True)
    colours = {} if sys.stdout.isatty() else {"DBT_USE_COLORS": "false"}
    with _child(place, arguments, environment=colours) as process:
        return process.wait()


def follow_dbt(place: Workplace, arguments: list[str], say: Say, *, seconds: float | None = None) -> Outcome:
    """Run dbt and tell about progress.

    Args:
        place: where it works.
        arguments: of its command line.
        say: told about progress, a line at a time.
        seconds: after which it is ended; None is never.
    """
    # JSON is for us; the log file is for people. Each statement in it would take a twentieth of a build, and lies with
    # the name of its model in the target folder anyway.
    said = ["--log-format", "json", "--log-format-file", "debug", "--log-level-file", "info", "--no-use-colors"]
    with _child(place, [*arguments, *said], stdout=subprocess.PIPE) as process:
        timer = threading.Timer(seconds, process.kill) if seconds is not None else None
        if timer:
            timer.start()
        try:
            assert process.stdout is not None  # noqa: S101 - it was asked for
            failures = _follow(process.stdout, say)
            code = process.wait()
        finally:
            if timer:
                timer.cancel()
    if code < 0:
        failures.append(f"dbt was ended by signal {-code}" + (f", after {seconds:g} s at most" if seconds else ""))
    return Outcome(code, failures)


@contextmanager
def _child(
    place: Workplace, arguments: list[str], *, stdout: int | None = None, environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """dbt, for as long as the caller is there; leaving before it has ended ends it."""
    # -P: modules are not looked for beside the script
    command = [sys.executable, "-P", str(Path(__file__).with_name("dbt_child.py")), *arguments]
    with subprocess.Popen(
        command,
        cwd=place.project,
        env={**place.environment, **(environment or {})},
        stdin=subprocess.PIPE,  # never written to: see flows/dbt_child.py
        stdout=stdout,
        stderr=subprocess.STDOUT if stdout is not None else None,
        text=True,
        encoding="utf-8",
    ) as process:
        yield process


def _left_out(kinds: frozenset[str] | None, folder: str, names: list[str]) -> set[str]:
    """The company's own models, and the staging of kinds that nobody configured."""
    if Path(folder) == PROJECT_ROOT / "models":
        return {"custom"} & set(names)
    if Path(folder) == PROJECT_ROOT / "models" / "staging" and kinds is not None:
        return set(names) - kinds
    return set()


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
                say(f"{index} of {total} models and tests")
        elif name in _FAILED:
            failures.append(
                " ".join(str(data.get("msg") or data.get("exc") or event["info"].get("msg", "")).split())[:600]
            )
        elif name == "RunResultWarning":
            say(event["info"].get("msg", ""))
    return failures
