"""A refresh killed with SIGKILL in each stage: readers keep the last version, and the next run puts all right."""

import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from flows import steps
from quarterdeck.access import Viewer
from quarterdeck.layout import PROJECT_ROOT
from quarterdeck.publication import publish, read_pointer
from quarterdeck.settings import Settings
from quarterdeck.warehouse import Warehouse
from quarterdeck.zone import completed_loads
from tests.flows.installation import command_line, differences, install, make_erp, processes_with, quarterdeck, quiet
from tests.flows.killed_refresh import POINTS

EVERYTHING = Viewer.everything()
COUNT = "select count(*) from marts.fct_receivable_balances"


@pytest.fixture(scope="module")
def built(published_demo: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The undisturbed build, as the two files of a build."""
    folder = tmp_path_factory.mktemp("built")
    layout = published_demo.layout
    published = read_pointer(layout)
    assert published
    shutil.copyfile(layout.last_build / f"{published.version}.duckdb", folder / "build.duckdb")
    shutil.copyfile(published.path, folder / "serving.duckdb")
    return folder


@pytest.fixture(scope="module")
def installation(built: Path, prefect_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A version v0 is served; the ERP has changed since, to what the undisturbed refresh has read."""
    settings = install(tmp_path_factory.mktemp("killed") / "demo", prefect_home)
    path = make_erp(settings)
    newest = path.with_name("newest.sqlite")
    shutil.copyfile(path, newest)
    with closing(sqlite3.connect(path)) as erp:
        erp.execute("update customer set name = 'Before ' || name")
        erp.execute("update sales_invoice set due_date = date(due_date, '-7 days') where document_kind = 'invoice'")
        erp.execute("delete from supplier where id = 1")
        erp.commit()
    steps.extract(settings, settings.systems["erp"], full=False, say=quiet)
    shutil.copyfile(newest, path)
    serve(settings, built, "v0")
    return settings


def serve(settings: Settings, built: Path, version: str) -> None:
    settings.layout.build.mkdir(exist_ok=True)
    shutil.copyfile(built / "serving.duckdb", settings.layout.serving_file)
    publish(settings.layout, version=version, details={"snapshot": "older"}, keep=3)


@pytest.fixture(scope="module")
def reader(installation: Settings) -> Iterator[Warehouse]:
    """Opened before anything happens, and kept open."""
    with Warehouse(installation.layout) as warehouse:
        assert warehouse.version == "v0"
        yield warehouse


def killed_at(settings: Settings, point: str, built: Path) -> None:
    command = [sys.executable, "-m", "tests.flows.killed_refresh", str(settings.config_file), point, str(built)]
    done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stdout + done.stderr


# One after the other in one installation: each run meets what all runs before it have left.
@pytest.mark.parametrize("point", [point for point in POINTS if point != "after_the_pointer"])
def test_the_last_version_is_served(point: str, installation: Settings, reader: Warehouse, built: Path) -> None:
    loads = completed_loads(installation.layout.landing / "erp")
    killed_at(installation, point, built)
    assert reader.version == "v0"
    assert reader.select(COUNT, EVERYTHING).item() > 300
    with Warehouse(installation.layout) as another:
        assert another.version == "v0"
    if point in ("while_reading", "before_the_load", "within_the_load"):
        assert completed_loads(installation.layout.landing / "erp") == loads


def test_the_next_refresh_puts_all_right(installation: Settings, reader: Warehouse, published_demo: Settings) -> None:
    """Killed in the build, by the real command, with dbt at work; then the real command again."""
    with subprocess.Popen(
        command_line(installation, "refresh"), cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("build: ") and " of " in line:
                break
        target = str(installation.layout.dbt / "target")
        assert list(processes_with(target)), "dbt is at work"
        process.kill()
    assert process.returncode == -signal.SIGKILL
    until = time.monotonic() + 10
    while list(processes_with(target)):
        assert time.monotonic() < until, "dbt has outlived its refresh"
        time.sleep(0.1)
    assert reader.version == "v0"
    assert '"refresh": null' in quarterdeck(installation, "status", "--format", "json").stdout

    done = quarterdeck(installation, "refresh")
    assert done.returncode == 0, done.stdout + done.stderr
    published, right = read_pointer(installation.layout), read_pointer(published_demo.layout)
    assert published and right and published.version != "v0" and published.previous == "v0"
    assert differences(published.path, right.path) == {}
    assert reader.version == published.version
    # what the first load held stands for the time before it; the name that came later counts from the load of its day
    history = reader.select(
        "select starts_with(customer_name, 'Before '), is_assumed, is_current from marts.dim_customer_history "
        "where customer_key = 'erp|1' order by from_date",
        EVERYTHING,
    )
    assert history.rows() == [(True, True, False), (True, False, False), (False, False, True)]
    assert not installation.layout.build.exists()
    files = {file.name for file in installation.layout.published.iterdir() if file.is_file()} - {"current.json"}
    notes = {name for name in files if name.endswith(".json")}
    # One more than were served: that which was complete when its publication was killed before the pointer.
    assert len(notes) == 3 and files - notes == {name.replace(".json", ".duckdb") for name in notes}
    assert [file.stem for file in installation.layout.last_build.iterdir()] == [published.version]
    assert "nothing new" in quarterdeck(installation, "refresh").stdout


def test_a_reader_moves_through_fifteen_publications(installation: Settings, reader: Warehouse, built: Path) -> None:
    for number in range(1, 6):
        serve(installation, built, f"w{number}")
        with reader.edition() as edition:  # the one that it reads may be dropped meanwhile
            assert edition.version == f"w{number}"
            for more in "ab":
                serve(installation, built, f"w{number}{more}")
            assert edition.select(COUNT, EVERYTHING).item() > 300
        assert reader.version == f"w{number}b"


def test_killed_behind_the_pointer_the_new_version_stays(installation: Settings, built: Path) -> None:
    before = read_pointer(installation.layout)
    killed_at(installation, "after_the_pointer", built)
    after = read_pointer(installation.layout)
    assert before and after and after.version != before.version
    assert after.previous == before.version
    assert steps.nothing_new(installation) == after
