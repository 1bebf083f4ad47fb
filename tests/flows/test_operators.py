"""`quarterdeck status | rollback | path`: what an operator sees and does, on publications made by hand."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from flows.overview import as_text, overview
from flows.refresh import refresh_lock
from ingestion.snapshot import fingerprint
from quarterdeck.access import Viewer
from quarterdeck.errors import BusyError, PublicationError
from quarterdeck.publication import publish, read_pointer
from quarterdeck.settings import Settings, load_settings
from quarterdeck.status import record_status
from quarterdeck.warehouse import Warehouse
from tests.flows.installation import quarterdeck
from tests.quarterdeck.door import serve

SECRET = "correct-horse-battery"
SETTINGS = """
presentation_currency = "EUR"
time_zone = "Asia/Shanghai"
[systems.shop]
kind = "erpnext"
url = "mysql://reader:${SHOP_PASSWORD}@127.0.0.1/shop"
[systems.works]
kind = "demo_erp"
url = "sqlite:///works.sqlite"
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("SHOP_PASSWORD", SECRET)
    config = tmp_path / "quarterdeck.toml"
    config.write_text(SETTINGS)
    return load_settings(config)


def published(settings: Settings, version: str, mark: int = 1, **details: object) -> None:
    serve(settings.layout, mark=mark)
    publish(settings.layout, version=version, details={"snapshot": f"older {mark}", **details}, keep=3)


def run(settings: Settings, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--config", str(settings.config_file), *arguments])


def test_before_anything_is_published(settings: Settings) -> None:
    said = run(settings, "status")
    assert said.exit_code == 0
    assert "published: nothing yet; run quarterdeck refresh" in said.stdout
    assert "refresh: not running" in said.stdout
    assert "shop (erpnext): never read" in said.stdout
    assert "versions kept: none" in said.stdout
    for command in ("path", "rollback"):
        refused = run(settings, command)
        assert isinstance(refused.exception, PublicationError)
        assert "othing is published" in str(refused.exception)


def test_status_tells_versions_systems_and_findings(settings: Settings) -> None:
    published(settings, "v1")
    published(settings, "v2", mark=2, findings=["Receivables differ."])
    now = datetime.now(UTC)
    yesterday = now - timedelta(hours=30)
    record_status(settings.layout, "works", "ok", yesterday, "1790000000.5", [])
    record_status(settings.layout, "works", "failed", now, None, ["The file is gone."])
    found = json.loads(run(settings, "status", "--format", "json").stdout)
    assert found["published"]["version"] == "v2"
    assert found["published"]["is_up_to_date"] is False
    assert found["published"]["findings"] == ["Receivables differ."]
    assert [(v["version"], v["is_current"], v["size_bytes"] > 0) for v in found["versions"]] == [
        ("v2", True, True),
        ("v1", False, True),
    ]
    works = found["systems"][1]
    assert works["status"] == "failed" and works["load_id"] == "1790000000.5"
    assert works["errors"] == ["The file is gone."]
    assert 30 * 3600 <= works["age_seconds"] < 30 * 3600 + 600
    assert found["refresh"] is None and found["error"] is None
    said = run(settings, "status").stdout
    for expected in (
        "published: v2",
        "finding: Receivables differ.",
        "(30 h ago)",
        "The file is gone.",
        "MB  <- readers",
    ):
        assert expected in said
    assert "next refresh publishes anew" in said


def test_status_says_when_all_is_up_to_date(settings: Settings) -> None:
    published(settings, "v1", snapshot=fingerprint(settings))
    assert "up to date with what is landed and configured" in run(settings, "status").stdout


def test_status_holds_no_secret_and_needs_none(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    published(settings, "v1")
    said = [run(settings, "status", "--format", form).stdout for form in ("text", "json")]
    monkeypatch.delenv("SHOP_PASSWORD")
    assert all(SECRET not in one and "reader" not in one.replace("readers", "") for one in said)
    assert run(settings, "status").exit_code == 0


def test_status_knows_whether_a_refresh_is_running(settings: Settings) -> None:
    with refresh_lock(settings.layout):
        assert "refresh: running (process " in run(settings, "status").stdout
        with pytest.raises(BusyError, match=r"Another refresh is running \(process \d+, since "):
            refresh_lock(settings.layout).__enter__()
    assert "refresh: not running" in run(settings, "status").stdout


def test_status_of_a_damaged_pointer(settings: Settings) -> None:
    published(settings, "v1")
    settings.layout.pointer.write_text("{")
    said = run(settings, "status")
    assert said.exit_code == 0
    assert "published: damaged. The pointer current.json is damaged. Roll back" in said.stdout
    assert run(settings, "rollback", "--to", "v1").exit_code == 0
    assert "published: v1" in run(settings, "status").stdout


def test_rollback_moves_readers_and_says_what_the_next_refresh_does(settings: Settings) -> None:
    published(settings, "v1", mark=1)
    published(settings, "v2", mark=2)
    with Warehouse(settings.layout) as reader:
        assert reader.version == "v2"
        said = run(settings, "rollback")
        assert said.exit_code == 0
        assert said.stdout.startswith("Readers now see version v1, published ")
        assert "the next refresh publishes anew" in said.stdout
        assert reader.version == "v1"
        with refresh_lock(settings.layout):
            assert "A refresh is running; what it publishes replaces" in run(settings, "rollback", "--to", "v2").stdout
        assert reader.version == "v2"
        assert reader.select("select max(amount) as most from marts.fct_items", Viewer.everything()).item() == 147
    wrong = run(settings, "rollback", "--to", "v9")
    assert isinstance(wrong.exception, PublicationError)
    assert str(wrong.exception) == "There is no version 'v9'; kept are: v2, v1."


def test_rollback_to_what_a_build_would_see_now_stays(settings: Settings) -> None:
    published(settings, "v1", snapshot=fingerprint(settings))
    published(settings, "v2")
    assert "the next refresh" not in run(settings, "rollback").stdout


def test_path_is_the_file_and_nothing_else(settings: Settings) -> None:
    published(settings, "v1")
    said = run(settings, "path").stdout
    pointer = read_pointer(settings.layout)
    assert pointer and said == f"{pointer.path}\n"
    with duckdb.connect(said.strip(), read_only=True) as other_tool:
        assert other_tool.execute("select count(*) from marts.fct_items").fetchall() == [(120,)]


def test_ages_are_told_in_the_unit_that_fits(settings: Settings) -> None:
    published(settings, "v1")
    pointer = read_pointer(settings.layout)
    assert pointer
    for later, told in ((90, "(90 s ago)"), (3000, "(50 min ago)"), (9000, "(2 h ago)"), (400_000, "(4 d ago)")):
        assert told in as_text(overview(settings, pointer.published_at + timedelta(seconds=later)))


def test_a_wrong_settings_file_is_one_sentence_and_its_code(settings: Settings) -> None:
    settings.config_file.write_text(SETTINGS + "[systems.Bad]\n")
    done = quarterdeck(settings, "status")
    assert done.returncode == 2 and done.stdout == "" and "Traceback" not in done.stderr
