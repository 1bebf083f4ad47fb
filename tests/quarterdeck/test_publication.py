"""Publication: whatever happens in between, the pointer names a complete file."""

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from quarterdeck import publication
from quarterdeck.errors import PublicationError
from quarterdeck.layout import Layout
from quarterdeck.publication import new_version, publish, read_pointer, rollback, versions
from tests.quarterdeck.door import layout_in, publish_one, serve


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return layout_in(tmp_path)


def _files(layout: Layout) -> set[str]:
    return {path.name for path in layout.published.iterdir()}


def test_publish_moves_the_build_and_writes_the_pointer(layout: Layout) -> None:
    first = publish_one(layout, "v1")
    assert not layout.serving_file.exists()
    assert read_pointer(layout) == first
    assert (first.snapshot, first.systems, first.previous) == ("loads-1", {"erp": {"status": "ok"}}, None)
    assert _files(layout) == {"quarterdeck-v1.duckdb", "quarterdeck-v1.json", "current.json"}
    content = json.loads(layout.pointer.read_text())
    assert content["file"] == "quarterdeck-v1.duckdb"
    assert dt.datetime.fromisoformat(content["published_at"]).utcoffset() == dt.timedelta(0)
    second = publish_one(layout, "v2")
    assert second.previous == "v1"
    assert [p.version for p in versions(layout)] == ["v2", "v1"]


def test_nothing_published_is_none(layout: Layout) -> None:
    assert read_pointer(layout) is None
    assert versions(layout) == []


def test_version_names_sort_by_time() -> None:
    now = dt.datetime(2026, 11, 22, 1, 23, 45, tzinfo=dt.UTC)
    assert new_version(now).startswith("20261122T012345Z-")
    assert new_version(now) < new_version(now + dt.timedelta(seconds=1))
    east = now.astimezone(dt.timezone(dt.timedelta(hours=8)))
    assert new_version(east)[:16] == new_version(now)[:16]


def test_old_versions_go_but_never_current_previous_or_pinned(layout: Layout) -> None:
    for number in range(1, 6):
        serve(layout)
        publish(layout, version=f"v{number}", details={}, keep=2, pinned={"v2"})
    assert [p.version for p in versions(layout)] == ["v5", "v4", "v2"]
    rollback(layout, "v2")
    publish_one(layout, "v6", keep=1)
    assert [p.version for p in versions(layout)] == ["v6", "v2"]


def test_rollback_moves_the_pointer_and_keeps_the_age(layout: Layout) -> None:
    first, _, _ = (publish_one(layout, version) for version in ("v1", "v2", "v3"))
    assert rollback(layout).version == "v2"
    assert rollback(layout) == first
    assert read_pointer(layout) == first
    with pytest.raises(PublicationError, match="oldest"):
        rollback(layout)
    assert rollback(layout, "v3").version == "v3"
    with pytest.raises(PublicationError, match="kept are: v3, v2, v1"):
        rollback(layout, "v9")
    rollback(layout, "v1")
    assert publish_one(layout, "v4").previous == "v1"
    assert rollback(layout).version == "v1"


def test_rollback_without_publication_says_so(layout: Layout) -> None:
    with pytest.raises(PublicationError, match="Nothing is published"):
        rollback(layout)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"version": "v1"}', "\xff", '{"version": "v1", "file": "../x.duckdb"}',
     '{"version": "v1", "file": "quarterdeck-v1.duckdb", "published_at": "yesterday", "previous": null}',
     '{"version": "../v1", "file": "quarterdeck-../v1.duckdb", "published_at": "2026-01-01T00:00:00+00:00"}'],
)  # fmt: skip
def test_damaged_pointer_says_what_to_do_and_is_repaired(layout: Layout, text: str) -> None:
    publish_one(layout, "v1")
    layout.pointer.write_bytes(text.encode("latin-1"))
    with pytest.raises(PublicationError, match=r"Roll back to one of the versions kept \(v1\), or run a refresh"):
        read_pointer(layout)
    assert rollback(layout, "v1").version == "v1"
    layout.pointer.write_bytes(text.encode("latin-1"))
    publish_one(layout, "v2")
    current = read_pointer(layout)
    assert current is not None
    assert current.version == "v2"


def test_pointer_to_a_file_that_is_gone(layout: Layout) -> None:
    publish_one(layout, "v1")
    publish_one(layout, "v2").path.unlink()
    with pytest.raises(PublicationError, match=r"v2, whose file is gone. Roll back .*\(v1\)"):
        read_pointer(layout)


def test_incomplete_builds_are_refused(layout: Layout) -> None:
    details: dict[str, Any] = {}
    with pytest.raises(PublicationError, match=r"no serving.duckdb"):
        publish(layout, version="v1", details=details, keep=2)
    serve(layout)
    with pytest.raises(PublicationError, match="lacks marts.fct_more"):
        publish(layout, version="v1", details=details, keep=2, expected={"marts.fct_items", "marts.fct_more"})
    with pytest.raises(PublicationError, match="must be letters"):
        publish(layout, version="../v1", details=details, keep=2)
    with pytest.raises(PublicationError, match="may not hold file"):
        publish(layout, version="v1", details={"file": "x"}, keep=2)
    assert read_pointer(layout) is None
    layout.serving_file.write_bytes(b"not a database" * 1000)
    with pytest.raises(PublicationError, match="cannot be completed"):
        publish(layout, version="v1", details=details, keep=2)
    layout.serving_file.unlink()
    duckdb.connect(str(layout.serving_file)).close()
    with pytest.raises(PublicationError, match="any table"):
        publish(layout, version="v1", details=details, keep=2)


def test_file_with_damaged_blocks_is_not_published(layout: Layout) -> None:
    serve(layout)
    with layout.serving_file.open("r+b") as stream:
        stream.seek(8 * 1024)
        stream.write(b"\xff" * (layout.serving_file.stat().st_size - 8 * 1024))
    with pytest.raises(PublicationError):
        publish(layout, version="v1", details={}, keep=2)


def test_write_ahead_log_of_a_killed_build_is_taken_in(layout: Layout) -> None:
    serve(layout)
    code = (
        "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); "
        "c.execute(\"set checkpoint_threshold = '1GB'\"); "
        "c.execute('create table marts.late as select 1 as a'); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, str(layout.serving_file)], check=False)
    assert layout.serving_file.with_name("serving.duckdb.wal").exists()
    done = publish(layout, version="v1", details={}, keep=2, expected={"marts.late"})
    assert not [name for name in _files(layout) if "wal" in name]
    with duckdb.connect(str(done.path), read_only=True) as connection:
        assert connection.execute("select a from marts.late").fetchall() == [(1,)]


def test_version_is_published_once(layout: Layout) -> None:
    publish_one(layout, "v1")
    serve(layout)
    with pytest.raises(PublicationError, match="published already"):
        publish(layout, version="v1", details={}, keep=2)


class _Killed(BaseException):
    """Stands for the end of the process: nothing may handle it."""


def _steps(layout: Layout, monkeypatch: pytest.MonkeyPatch, kill_at: int) -> int:
    """Publish v2, killed before its step number `kill_at`; how many steps there were."""
    count = 0

    def step(original: Any) -> Any:
        def run(*arguments: Any, **options: Any) -> Any:
            nonlocal count
            count += 1
            if count == kill_at:
                raise _Killed
            return original(*arguments, **options)

        return run

    serve(layout, mark=2)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", step(os.fsync))
        patch.setattr(os, "replace", step(os.replace))
        patch.setattr(Path, "rename", step(Path.rename))
        patch.setattr(Path, "unlink", step(Path.unlink))
        patch.setattr(publication, "_verify", step(publication._verify))
        publish(layout, version="v2", details={"snapshot": "two"}, keep=1)
    return count


def test_killed_at_any_step_the_pointer_names_a_complete_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dry = layout_in(tmp_path / "dry")
    publish_one(dry, "v0")
    publish_one(dry, "v1")
    total = _steps(dry, monkeypatch, kill_at=0)
    assert total > 10
    outcomes = []
    for kill_at in range(1, total + 1):
        layout = layout_in(tmp_path / str(kill_at))
        publish_one(layout, "v0")
        publish_one(layout, "v1")
        with pytest.raises(_Killed):
            _steps(layout, monkeypatch, kill_at)
        current = read_pointer(layout)
        assert current is not None
        outcomes.append(current.version)
        with duckdb.connect(str(current.path), read_only=True) as connection:
            assert connection.execute("select count(*) from marts.fct_items").fetchall() == [(120,)]
        assert rollback(layout, "v1").version == "v1"
        # The next publication finds its way, and leaves nothing of the killed one.
        last = publish_one(layout, "v3", keep=1)
        assert read_pointer(layout) == last
        assert not [name for name in _files(layout) if name.endswith(".part")]
        known = {f"quarterdeck-{p.version}.{ending}" for p in versions(layout) for ending in ("duckdb", "json")}
        assert _files(layout) == known | {"current.json"}
    assert outcomes == sorted(outcomes)
    assert set(outcomes) == {"v1", "v2"}


def test_full_disk_leaves_yesterdays_version(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_one(layout, "v1")
    serve(layout)

    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(PublicationError, match=r"No space left .* Readers keep"):
        publish(layout, version="v2", details={}, keep=2)
    current = read_pointer(layout)
    assert current is not None
    assert current.version == "v1"
