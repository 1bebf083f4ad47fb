"""Small installations of the demonstration's ERP, and the command line on them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb

from flows import steps
from flows.build import build_place
from flows.dbt_process import copy_project, follow_dbt
from ingestion.snapshot import fingerprint, write_snapshot
from quarterdeck.layout import PROJECT_ROOT
from quarterdeck.publication import Publication, read_pointer
from quarterdeck.settings import Settings, load_settings
from tests.group import copy_group, group_settings, quiet


def install(folder: Path, prefect: Path | None = None) -> Settings:
    """Settings and an empty folder of custom models; the ERP's file is the caller's.

    `prefect`: home of a Prefect server that installations share, since each would take a quarter of a minute to start.
    """
    (folder / "custom").mkdir(parents=True)
    config = folder / "quarterdeck.toml"
    config.write_text(group_settings('custom_models = "custom"'), encoding="utf-8")
    if prefect is not None:
        (folder / "var").mkdir()
        (folder / "var" / "prefect").symlink_to(prefect)
    return load_settings(config)


def make_erp(settings: Settings) -> Path:
    """The demonstration's ERP for an installation."""
    copy_group(settings.config_file.parent)
    return settings.config_file.parent / "erp.sqlite"


def copy_published(published: Settings, settings: Settings) -> None:
    """Bring an installation to where another one is, its ERP included: as if it had been refreshed itself."""
    origin, target = published.config_file.parent, settings.config_file.parent
    for name in ("landing", "published", "last_build", "state", "pipelines"):
        shutil.copytree(origin / "var" / name, target / "var" / name)
    shutil.copyfile(origin / "erp.sqlite", target / "erp.sqlite")
    remembered = Path("var", "dbt", "target", "partial_parse.msgpack")
    (target / remembered).parent.mkdir(parents=True)
    shutil.copyfile(origin / remembered, target / remembered)


def refresh_plainly(settings: Settings) -> Publication:
    """A refresh by its plain steps, without Prefect."""
    steps.extract(settings, settings.systems["erp"], full=False, say=quiet)
    seen = steps.snapshot(settings, quiet)
    steps.build(settings, quiet)
    findings = steps.audit(settings, quiet) + steps.custom(settings, quiet)
    return steps.publish_build(settings, seen, quiet, findings)


def refresh_partly(settings: Settings, *models: str) -> Publication:
    """What changed is landed, and only these models are built anew, on a copy of what is published: much quicker."""
    for name in steps.systems_to_read(settings):
        steps.extract(settings, settings.system(name), full=False, say=quiet)
    failed = built_partly(settings, *models)
    assert not failed, failed
    return steps.publish_build(settings, fingerprint(settings), quiet)


def built_partly(settings: Settings, *models: str) -> str:
    """Build these models and seeds, without their tests, on a copy of what is published; what dbt says has failed."""
    layout, current = settings.layout, read_pointer(settings.layout)
    assert current is not None
    layout.build.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(layout.last_build / f"{current.version}.duckdb", layout.build_file)
    shutil.copyfile(current.path, layout.serving_file)
    write_snapshot(settings, layout.build_file)
    place = build_place(settings, "project")
    copy_project(place.project, None, settings.parameters_folder, settings.kinds)
    kept_out = ["--exclude-resource-type", "test", "unit_test"]
    outcome = follow_dbt(place, ["build", "--no-write-json", *kept_out, "--select", *models], quiet)
    return "\n".join(map(str, outcome.failures))


def command_line(settings: Settings, *arguments: str) -> list[str]:
    """`quarterdeck …` on an installation."""
    return [sys.executable, "-m", "flows.cli", "--config", str(settings.config_file), *arguments]


def quarterdeck(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `quarterdeck …` to its end."""
    return subprocess.run(
        command_line(settings, *arguments), cwd=PROJECT_ROOT, capture_output=True, text=True, check=False
    )


def processes_with(text: str) -> Iterator[int]:
    """Processes whose environment holds a text, other than this one."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if text.encode() in (folder / "environ").read_bytes() and int(folder.name) != os.getpid():
                yield int(folder.name)
        except OSError:
            continue


def differences(one: Path, other: Path) -> dict[str, int]:
    """Rows of two publications that are in one of them only, by relation; loads and what masters were do not."""
    with closing(duckdb.connect()) as connection:
        connection.execute(f"attach '{one}' as one (read_only); attach '{other}' as other (read_only)")
        named = connection.execute(
            "select database_name, schema_name || '.' || table_name from duckdb_tables() "
            "where database_name in ('one', 'other') "
            "and schema_name in ('marts', 'scorecard', 'alerts', 'audits') and table_name <> 'loads' "
            # the history of attributes is that of the loads, which two installations need not share
            "and table_name not like '%\\_history' escape '\\'"
        ).fetchall()
        ours, theirs = ({name for database, name in named if database == which} for which in ("one", "other"))
        assert ours == theirs and len(ours) > 8
        counts = {}
        for name in sorted(ours):
            columns = connection.execute(f"select * from one.{name} limit 0").description or []
            kept = ", ".join(column[0] for column in columns if column[0] != "load_id")
            sides = [f"select {kept} from {side}.{name}" for side in ("one", "other")]
            counts[name] = sum(
                connection.execute(f"select count(*) from ({a} except all {b})").fetchall()[0][0]
                for a, b in (sides, sides[::-1])
            )
    return {name: count for name, count in counts.items() if count}
