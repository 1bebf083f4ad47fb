"""`quarterdeck query | dbt | docs`, and the company's own models: from a first line to the publication."""

import json
import re
import shlex
import shutil
import sqlite3
import threading
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import polars as pl
import pytest
from typer.testing import CliRunner, Result

from flows import custom, steps
from flows.analyst import generate_docs, workplace
from flows.cli import app
from flows.dbt_process import copy_project
from flows.docs import documentation_server
from flows.locks import exclusive
from flows.server import free_port
from ingestion.snapshot import fingerprint
from quarterdeck.access import Viewer
from quarterdeck.errors import BusyError, QuarterdeckError, QueryRefused
from quarterdeck.layout import PROJECT_ROOT
from quarterdeck.publication import publish, read_pointer
from quarterdeck.settings import Settings
from quarterdeck.text_table import text_table
from quarterdeck.warehouse import Warehouse
from tests.flows.installation import copy_published, install, quarterdeck, quiet
from tests.quarterdeck.door import fill

RECIPE = (PROJECT_ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## A first model of your own")[1]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A publication by hand: nothing is built."""
    settings = install(tmp_path_factory.mktemp("small") / "demo")
    layout = settings.layout
    layout.build.mkdir(parents=True)
    with closing(duckdb.connect(str(layout.serving_file))) as connection:
        fill(connection)
        connection.execute(
            """
            create table marts.odd as select
                12345678901234567890123456.1234567890::decimal(38, 10) as wide, 7.0312500000::decimal(21, 10) as rate,
                6470.160::decimal(18, 3) as amount, 3::decimal(18, 0) as units, '远洲' || chr(27) || '[31m' as party,
                date '2026-06-30' as day, [1.50::decimal(5, 2)] as parts, 'nan'::double as ratio,
                null::integer as nothing, '=1+1' as formula
            """
        )
    publish(layout, version="v1", details={"snapshot": "s"}, keep=3)
    return settings


def run(settings: Settings, *arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, ["--config", str(settings.config_file), *arguments], input=typed)


def test_a_query_prints_a_table(small: Settings) -> None:
    said = run(small, "query", "select company_key, sum(amount) as total from marts.fct_items group by 1 order by 1")
    lines = said.stdout.splitlines()
    assert lines[:2] == ["company_key   total", "-----------  ------"]
    assert lines[2:] == ["A            693.00", "B            693.00", "C            693.00", "(3 rows)"]


def test_a_long_table_is_cut_and_says_so(small: Settings) -> None:
    said = run(small, "query", "select item_key from fct_items order by item_key")
    assert said.stdout.endswith("(40 rows)\n")
    assert said.stderr == "Only the first 40 rows; --limit N shows more, --format csv all.\n"
    every = run(small, "query", "select item_key from fct_items", "--limit", "120")
    assert every.stdout.endswith("(120 rows)\n") and every.stderr == ""
    assert run(small, "query", "from fct_items", "--format", "csv").stdout.count("\n") == 121
    assert run(small, "query", "from fct_items", "--format", "csv", "--limit", "5").stdout.count("\n") == 6


def test_figures_are_exact_in_every_format(small: Settings, tmp_path: Path) -> None:
    wide = "12345678901234567890123456.123456789"
    assert run(small, "query", "from marts.odd", "--format", "csv").stdout.splitlines()[1] == (
        f'{wide},7.03125,6470.16,3,远洲\x1b[31m,2026-06-30,"[""1.50""]",nan,,\'=1+1'
    )
    row = json.loads(run(small, "query", "from marts.odd", "--format", "json").stdout)[0]
    assert (row["wide"], row["rate"], row["units"], row["parts"]) == (wide, "7.03125", "3", ["1.50"])
    file = tmp_path / "odd.xlsx"
    assert run(small, "query", "from marts.odd", "--output", str(file)).exit_code == 0
    with zipfile.ZipFile(file) as book:
        texts, sheet = (book.read(f"xl/{name}.xml").decode() for name in ("sharedStrings", "worksheets/sheet1"))
    assert f">{wide}<" in texts, "more digits than Excel keeps are text"
    assert "<v>6470.160</v>" in sheet and "<v>7.0312500000</v>" in sheet
    table = run(small, "query", "from marts.odd").stdout
    assert wide in table and "\x1b" not in table and "远洲·[31m" in table


def test_text_stands_in_columns_also_in_chinese() -> None:
    lines = text_table(pl.DataFrame({"party": ["远洲", "Acme"], "n": [1, 20]})).splitlines()
    assert lines == ["party   n", "-----  --", "远洲    1", "Acme   20", "(2 rows)"]


def test_without_a_select_it_lists_the_catalogue(small: Settings) -> None:
    said = run(small, "query").stdout
    assert "marts.dim_company\n    company_key   varchar\n" in said
    rows = json.loads(run(small, "query", "--format", "json").stdout)
    assert {"schema_name", "relation_name", "column_name", "data_type"} <= set(rows[0])


def test_a_select_from_standard_input(small: Settings) -> None:
    assert run(small, "query", "-", "--format", "csv", typed="select 1 as one\n").stdout == "one\n1\n"


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_text('/etc/passwd')",
        "drop table fct_items",
        "select * from nowhere",
        "",
        "select interval 1 day",
    ],
)
def test_what_the_door_refuses_is_one_sentence(small: Settings, sql: str) -> None:
    refused = run(small, "query", sql).exception
    assert isinstance(refused, QueryRefused) and refused.exit_code == 7


def test_the_code_of_a_refused_query(small: Settings) -> None:
    done = quarterdeck(small, "query", "select * from read_text('/etc/passwd')")
    assert done.returncode == 7 and done.stdout == ""
    assert done.stderr.startswith("The table function 'read_text' is not accepted.")


@pytest.fixture(scope="module")
def analysts(published_demo: Settings, prefect_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A copy of the published demonstration, with custom models of its own."""
    settings = install(tmp_path_factory.mktemp("analysts") / "demo", prefect_home)
    copy_published(published_demo, settings)
    return settings


def test_the_recipe_for_a_first_model(analysts: Settings) -> None:
    """CONTRIBUTING's own words, carried out: its files, then its commands, with a refresh at work meanwhile."""
    files = re.findall(r"`models/custom/([\w.]+)`.*?```(?:sql|yaml)\n(.*?)```", RECIPE, flags=re.DOTALL)
    assert [name for name, _ in files] == ["customers_in_arrears.sql", "customers_in_arrears.yml"]
    for name, text in files:
        (analysts.custom_folder / name).write_text(text)
    commands = [shlex.split(line) for line in re.findall(r"^quarterdeck .+$", RECIPE, flags=re.MULTILINE)]
    assert [command[1] for command in commands] == ["dbt", "dbt", "refresh", "query"]
    build, show, refresh, query = (command[1:] for command in commands)

    layout, before = analysts.layout, read_pointer(analysts.layout)
    layout.build.mkdir(exist_ok=True)
    with (  # as a refresh that is building
        exclusive(layout.refresh_lock, "held"),
        closing(duckdb.connect(str(layout.build_file))),
        closing(duckdb.connect(str(layout.serving_file))),
    ):
        done = quarterdeck(analysts, *build)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "PASS customers_in_arrears::late_from_the_day_after_the_due_date" in done.stdout, done.stdout
    assert "PASS=3 " in done.stdout, "unit test, model and key; nothing else is built"
    assert read_pointer(analysts.layout) == before, "an analyst's build is nobody else's"

    shown = quarterdeck(analysts, *show)
    assert shown.returncode == 0 and "| company_key | customer_key |" in shown.stdout, shown.stdout
    done = quarterdeck(analysts, *refresh)
    assert done.returncode == 0, done.stdout + done.stderr
    done = quarterdeck(analysts, *query)
    assert done.returncode == 0 and done.stdout.endswith("(5 rows)\n"), done.stdout + done.stderr
    assert done.stdout.split()[:2] == ["company_key", "customer_key"]
    with Warehouse(analysts.layout) as warehouse:
        companies = "select distinct company_key from custom.customers_in_arrears order by 1"
        # an interval in arrears lasts over the first month end on which its document is late
        late = (
            "select distinct company_key from marts.fct_receivable_balances "
            "where residual_amount_company > 0 and last_day(greatest(from_date, due_date + 1)) < until_date "
            "and last_day(greatest(from_date, due_date + 1)) <= current_date order by 1"
        )
        found = warehouse.select(companies, Viewer.everything()).rows()
        assert found == warehouse.select(late, Viewer.everything()).rows() and len(found) > 3
        assert warehouse.select(companies, Viewer.of("anna", {"YZO"})).rows() == [("YZO",)]


def test_private_files_follow_the_last_build_and_the_newest_snapshot(analysts: Settings) -> None:
    made_from = analysts.layout.analyst / "made_from"
    said: list[str] = []
    with workplace(analysts, said.append) as place, closing(duckdb.connect(str(place.serving_file))) as connection:
        connection.execute("create schema if not exists mine")
        connection.execute("create or replace table mine.work as select 1 as one")
    pointer = read_pointer(analysts.layout)
    assert pointer and made_from.read_text() == pointer.version
    assert said == [f"dbt: private files are copies of version {pointer.version}"], "the recipe's refresh was newer"
    with closing(sqlite3.connect(analysts.config_file.parent / "erp.sqlite")) as erp:
        erp.execute("update customer set name = 'Renamed' where id = 1")
        erp.commit()
    load = steps.extract(analysts, analysts.systems["erp"], full=False, say=quiet)
    said.clear()
    with workplace(analysts, said.append) as place:
        assert said == [], "nothing newer is published: what the analyst has made stays"
        with closing(duckdb.connect(str(place.serving_file), read_only=True)) as connection:
            assert connection.execute("from mine.work").fetchall() == [(1,)]
        with closing(duckdb.connect(str(place.build_file), read_only=True)) as connection:
            newest = connection.execute("select max(_load_id) from landing.demo_erp__customer").fetchall()
            assert newest == [(load.load_id,)]
        with pytest.raises(BusyError, match="Somebody else's dbt"), workplace(analysts, quiet):
            pass


def test_a_failing_unit_test_is_told(analysts: Settings) -> None:
    file = analysts.custom_folder / "customers_in_arrears.yml"
    text = file.read_text()
    file.write_text(text.replace("overdue_amount_company: 926.22", "overdue_amount_company: 926.23"))
    done = quarterdeck(analysts, "dbt", "test", "--select", "customers_in_arrears,test_type:unit")
    file.write_text(text)
    assert done.returncode == 1 and "926.23" in done.stdout


def test_the_documentation_is_one_page_for_this_machine(analysts: Settings) -> None:
    page = generate_docs(analysts, quiet)
    assert b"customers_in_arrears" in page and b"fct_receivable_balances" in page
    with documentation_server(page, free_port(8602)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        with urllib.request.urlopen(address) as answer:
            assert answer.read() == page
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        for wrong in (
            urllib.request.Request(address, headers={"Host": "elsewhere.example"}),
            f"{address}../manifest.json",
        ):
            with pytest.raises(urllib.error.HTTPError, match="403|404"):
                urllib.request.urlopen(wrong)  # noqa: S310 - loopback http
        server.shutdown()


BROKEN = {
    "fine.sql": "select customer_key from {{ ref('dim_customer') }}\n",
    "wrong_column.sql": "select nonsense from {{ ref('dim_customer') }}\n",
    "behind_it.sql": "select * from {{ ref('wrong_column') }}\n",
    "twice.sql": "select 1 as a union all select 1 as a\n",
    "a_view.sql": "{{ config(materialized='view') }} select * from {{ ref('fine') }}\n",
    "tests.yml": "models: [{name: twice, columns: [{name: a, data_tests: [unique]}]}]\n",
}


@pytest.fixture
def ready(analysts: Settings) -> Iterator[Settings]:
    """An audited build that waits for the company's own models, which the test writes."""
    layout, pointer = analysts.layout, read_pointer(analysts.layout)
    assert pointer
    shutil.rmtree(analysts.custom_folder)
    analysts.custom_folder.mkdir()
    layout.build.mkdir(exist_ok=True)
    shutil.copyfile(layout.last_build / f"{pointer.version}.duckdb", layout.build_file)
    shutil.copyfile(pointer.path, layout.serving_file)
    with closing(duckdb.connect(str(layout.serving_file))) as connection:
        connection.execute("drop schema if exists custom cascade")
    yield analysts
    shutil.rmtree(layout.build, ignore_errors=True)


def relations(file: Path) -> set[str]:
    with closing(duckdb.connect(str(file), read_only=True)) as connection:
        rows = connection.execute("select table_schema || '.' || table_name from information_schema.tables").fetchall()
    return {name for (name,) in rows}


def test_a_broken_model_stops_nothing_else(ready: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = relations(ready.layout.serving_file)
    assert steps.custom(ready, quiet) == [], "no models: nothing to do"
    seen = fingerprint(ready)
    linked = ready.config_file.parent / "linked"
    linked.mkdir()
    (ready.custom_folder / "linked").symlink_to(linked)
    for name, text in BROKEN.items():
        (linked / name).write_text(text)
    assert fingerprint(ready) != seen, "a change of theirs is something new, also behind a link"

    findings = steps.custom(ready, quiet)
    assert sorted(finding.split(" is not published: ")[0] for finding in findings) == [
        f"The custom model {name}" for name in ("a_view", "behind_it", "twice", "wrong_column")
    ]
    told = " ".join(findings)
    for reason in (
        '"nonsense" not found',
        "something that it reads failed",
        "its test unique_twice_a",
        "materialized=",
    ):
        assert reason in told
    assert relations(ready.layout.serving_file) == ours | {"custom.fine"}

    # What dbt cannot even read leaves all of theirs out, and none of ours.
    (linked / "tests.yml").write_text("models: [{name: twice")
    (finding,) = steps.custom(ready, quiet)
    assert finding.startswith("The company's own models could not be built, and none is published: ")
    (linked / "tests.yml").write_text("")
    (linked / "endless.sql").write_text("select count(*) as n from range(1000000000000) as numbers(n)\n")
    monkeypatch.setattr(custom, "LONGEST_SECONDS", 8.0)
    (finding,) = steps.custom(ready, quiet)
    assert "dbt was ended by signal 9" in finding
    assert relations(ready.layout.serving_file) - {"custom.fine"} == ours

    publication = steps.publish_build(ready, "seen", quiet, [finding])
    assert f"finding: {finding}" in run(ready, "status").stdout
    assert ours <= relations(publication.path)


def test_no_mistake_of_theirs_is_in_our_build(ready: Settings, tmp_path: Path) -> None:
    (ready.custom_folder / "any.sql").write_text("select 1 as one\n")
    assert copy_project(tmp_path / "ours", None) is False
    assert not (tmp_path / "ours" / "models" / "custom").exists()
    assert (tmp_path / "ours" / "models" / "marts").is_dir()
    assert copy_project(tmp_path / "all", ready.custom_folder) is True
    assert (tmp_path / "all" / "models" / "custom" / "any.sql").is_file()


def test_a_missing_folder_of_models_is_a_finding(ready: Settings) -> None:
    elsewhere = ready.model_copy(update={"custom_models": Path("nowhere")})
    (finding,) = steps.custom(elsewhere, quiet)
    assert "cannot be read, and none is published" in finding
    with pytest.raises(QuarterdeckError, match="custom_models"), workplace(elsewhere, quiet):
        pass


def test_nothing_of_ours_stands_in_the_folder_for_theirs() -> None:
    text = (PROJECT_ROOT / ".gitignore").read_text().splitlines()
    assert {"/models/custom/*", "!/models/custom/README.md"} <= set(text)
    assert (PROJECT_ROOT / "models" / "custom" / "README.md").is_file()
