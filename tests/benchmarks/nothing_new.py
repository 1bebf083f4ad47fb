"""A refresh that finds nothing new, as a process of its own, beside a running Prefect server."""

import json
import statistics
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.commands.demonstration import LEAST_SCALE
from flows.server import running_server, stop_server
from ingestion.demo.group.make import NAMES
from quarterdeck.layout import PROJECT_ROOT
from quarterdeck.publication import read_pointer
from quarterdeck.settings import Settings, load_settings
from tests.benchmarks.measuring import Figure, Options, beside, within
from tests.flows.installation import command_line
from tests.group import AS_OF, copy_group, group_settings

GOAL_SECONDS = 15
SCALE = 0.1
"""Of the demonstration that `make run` makes."""
RUNS = 3


def run(options: Options) -> list[Figure]:
    """One refresh that builds, which starts the server, then those that find nothing new."""
    with TemporaryDirectory(prefix="quarterdeck-nothing-new-") as name:
        folder = Path(name)
        (folder / "quarterdeck.toml").write_text(group_settings(f"as_of = {AS_OF}", NAMES), encoding="utf-8")
        settings = load_settings(folder / "quarterdeck.toml")
        copy_group(folder, NAMES, scale=max(SCALE * options.scale, LEAST_SCALE))
        try:
            options.say("nothing-new: the first refresh, which starts Prefect's server and builds")
            first = _refresh(settings)
            version = _version(settings)
            assert running_server(settings.layout), "Prefect's server does not run"
            dbt_log = settings.layout.dbt / "logs" / "dbt.log"
            before = _state(dbt_log, settings)
            seconds = []
            for number in range(RUNS):
                seconds.append(_refresh(settings))
                options.say(f"nothing-new: run {number + 1} of {RUNS}: {seconds[-1]:.2f} s")
                assert _version(settings) == version, "a refresh that found nothing new published a version"
                assert _state(dbt_log, settings) == before, "dbt was started"
        finally:
            stop_server(settings.layout)
    return [
        within("`quarterdeck refresh` with nothing new; dbt was not started", statistics.median(seconds), GOAL_SECONDS),
        beside("the refresh before it, with dbt and the start of Prefect's server", first),
    ]


def _refresh(settings: Settings) -> float:
    started = time.perf_counter()
    done = subprocess.run(
        command_line(settings, "refresh"), cwd=PROJECT_ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"The refresh failed:\n{done.stdout[-1000:]}\n{done.stderr[-2000:]}")
    return time.perf_counter() - started


def _version(settings: Settings) -> str:
    pointer = read_pointer(settings.layout)
    assert pointer is not None
    return pointer.version


def _state(dbt_log: Path, settings: Settings) -> str:
    """What a dbt that was started would have changed: its log, which it opens first, and its folders."""
    files = [dbt_log, *sorted(file for file in settings.layout.dbt.rglob("*") if file.is_file())]
    return json.dumps([[str(file), file.stat().st_mtime_ns, file.stat().st_size] for file in files])
