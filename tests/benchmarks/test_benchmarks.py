"""The benchmarks themselves: their answers agree, at a size that takes no time, and each is documented."""

import importlib
import re
from datetime import date

import duckdb
import pytest

from quarterdeck.layout import PROJECT_ROOT
from tests.benchmarks import BENCHMARKS, trend
from tests.benchmarks.__main__ import main
from tests.benchmarks.measuring import Figure, at_most, faster, within
from tests.benchmarks.writing import DOCUMENT, marks, table, write

# Effects as the intermediate models make them: 200 documents in two instalments, each with five dated effects, of
# which some come back, some cancel out, and some have no due date.
EFFECTS = """
    select
        item || '-' || part || '-' || number as line_effect_key,
        'demo|' || item as item_key,
        part as instalment_number,
        'document' as line_type,
        'allocation' as effect_type,
        'allocation' as effect_class,
        'receipt' as counter_document_type,
        'R' as counter_document_number,
        (case number when 0 then 1000 else (hash(item, part, number) % 5)::bigint * -100.01 end)::decimal(18, 3)
            as effect_amount,
        effect_amount * 7 as effect_amount_company,
        $as_of::date - (hash(item) % 1500)::integer + (number * (hash(item, number) % 90))::integer
            as effect_date,
        case when item % 20 > 0 then $as_of::date - (hash(item) % 1500)::integer + (part * 30)::integer end
            as due_date,
        null::timestamp as recorded_at,
        'settlement' as source_table,
        item as source_key,
        '1.0' as load_id
    from range(200) as items (item)
    cross join range(2) as parts (part)
    cross join range(5) as numbers (number)
"""
ITEMS = """
    select distinct
        'receivable' as ledger_side, item_key, 'company ' || source_key % 2 as company_key, 'demo' as system,
        source_key % 10 as party_id, 1 as account_id, 'invoice' as document_type, item_key as document_number,
        'CNY' as currency, 1000::decimal(18, 3) as document_amount, 7000::decimal(18, 3) as document_amount_company,
        null::date as due_date, null::date as document_date, null::date as posting_date, recorded_at, source_table,
        source_key, load_id
    from int_open_item_line_effects
"""
MODELS = (
    "intermediate/open_items/int_open_item_balances",
    "marts/shared/dim_reporting_date",
    "marts/receivables/fct_receivable_effects",
    "marts/receivables/fct_receivable_balances",
    "marts/receivables/fct_receivable_movements",
)


def small_warehouse(as_of: date) -> duckdb.DuckDBPyConnection:
    """The marts that the trend reads, by the SQL of their own models, in memory."""
    connection = duckdb.connect()
    connection.execute("create schema marts")
    connection.execute("set search_path = 'main,marts'")
    connection.execute(f"create table options as select date '{as_of}' as as_of_date")
    connection.execute("create table int_open_item_line_effects as " + EFFECTS.replace("$as_of", f"'{as_of}'"))
    connection.execute("create table open_items as " + ITEMS)
    connection.execute("create table int_open_item_contracts (item_key varchar, contract_key varchar)")
    connection.execute(
        "create table int_documents_disputed as select 'demo|7' as item_key, date '2024-01-15' as from_date, "
        "date '9999-12-31' as until_date"
    )
    # nothing of it is retained or rescheduled
    connection.execute(
        "create table int_open_item_terms (item_key varchar, instalment_number integer, line_class varchar, "
        "conditional_until_date date, rescheduled_due_date date, original_document_due_date date)"
    )
    connection.execute(
        "create table dim_customer as "
        "select distinct system || '|' || party_id as customer_key, party_id = 3 as is_intercompany from open_items"
    )
    for model in MODELS:
        sql = (PROJECT_ROOT / "models" / f"{model}.sql").read_text(encoding="utf-8")
        sql = re.sub(r"\{\{ (?:ref|source)\((?:'\w+', )?'(\w+)'\) \}\}", r"\1", sql)
        schema = "marts" if model.startswith("marts/") else "main"
        connection.execute(f"create table {schema}.{model.rpartition('/')[2]} as {sql}")
    return connection


@pytest.mark.parametrize("as_of", [date(2026, 10, 31), date(2026, 11, 22), date(2024, 2, 29)], ids=str)
def test_trends_agree_at_every_month_end(as_of: date) -> None:
    with small_warehouse(as_of) as connection:
        assert trend.prepare(connection) == trend.MONTHS
        for way in trend.WAYS:
            trend.answer(connection, way)
        trend.check(connection)
        [(items,)] = connection.execute("select count(*) from item_of_intervals").fetchall()
        assert items > 1000


def test_a_trend_that_differs_is_found() -> None:
    with small_warehouse(date(2026, 10, 31)) as connection:
        trend.prepare(connection)
        connection.execute(
            "update marts.fct_receivable_movements set residual_change_company = residual_change_company + 0.01 "
            "where due_date = (select min(due_date) from marts.fct_receivable_movements)"
        )
        for way in trend.WAYS:
            trend.answer(connection, way)
        with pytest.raises(AssertionError, match=r"rows of bucket_of_\w+ are not in bucket_of_\w+"):
            trend.check(connection)


@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_benchmark_runs_and_is_documented(name: str) -> None:
    assert callable(importlib.import_module(f"tests.benchmarks.{name.replace('-', '_')}").run)
    text = DOCUMENT.read_text(encoding="utf-8")
    start, end = marks(name)
    section = text.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    prose, _, rest = section.partition(start)
    assert len(prose.strip()) > 200 and end in rest, f"docs/benchmarks.md needs a section {name} with {start}, {end}"


def test_the_document_has_no_other_benchmarks() -> None:
    named = re.findall(r"<!-- results of ([\w-]+) -->", DOCUMENT.read_text(encoding="utf-8"))
    assert named == list(BENCHMARKS)


def test_goals_are_judged_by_the_ratio(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert at_most("a", 1.4, "b", 1.0, 1.5).is_met and not at_most("a", 1.6, "b", 1.0, 1.5).is_met
    assert faster("a", 1.0, "b", 20.0, 20).is_met and not faster("a", 1.1, "b", 20.0, 20).is_met
    assert within("a", 15, 15).is_met and not within("a", 15.1, 15).is_met
    figures = [at_most("a", 1.4, "b", 1.0, 1.5), Figure("c", "3 s")]
    document = tmp_path_factory.mktemp("document") / "benchmarks.md"
    start, end = marks("aging")
    document.write_text(f"before\n{start}\nold\n{end}\nafter\n")
    for _ in range(2):
        write("aging", figures, "Measured today.", document)
    assert document.read_text() == f"before\n{start}\n\n{table(figures)}\n\nMeasured today.\n\n{end}\nafter\n"
    assert "| a    | 1.40 s   | b: 1.00 s | 1.40× | ≤ 1.5× | yes |" in table(figures)


def test_the_list_says_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in said] == list(BENCHMARKS)
    with pytest.raises(SystemExit):
        main(["agng"])
