"""The demonstration group from its landing to its pages, at two sizes: against goals, and against its bare SQL."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import yaml

from flows.build import make_snapshot
from flows.commands.demonstration import LEAST_SCALE
from ingestion.demo.group.make import NAMES, first_clock, make_group
from quarterdeck.layout import PROJECT_ROOT
from quarterdeck.settings import Settings, load_settings
from tests.benchmarks.company import AS_OF
from tests.benchmarks.measuring import Figure, Options, at_most, spent, within
from tests.group import group_settings

LARGER = 10
GOAL_SECONDS, GOAL_GROWTH, GOAL_BARE = 90, 11, 1.5
GOAL_MEMORY = 4 * 2**30
GOAL_COLD, GOAL_WARM = 1.5, 0.3
SEED = 7
OURS, SERVED = ("staging", "conformed", "intermediate", "seeds"), ("marts", "scorecard", "alerts", "audits")


def run(options: Options) -> list[Figure]:
    """The group, then one ten times as large if asked to be thorough; its pages between them."""
    figures = []
    with group_of(options, options.scale) as settings:
        once = refreshed(settings, options)
        seconds = once["landing"] + once["build"]
        rows = f"the group at scale {max(options.scale, LEAST_SCALE):g}"
        figures += [
            within(f"{rows}: landing {spent(once['landing'])}, build {spent(once['build'])}", seconds, GOAL_SECONDS),
            _memory(rows, once["memory"]),
            *pages(settings, options),
        ]
    if not options.is_thorough:
        return figures
    with group_of(options, options.scale * LARGER) as settings:
        larger = refreshed(settings, options)
        rows = f"the group at {LARGER} times that"
        more = larger["landing"] + larger["build"]
        label = f"{rows}: landing {spent(larger['landing'])}, build {spent(larger['build'])}"
        bare = bare_seconds(settings, options)
        built = larger["build"] - larger["parse"]
        return [
            *figures,
            at_most(label, more, "the smaller", seconds, GOAL_GROWTH),
            at_most(f"{rows}: build without parsing", built, "the models' queries in one session", bare, GOAL_BARE),
            _memory(rows, larger["memory"]),
        ]


@contextmanager
def group_of(options: Options, scale: float, seed: int = SEED, day: date = AS_OF) -> Iterator[Settings]:
    """An installation with the group's systems, nothing landed."""
    with TemporaryDirectory(prefix="quarterdeck-group-") as name:
        folder = Path(name)
        options.say(f"group: making it at scale {scale:g}")
        make_group(folder, first_clock(day, seed, max(scale, LEAST_SCALE)), options.say)
        (folder / "quarterdeck.toml").write_text(group_settings(f"as_of = {day}", NAMES), encoding="utf-8")
        yield load_settings(folder / "quarterdeck.toml")


def refreshed(settings: Settings, options: Options) -> dict[str, Any]:
    """A refresh from nothing: see `tests.benchmarks.build_child`."""
    options.say("group: landing and building")
    return _child("build_child", settings)


def pages(settings: Settings, options: Options) -> list[Figure]:
    """The slowest page, first seen and seen again: see `tests.benchmarks.pages_child`."""
    options.say("group: rendering the pages")
    seconds: dict[str, dict[str, float]] = _child("pages_child", settings)
    figures = []
    for how, goal in (("cold", GOAL_COLD), ("warm", GOAL_WARM)):
        slowest = max(seconds, key=lambda page: seconds[page][how])
        figures.append(within(f"pages, {how}: the slowest, {slowest}", seconds[slowest][how], goal))
    return figures


def bare_seconds(settings: Settings, options: Options) -> float:
    """The statements of the build's models, as dbt has written them, in one session over a new snapshot."""
    options.say("group: the models' queries, bare")
    layout = settings.layout
    [last] = layout.last_build.glob("*.duckdb")
    make_snapshot(settings)
    ran = layout.dbt / "target" / "run" / "quarterdeck" / "models"
    # beside the models lie their tests, in folders named like the files in which they are stated
    models = [file for file in ran.rglob("*.sql") if file.is_file() and not file.parent.suffix]
    statements = sorted(models, key=lambda file: file.stat().st_mtime_ns)
    profile = yaml.safe_load((PROJECT_ROOT / "profiles.yml").read_text(encoding="utf-8"))
    with closing(duckdb.connect(str(layout.build_file))) as connection:
        connection.execute("set threads = 2")
        for name, value in profile["quarterdeck"]["outputs"]["build"]["settings"].items():
            connection.execute(f"set {name} = '{value}'")
        connection.execute(f"attach '{layout.serving_file}' as serving; attach '{last}' as last (read_only)")
        for place in (*(f"build.{schema}" for schema in OURS), *(f"serving.{schema}" for schema in SERVED)):
            connection.execute(f"create schema if not exists {place}")
        for seed in (PROJECT_ROOT / "seeds").glob("*.csv"):
            connection.execute(f"create table build.seeds.{seed.stem} as from last.seeds.{seed.stem}")
        started = time.perf_counter()
        for file in statements:
            connection.execute(file.read_text(encoding="utf-8"))
        return time.perf_counter() - started


def _memory(rows: str, used: float) -> Figure:
    measured = f"{used / 2**30:.2f} GiB"
    return Figure(f"{rows}: most memory of a process", measured, goal="≤ 4 GiB", is_met=used <= GOAL_MEMORY)


def _child(module: str, settings: Settings) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{module}", str(settings.config_file)],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{module} failed:\n{done.stderr[-2000:]}")
    result: dict[str, Any] = json.loads(done.stdout)
    return result
