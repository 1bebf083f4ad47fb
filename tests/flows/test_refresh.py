"""The command line as a person runs it, in processes of its own: demo, refresh, report, stop, and what goes wrong.

The tests build on one another in the order of the file, since each refresh costs seconds: the first publishes, the
next ones find nothing new, then one system of two fails, then the build.
"""

import csv
import fcntl
import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.server import free_port
from quarterdeck.access import Viewer
from quarterdeck.errors import QuarterdeckError, SettingsError
from quarterdeck.layout import PROJECT_ROOT
from quarterdeck.publication import Publication, read_pointer
from quarterdeck.reports import REPORTS
from quarterdeck.reports.aging import RECEIVABLES_AGING
from quarterdeck.reports.running import run_report
from quarterdeck.settings import Settings, load_settings
from quarterdeck.status import read_status
from quarterdeck.warehouse import Warehouse
from tests.group import group_settings

PASSWORD = "correct horse@battery:staple/%"
# Nobody listens on port 9.
SHOP = """
[systems.shop]
kind = "erpnext"
url = "mysql://reader:${SHOP_PASSWORD}@127.0.0.1:9/shop"
"""


def settings_at(port: int) -> str:
    """Settings whose Prefect server takes this port or the next free one, and where everybody may decide."""
    return group_settings(f'prefect_port = {port}\ndeciders = ["*"]')


@dataclass(frozen=True)
class Installation:
    """A folder with settings, used through the command line."""

    config: Path

    def run(self, *arguments: str, config: Path | None = None) -> subprocess.CompletedProcess[str]:
        """`quarterdeck …` to its end."""
        return subprocess.run(
            [sys.executable, "-m", "flows.cli", "--config", str(config or self.config), *arguments],
            cwd=PROJECT_ROOT,
            env={**os.environ, "SHOP_PASSWORD": PASSWORD},
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def settings(self) -> Settings:
        return load_settings(self.config)

    @property
    def published(self) -> Publication:
        pointer = read_pointer(self.settings.layout)
        assert pointer is not None
        return pointer

    @property
    def server(self) -> int:
        """The process id of the Prefect server that it uses."""
        return int(json.loads((self.settings.layout.prefect / "quarterdeck-server.json").read_text())["pid"])

    def duplicates(self) -> dict[str, str]:
        """Candidates of duplicates of which readers see a finding, with what was decided."""
        with Warehouse(self.settings.layout) as warehouse:
            found = warehouse.select(
                "select duplicate_candidate_key, status from marts.fct_duplicate_candidates where "
                "duplicate_candidate_key in (select subject_key from alerts.findings where rule = 'duplicate_payment')",
                Viewer.everything(),
            )
        return dict(found.iter_rows())

    def change(self, sql: str) -> None:
        """Change the demonstration ERP."""
        with closing(sqlite3.connect(self.config.parent / "erp.sqlite")) as erp:
            assert erp.execute(sql).rowcount > 0
            erp.commit()


@dataclass(frozen=True)
class First:
    """The first refresh: what it said, and what it published."""

    installation: Installation
    demo: subprocess.CompletedProcess[str]
    refresh: subprocess.CompletedProcess[str]
    published: Publication
    digest: str
    server: int


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[First]:
    """A demonstration, made and refreshed by the command line."""
    config = tmp_path_factory.mktemp("refresh") / "quarterdeck.toml"
    config.write_text(settings_at(free_port(4705)))
    installation = Installation(config)
    try:
        demo = installation.run("demo", "--as-of", "2026-06-30", "--scale", "0.02", "--seed", "1")
        refresh = installation.run("refresh")
        assert refresh.returncode == 0, refresh.stdout + refresh.stderr
        published = installation.published
        yield First(installation, demo, refresh, published, digest(published.path), installation.server)
    finally:
        installation.run("stop")


@pytest.fixture
def installation(first: First) -> Installation:
    return first.installation


def assert_unchanged(first: First) -> None:
    """Readers see the first version, to the byte."""
    assert first.installation.published == first.published
    assert digest(first.published.path) == first.digest
    assert len(list(first.published.path.parent.glob("*.duckdb"))) == 1


# ── the first refresh, and the next ─────────────────────────────────────────────────────────────────────


def test_the_demonstration_is_made_once(first: First) -> None:
    folder = first.installation.config.parent
    assert first.demo.returncode == 0 and f"the group as of 2026-06-30 is in {folder}\n" in first.demo.stdout
    assert {file.stem for file in folder.glob("*.sqlite")} == {"erp", "oa", "crm", "pm"}
    file = folder / "erp.sqlite"
    before = digest(file)
    again = first.installation.run("demo")
    assert again.returncode == 0 and f"scale 0.02, seed 1) is in {folder} already and stays" in again.stdout
    other = first.installation.run("demo", "--scale", "0.1")
    assert other.returncode == SettingsError.exit_code
    assert "not what was asked for; add --force to make it anew" in other.stderr
    assert digest(file) == before


def test_the_first_refresh_tells_its_progress(first: First) -> None:
    said = first.refresh.stdout
    stages = ["prefect: starting the local server", "erp.customer: first, read", "snapshot:", "build:", "publish:"]
    places = [said.index(stage) for stage in stages]
    assert places == sorted(places)
    assert f"publish: version {first.published.version} is what readers now see" in said
    assert first.refresh.stderr == ""
    assert read_status(first.installation.settings.layout)["erp"].status == "ok"


def test_a_second_refresh_finds_nothing_new(first: First) -> None:
    again = first.installation.run("refresh")
    assert again.returncode == 0, again.stderr
    assert f"nothing new: version {first.published.version} stays" in again.stdout
    assert "erp.customer: incremental" in again.stdout
    assert "build:" not in again.stdout and "publish:" not in again.stdout
    assert "prefect:" not in again.stdout, "the server runs already"
    assert first.installation.server == first.server and is_alive(first.server)
    assert_unchanged(first)


def test_full_reads_everything_and_changes_nothing(first: First) -> None:
    before = read_status(first.installation.settings.layout)["erp"].attempted_at
    again = first.installation.run("refresh", "--full", "--system", "erp")
    assert again.returncode == 0, again.stderr
    assert "erp.customer: full, read" in again.stdout and "nothing new" in again.stdout
    assert "incremental" not in again.stdout
    assert_unchanged(first)
    assert read_status(first.installation.settings.layout)["erp"].attempted_at > before, "freshness moves on"


def test_an_unknown_system(first: First) -> None:
    refused = first.installation.run("refresh", "--system", "crm")
    assert refused.returncode == SettingsError.exit_code
    assert refused.stderr == f"No system 'crm' in {first.installation.config}; configured: erp.\n"
    assert_unchanged(first)


def test_a_second_refresh_at_the_same_time_is_refused(first: First) -> None:
    lock = first.installation.settings.layout.refresh_lock
    with lock.open("a+", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.truncate(0)
        held.write("process 1, since yesterday")
        held.flush()
        refused = first.installation.run("refresh")
        reading = first.installation.run("report", "receivables-aging", "--as-of", "2026-06-30")
    assert refused.returncode == 8
    assert "Another refresh is running (process 1, since yesterday)" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1 and refused.stdout == ""
    assert reading.returncode == 0, "what is published can be read meanwhile"
    assert_unchanged(first)


# ── reports ─────────────────────────────────────────────────────────────────────────────────────────────


def expected(installation: Installation, **changes: Any) -> list[dict[str, Any]]:
    """The rows of a report, through the door."""
    filters = {"as_of": date(2026, 6, 30), "company": None, "system": None}
    usual = {"basis": "due", "detail": "document", "buckets": [30, 60, 90, 180, 365]}
    with Warehouse(installation.settings.layout) as warehouse:
        frame = run_report(warehouse, Viewer.everything(), RECEIVABLES_AGING, **filters | usual | changes)
    return frame.to_dicts()


def test_report_lists_the_reports(installation: Installation) -> None:
    listed = installation.run("report")
    assert listed.returncode == 0
    lines = listed.stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(REPORTS)
    assert all(report.description in listed.stdout for report in REPORTS.values())


def test_a_report_in_each_format(installation: Installation, tmp_path: Path) -> None:
    rows = expected(installation)
    assert len(rows) > 5
    command = ("report", "receivables-aging", "--as-of", "2026-06-30")
    as_csv = installation.run(*command)
    assert as_csv.returncode == 0 and as_csv.stderr == ""
    found = list(csv.DictReader(io.StringIO(as_csv.stdout)))
    assert [row["document_number"] for row in found] == [row["document_number"] for row in rows]
    assert [Decimal(row["residual_amount"]) for row in found] == [row["residual_amount"] for row in rows]

    as_json = json.loads(installation.run(*command, "--format", "json").stdout)
    assert [row["residual_amount"] for row in as_json] == [row["residual_amount"] for row in found]
    assert [list(row) for row in as_json] == [list(RECEIVABLES_AGING.columns)] * len(rows)

    file = tmp_path / "aging.xlsx"
    as_xlsx = installation.run(*command, "--format", "xlsx", "--output", str(file))
    assert as_xlsx.returncode == 0 and as_xlsx.stdout == "" and f"written: {file}" in as_xlsx.stderr
    about = dict(openpyxl.load_workbook(file)["About"].iter_rows(values_only=True))
    assert about["As of"] == "2026-06-30" and about["Published version"] == installation.published.version


def reported(installation: Installation, *arguments: str) -> list[dict[str, str]]:
    """A report by the command line, in this process."""
    result = CliRunner().invoke(app, ["--config", str(installation.config), "report", "receivables-aging", *arguments])
    if result.exception:
        raise result.exception
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_a_reports_options(installation: Installation) -> None:
    day = ("--as-of", "2026-06-30")
    for arguments, changes in (
        (("--company", "YZO"), {"company": "YZO"}),
        (("--company", "Yuanzhou Overseas Inc."), {"company": "YZO"}),
        (("--system", "erp"), {}),
        (("--basis", "document"), {"basis": "document"}),
        (("--detail", "party"), {"detail": "party"}),
        (("--detail", "instalment"), {"detail": "instalment"}),
        (("--buckets", "10,20"), {"buckets": [10, 20]}),
        (("--buckets", " 10 , 20 "), {"buckets": [10, 20]}),
    ):
        found, rows = reported(installation, *day, *arguments), expected(installation, **changes)
        assert [(row["party_id"], row["bucket"]) for row in found] == [(row["party_id"], row["bucket"]) for row in rows]
        assert [Decimal(row["residual_amount"]) for row in found] == [row["residual_amount"] for row in rows]
        assert found, arguments


@pytest.mark.parametrize("buckets", ["", "30,", "60,30", "30,30", "0,30", "-1", "a", "30;60", "1.5", "36501"])
def test_wrong_buckets(installation: Installation, buckets: str) -> None:
    with pytest.raises(SettingsError, match=r"--buckets .* must be rising whole days from 1, separated by commas"):
        reported(installation, "--buckets", buckets)


def test_wrong_filters_list_what_there_is(installation: Installation) -> None:
    refused = installation.run("report", "receivables-aging", "--company", "nowhere")
    assert refused.returncode == 1 and refused.stdout == ""
    assert refused.stderr.startswith("No company 'nowhere'; there are: ")
    assert "YZO (Yuanzhou Overseas Inc.)" in refused.stderr and refused.stderr.count(" (") == 6
    with pytest.raises(QuarterdeckError, match=r"No system 'crm' in the warehouse; there are: erp\."):
        reported(installation, "--system", "crm")
    for arguments, sentence in (
        (
            ("collections", "--customer", "nobody"),
            "--customer 'nobody': nothing is known by it; report receivables-aging lists",
        ),
        (("payables-paid", "--months", "0"), "greater than or equal to 1"),
        (
            ("cash-flow", "--from-date", "2026-02-02", "--until-date", "2026-02-01"),
            "--from-date 2026-02-02 is after --until-date 2026-02-01: name an earlier first day.",
        ),
        (("trial-balance", "--from-date", "2026-02-02", "--as-of", "2026-02-01"), "is after --as-of 2026-02-01"),
    ):
        refused = installation.run("report", *arguments)
        assert refused.returncode and refused.stdout == "" and sentence in refused.stderr, refused.stderr
    unwritable = installation.run("report", "receivables-aging", "--output", "/nowhere/aging.csv")
    assert unwritable.returncode == 1 and "/nowhere/aging.csv cannot be written" in unwritable.stderr


def test_wrong_settings_are_one_sentence_and_exit_code_2(installation: Installation, tmp_path: Path) -> None:
    wrong = tmp_path / "quarterdeck.toml"
    wrong.write_text(settings_at(0))
    refused = installation.run("refresh", config=wrong)
    assert refused.returncode == 2
    assert refused.stderr == f"{wrong}: prefect_port is 0; accepted: a whole number from 1 to 65535.\n"
    nothing = tmp_path / "empty" / "quarterdeck.toml"
    nothing.parent.mkdir()
    nothing.write_text(settings_at(4705))
    unpublished = installation.run("report", "receivables-aging", config=nothing)
    assert unpublished.returncode == 6 and unpublished.stderr.startswith("Nothing is published yet. Run a refresh")


# ── one system of two fails; then the build ─────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def partial(first: First) -> tuple[subprocess.CompletedProcess[str], Path]:
    """A refresh with a second system whose server does not answer, after the first one's data has changed.

    Somebody decided before it, too.
    """
    key = min(first.installation.duplicates())
    decided = first.installation.run("decide", key, "rejected", "--note", "two deliveries", "--by", "li")
    assert decided.returncode == 0, decided.stderr
    config = first.installation.config.with_name("two.toml")
    config.write_text(first.installation.config.read_text() + SHOP)
    first.installation.change("update customer set name = 'Renamed', updated_at = '2030-01-01 00:00:00' where id = 1")
    return first.installation.run("refresh", config=config), config


def test_the_good_system_is_published_beside_a_failing_one(
    first: First, partial: tuple[subprocess.CompletedProcess[str], Path]
) -> None:
    done, config = partial
    now = first.installation.published
    assert now.version > first.published.version and now.previous == first.published.version
    with Warehouse(first.installation.settings.layout) as warehouse:
        names = warehouse.select("select customer_name from marts.dim_customer", Viewer.everything())
    assert "Renamed" in names["customer_name"].to_list()

    assert done.returncode == 1
    assert done.stderr.startswith(f"{now.version} is published, but not everything could be read: System 'shop' (")
    assert "the server does not answer; check host and port" in done.stderr
    assert done.stdout.count("Trying again.") == 2, "it may pass, so it is tried three times"


def test_a_decision_is_landed_and_obeyed_by_the_next_refresh(
    first: First, partial: tuple[subprocess.CompletedProcess[str], Path]
) -> None:
    """What people decide is a system of its own, read with the others."""
    assert "quarterdeck.decisions: first, read 1" in partial[0].stdout
    with Warehouse(first.installation.settings.layout) as warehouse:
        loads = warehouse.select(
            "select new_rows from audits.loads where system = 'quarterdeck' and table_name = 'decisions'",
            Viewer.everything(),
        )
        decided = warehouse.select(
            "select duplicate_candidate_key, status, decided_by from marts.fct_duplicate_candidates "
            "where decision_key is not null",
            Viewer.everything(),
        )
    assert loads["new_rows"].to_list() == [1]
    [(key, *said)] = decided.rows()
    assert said == ["rejected", "li"] and key not in first.installation.duplicates()


def test_status_says_whose_data_is_old(first: First, partial: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    known = read_status(first.installation.settings.layout)
    assert known["erp"].status == "ok" and known["erp"].succeeded_at is not None
    assert known["shop"].status == "failed" and known["shop"].succeeded_at is None
    assert "the server does not answer" in known["shop"].errors[0]
    assert (datetime.now(UTC) - known["shop"].attempted_at).total_seconds() < 600
    said = first.installation.run("status", config=partial[1])
    assert said.returncode == 0 and "shop (erpnext)" in said.stdout and "does not answer" in said.stdout
    assert "quarterdeck (state): ok" in said.stdout


def test_no_secret_is_written_anywhere(first: First, partial: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    """Not into Prefect's database and log, the state, the terminal, or the environment of the server that stays."""
    done, config = partial
    secrets = [PASSWORD.encode(), quote(PASSWORD, safe="").encode()]
    files = [file for file in config.parent.rglob("*") if file.is_file()]
    prefect = first.installation.settings.layout.prefect
    assert any(file.suffix == ".db" and file.is_relative_to(prefect) for file in files)
    environment = Path(f"/proc/{first.server}/environ").read_bytes()
    for secret in secrets:
        assert [file for file in files if secret in file.read_bytes()] == []
        assert secret.decode() not in done.stdout + done.stderr
        assert secret not in environment


def test_a_failed_build_keeps_what_is_published(first: First) -> None:
    before = first.installation.published
    first.installation.change(
        "update settlement set amount = 'much', updated_at = '2030-01-01 00:00:00' "
        "where id = (select min(id) from settlement)"
    )
    failed = first.installation.run("refresh")
    assert failed.returncode == 5, failed.stdout + failed.stderr
    assert failed.stderr.startswith("The build failed, and the last published version stays: ")
    assert "settlement" in failed.stderr and "much" in failed.stderr and "dbt.log" in failed.stderr
    assert first.installation.published == before
    assert first.installation.run("report", "receivables-aging", "--as-of", "2026-06-30").returncode == 0
    log = first.installation.settings.layout.data_dir / "dbt" / "logs" / "dbt.log"
    assert "settlement" in log.read_text(encoding="utf-8")


def test_stop_ends_the_one_server(first: First) -> None:
    assert first.installation.server == first.server and is_alive(first.server), "all refreshes shared it"
    stopped = first.installation.run("stop")
    assert (stopped.returncode, stopped.stdout) == (0, "prefect: stopped\n")
    assert not is_alive(first.server)
    again = first.installation.run("stop")
    assert (again.returncode, again.stdout) == (0, "prefect: was not running\n")
