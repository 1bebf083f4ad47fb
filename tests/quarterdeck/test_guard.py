"""Attacks that must be refused or see nothing, and queries of analysts that must give what they would without a door."""

from collections.abc import Iterator
from itertools import product

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from quarterdeck.access import Viewer, row_rule
from quarterdeck.catalogue import Catalogue, Relation
from quarterdeck.errors import QueryRefused
from quarterdeck.functions import ALLOWED_FUNCTIONS, ALLOWED_TABLE_FUNCTIONS
from quarterdeck.guard import MAX_LENGTH, Guard
from quarterdeck.warehouse import Warehouse
from tests.quarterdeck.door import fill, layout_in, publish_one

EVERYTHING = Viewer.everything()
ONLY_A = Viewer.of("anna", {"A"})
A_AND_C = Viewer.of("controller", {"A", "C"})
NOBODY = Viewer.of("nobody", set())


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    layout = layout_in(tmp_path_factory.mktemp("door"))
    publish_one(layout)
    with Warehouse(layout) as opened:
        yield opened


@pytest.fixture(scope="module", params=[EVERYTHING, ONLY_A, A_AND_C], ids=["everything", "A", "A and C"])
def viewer_and_truth(request: pytest.FixtureRequest) -> Iterator[tuple[Viewer, duckdb.DuckDBPyConnection]]:
    """A viewer, and a database that never held another company's rows."""
    viewer: Viewer = request.param
    with duckdb.connect() as connection:
        fill(connection, tuple(sorted(viewer.companies)) if viewer.companies is not None else ("A", "B", "C"))
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set schema = 'marts'")
        yield viewer, connection


LEGITIMATE = [
    "select * from marts.fct_items order by item_key",
    "from marts.fct_items select item_key, amount order by all",
    "from marts.fct_items order by item_key limit 7 offset 2",
    "table marts.dim_company order by all",
    "select * from fct_items order by item_key",
    "SELECT Item_Key FROM MARTS.FCT_ITEMS ORDER BY 1",
    'select "item_key" as "Key" from "marts"."fct_items" order by 1',
    "select marts.fct_items.item_key, fct_items.amount from marts.fct_items order by marts.fct_items.item_key",
    "select count(*) as n, count() as m, sum(amount) as total from marts.fct_items",
    "select i.item_key, c.customer_name from marts.fct_items as i join marts.dim_customer as c using (customer_key) order by 1",
    "select d.date_day, i.amount from marts.dim_date d left join marts.fct_items i on i.posting_date = d.date_day order by all",
    "select * from marts.fct_items natural join marts.dim_company order by item_key",
    "select a.item_key, b.item_key as other from marts.fct_items a, marts.fct_items b where a.amount = b.amount order by all limit 50",
    "select * exclude (note, tags, part) replace (amount * 2 as amount) from marts.fct_items order by item_key",
    "select * rename (amount as money) from marts.fct_items order by item_key",
    "select fct_items.* from marts.fct_items order by item_key",
    "select columns('.*_key') from marts.fct_items order by all",
    "select min(columns('posting_date|amount')) from marts.fct_items",
    "select columns(c -> c like 'a%') from marts.fct_items order by all",
    "select * like '%key' from marts.fct_items order by all",
    "select company_key, date_trunc('month', posting_date) as month, sum(amount) as s from marts.fct_items group by all order by all",
    "select company_key, customer_key, sum(amount) as s, grouping(customer_key) as g from marts.fct_items group by rollup (company_key, customer_key) order by all",
    "select company_key, count(*) filter (where amount > 0) as n from marts.fct_items group by 1 having n > 1 order by 1",
    "select item_key, row_number() over (partition by company_key order by amount desc, item_key) as r from marts.fct_items qualify r <= 2 order by all",
    "select item_key, sum(amount) over w as running, lag(amount, 1, 0) over w as before from marts.fct_items window w as (partition by company_key order by item_key rows between unbounded preceding and current row) order by 1",
    "select company_key, string_agg(item_key, ',' order by item_key) as s, list(amount order by item_key) as l from marts.fct_items group by 1 order by 1",
    "select arg_max(item_key, (amount, item_key)) as a, median(amount) as m, quantile_cont(amount, 0.9) as q, mode(company_key) is not null as k from marts.fct_items",
    "select percentile_cont(0.5) within group (order by amount) as p from marts.fct_items",
    "with big as (select * from marts.fct_items where amount > 10) select company_key, count(*) as n from big group by 1 order by 1",
    "with fct_items as (select * from marts.fct_items where amount > 0) select count(*) as n from fct_items",
    "with x as (select 1 as k), y as (with x as (select 2 as k) select * from x) select x.k as a, y.k as b from x, y",
    "with x(a, b) as materialized (select company_key, amount from marts.fct_items) select a, sum(b) as s from x group by a order by a",
    "with recursive n as (select 1 as i union all select i + 1 from n where i < 10) select sum(i) as s from n",
    "with recursive m(d) as (select min(posting_date) from marts.fct_items union all select d + 30 from m where d < date '2026-03-01') select count(*) as n from m",
    "select item_key from marts.fct_items i where amount > (select avg(amount) from marts.fct_items j where j.company_key = i.company_key) order by 1",
    "select item_key from marts.fct_items i where exists (select 1 from marts.fct_targets t where t.company_key = i.company_key and t.target < i.amount * 2) order by 1",
    "select company_key from marts.dim_company where company_key not in (select company_key from marts.fct_items where amount > 1e6) order by 1",
    "select company_key, (select max(amount) from marts.fct_items i where i.company_key = c.company_key) as m from marts.dim_company c order by 1",
    "select company_key, amount > any (select target from marts.fct_targets) as k from marts.fct_items order by all",
    "select array(select company_key from marts.dim_company order by 1) as keys",
    "select * from marts.dim_company c, lateral (select sum(amount) as s from marts.fct_items i where i.company_key = c.company_key) q order by 1",
    "select company_key from marts.fct_items union select company_key from marts.fct_targets order by 1",
    "select company_key, amount from marts.fct_items union all by name select target as amount, company_key from marts.fct_targets order by all",
    "(select company_key from marts.dim_company) except (select 'A') order by 1",
    "select customer_key from marts.fct_items where amount > 50 intersect select customer_key from marts.dim_customer order by 1",
    "select i.item_key, t.target from marts.fct_items i asof join marts.fct_targets t on i.company_key = t.company_key and i.posting_date >= t.month_start_date order by all",
    "select c.company_key from marts.dim_company c semi join marts.fct_items i using (company_key) order by 1",
    "select c.customer_key from marts.dim_customer c anti join marts.fct_items i using (customer_key) order by 1",
    "select * from (select company_key, month(posting_date) as m, amount from marts.fct_items) pivot (sum(amount) for m in (1, 2, 3)) order by 1",
    "select * from (select item_key, amount, amount * 2 as twice from marts.fct_items) unpivot (v for n in (amount, twice)) order by all",
    "select tag, count(*) as n from (select unnest(tags) as tag from marts.fct_items) group by 1 order by 1",
    "select i.item_key, t.tag from marts.fct_items i, unnest(i.tags) as t(tag) order by all",
    "select list_transform(tags, x -> upper(x)) as u, list_filter(tags, lambda x: x like 't%') as f, [x || '!' for x in tags if x <> 't0'] as c from marts.fct_items order by all",
    "select part.code, part['share'] as s, tags[1] as t, tags[1:1] as u from marts.fct_items order by all",
    "select {'a': amount, 'b': company_key} as s, map {'k': amount}['k'] as m from marts.fct_items order by item_key",
    "select item_key, date_diff('day', posting_date, date '2026-03-31') as age, strftime(posting_date, '%Y-%m') as ym, last_day(posting_date) as l, posting_date + interval 1 month as n, year(posting_date) as y, extract(dow from posting_date) as w from marts.fct_items order by 1",
    "select item_key, case when amount > 0 then 'in' else 'out' end as side, coalesce(nullif(amount, 0), 1) as a, if(amount > 0, 1, 2) as f from marts.fct_items order by 1",
    "select try_cast(note as integer) as n, amount::double / 3 as d, cast(amount as varchar) as t, amount * 1e5 as e, 0.1 + 0.2 as z from marts.fct_items order by item_key",
    "select distinct on (company_key) company_key, item_key from marts.fct_items order by company_key, item_key",
    "select item_key from marts.fct_items where item_key similar to '[A-C]1.*' and note ilike '%NOTE%' and regexp_matches(item_key, '\\d+') order by 1",
    "select item_key from marts.fct_items where (company_key, customer_key) in (select company_key, 'c1' from marts.dim_company) order by 1",
    "select r.n, g.m from range(3) as r(n), generate_series(1, 2) as g(m) order by all",
    "values (1, 'a'), (2, 'b')",
    "select v.a, c.company_key from (values ('A', 1), ('B', 2)) as v(a, n) join marts.dim_company c on c.company_key = v.a order by all",
    "select count(*) as n from marts.open_items",
    "select open: count(*), total: sum(amount) from marts.open_items",
    "select company_key, finding from audits.fct_targets order by 1",
    "select i.n, o.n as other from (select count(*) as n from marts.fct_items) i positional join (select 1 as n) o",
    "select item_key from marts.fct_items order by (select count(*) from marts.dim_company), amount desc nulls last, item_key",
    "select #1 as k from (select item_key from marts.fct_items) order by 1",
    "select fct_items from marts.fct_items order by item_key limit 3",
    "select to_json(part) as j, part ->> 'code' as c from (select to_json(part) as part, item_key from marts.fct_items) order by item_key",
    "select count(*) as n from (marts.fct_items as i join marts.dim_company using (company_key)) join marts.fct_targets using (company_key)",
    'select month(posting_date) as month, sum(amount) as "order" from marts.fct_items group by month order by month',
    "/* a comment */ select 1 as one -- from marts.nothing\n",
    "select 'from marts.private_plans; drop table x' as text, $$it's$$ as dollar",
    "unpivot (select 1 as a, 2 as b) on a, b into name n value v",
]


@pytest.mark.parametrize("sql", LEGITIMATE)
def test_analysts_query_gives_what_it_gives_without_the_door(
    warehouse: Warehouse, viewer_and_truth: tuple[Viewer, duckdb.DuckDBPyConnection], sql: str
) -> None:
    viewer, truth = viewer_and_truth
    assert_frame_equal(warehouse.select(sql, viewer), truth.execute(sql).pl())


ATTACKS = [
    # not a query, or more than one
    "", "-- nothing", "select 1; select 2", "select 1; drop table marts.fct_items", "drop table marts.fct_items",
    "insert into marts.dim_company values ('X', 'x')", "update marts.dim_company set company_key = 'A'",
    "delete from marts.fct_items", "create table x as select 1", "create view v as select 1", "truncate marts.fct_items",
    "merge into marts.dim_company using marts.fct_items on true when matched then delete", "alter table marts.fct_items rename to x",
    "copy marts.fct_items to 'out.csv'", "copy (select 1) to '/tmp/out.csv'", "export database 'x'", "import database 'x'",
    "attach 'x.db'", "detach x", "use marts", "set memory_limit = '1TB'", "reset threads", "set variable v = 1",
    "pragma database_list", "pragma show_tables", "call pragma_version()", "call duckdb_settings()", "install httpfs", "load httpfs",
    "checkpoint", "vacuum", "analyze", "begin", "commit", "prepare p as select 1", "execute p", "deallocate p",
    "explain select * from marts.fct_items", "explain analyze select 1", "comment on table marts.fct_items is 'x'",
    "create secret s (type s3)", "create macro m(a) as a", "select * into x from marts.fct_items",
    "select * from marts.fct_items for update", "with x as (insert into marts.dim_company values ('X', 'x') returning *) select * from x",
    "with x as (delete from marts.fct_items returning *) select * from x",
    # metadata and statistics
    "describe marts.fct_items", "summarize marts.fct_items", "show tables", "show all tables", "select * from (describe marts.fct_items)",
    "select * from (summarize marts.fct_items)", "select * from (show tables)", "from (summarize marts.fct_items)",
    "select * from information_schema.tables", "select * from duckdb_tables", "select * from duckdb_tables()", "select * from duckdb_columns",
    "from duckdb_secrets()", "from duckdb_settings()", "from duckdb_views()", "from sqlite_master", "from pg_catalog.pg_tables",
    "from pragma_database_list", "from pragma_table_info('marts.fct_items')", "from pragma_storage_info('marts.fct_items')",
    "from duckdb_logs", "from duckdb_databases()", "from system.information_schema.columns", "from main.sqlite_master",
    # functions that read, run or reach
    "select * from query('select * from marts.private_plans')", "select * from query_table('marts.private_plans')",
    "select * from query_table(['marts.private_plans'])", "select * from main.query('select 1')", "select * from marts.query('select 1')",
    "select * from \"query\"('select 1')", "select * from QUERY ( 'select 1' )", "from seq_scan('marts.fct_items')", "from arrow_scan(1, 2, 3)",
    "from pandas_scan(1)", "select * from read_csv('/etc/passwd')", "select * from read_csv_auto('/etc/passwd')",
    "select * from read_text('/etc/passwd')", "select * from read_blob('/etc/passwd')", "select * from read_parquet(['x.parquet'])",
    "select * from read_json('x.json')", "select * from read_duckdb('x.duckdb')", "select * from parquet_metadata('x')",
    "select * from sniff_csv('/etc/passwd')", "select * from glob('/*')", "select * from '/etc/passwd'", "select * from 'x.csv'",
    "select * from \"x.parquet\"", "from 'https://example.com/x.csv'", "select * from 'marts.private_plans'", "from which_secret('x', 's3')",
    "select * from json_execute_serialized_sql(json_serialize_sql('select 1'))", "from test_all_types()", "from repeat('x', 5)",
    "from json_each('[1]')", "from summary((from marts.private_plans))", "from histogram_values(marts.private_plans, plan)",
    "from checkpoint()", "from force_checkpoint()", "from enable_logging()", "from range(3), read_text('x')",
    "select getenv('HOME')", "select main.getenv('HOME')", "select system.main.getenv('HOME')", "select \"getenv\"('HOME')",
    "select current_setting('temp_directory')", "select getvariable('x')", "select nextval('s')", "select currval('s')", "select current_query()",
    "select write_log('x')", "select error('x')", "select sleep_ms(1)", "select pg_sleep(1)", "select setseed(0.5)", "select version()",
    "select current_database()", "select current_schemas(true)", "select json_serialize_sql('select 1')", "select txid_current()",
    "select json_serialize_plan('select * from marts.private_plans')", "select json_deserialize_sql('{}')", "select in_search_path('x', 'y')",
    "select pg_get_viewdef(1)", "select has_table_privilege('x', 'y')", "select no_such_function(1)", "select list_transform([1], x -> getenv('HOME'))",
    "select 1 order by getenv('HOME')", "select 1 where getenv('A') is null", "select sum(1) filter (where getenv('A') is null)",
    "select sum(1) over (order by getenv('A'))", "select * from range(length(getenv('A')))", "select 1 limit length(getenv('HOME'))",
    "select case when getenv('A') is null then 1 end", "select max(1) having getenv('A') is null", "select [getenv('A')]",
    "select columns(c -> getenv('A') is null) from marts.dim_date", "select * replace (getenv('A') as date_day) from marts.dim_date",
    "with x as (select getenv('A')) from x", "select (select getenv('A'))", "values (getenv('A'))", "select 'A'.getenv()",
    "select customer_key.getenv() from marts.dim_customer", "select x: getenv('A')", "select {'a': getenv('A')}",
    "select * from (values (getenv('A'))) v", "select 'x'::decimal((select 1), 2)",
    # names
    "select * from marts.nothing", "select * from nothing", "select * from other.marts.fct_items", "select * from fct_targets",
    "select * from marts.fct_items at (version => 1)", "select * from marts.fct_items at (timestamp => now())",
    "select * from quarterdeck_cte_1", "with x as (select 1) select * from quarterdeck_cte_1", "select * from marts.x, x", "from recurring.n",
    "with x as (from y), y as (select 1) from x", "with x as (from x) from x", "select * from (with y as (select 1) from y), y",
    "with recursive fct_items as (select item_key from fct_items union all select item_key from fct_items) from fct_items",
    # things the checker cannot see through
    "pivot marts.fct_items on company_key using sum(amount)", "select * from (pivot marts.fct_items on company_key using sum(amount))",
    "select ?", "select $1, $x", "select rowid from marts.fct_items", "select 1 " + "+ 1" * MAX_LENGTH, "select " + "(" * 3000 + "1" + ")" * 3000,
    "select " + "not " * 3000 + "true", "select 1 where" + " (select 1" * 600, "select x'00'",
]  # fmt: skip


@pytest.mark.parametrize("viewer", [EVERYTHING, ONLY_A], ids=["everything", "A"])
@pytest.mark.parametrize("sql", ATTACKS, ids=[attack[:60] for attack in ATTACKS])
def test_attack_is_refused_in_words(warehouse: Warehouse, sql: str, viewer: Viewer) -> None:
    with pytest.raises(QueryRefused) as refusal:
        warehouse.select(sql, viewer)
    message = str(refusal.value)
    assert message.strip()
    assert len(message) < 700
    assert "/tmp" not in message
    assert ".duckdb" not in message


FRAGMENTS_OF_ROWS = [
    "select * from {t}", "from {t}", "table {t}", "select {n} from {t}", "select * from {t} as x(a)", "select x.* from {t} x",
    "select * from {t} tablesample reservoir(1000 rows)", "select * from {t} using sample 1000 rows",
    "with x as (from {t}) from x", "with x as (with y as (from {t}) from y) from x", "with {n} as (from {t}) from {n}",
    "with {n} as (select 1) from {t}", "with recursive {n} as (select 1) from {t}", "with {n} as (from {t}), z as (from {n}) from z",
    "with recursive r as (select {n}::varchar as v from {t} union select v from r) from r",
    "select (select list({n}) from {t})", "select array(select {n}::varchar from {t})", "select 1 where exists (from {t})",
    "select * from range(1) r, lateral (from {t})", "(from {t}) union all (from {t})", "from {t} union by name from {t}",
    "from (select 1) left join {t} on true", "from {t} full join {t} as y on false", "from {t} x semi join {t} y on true",
    "select list({n}) over () from {t}", "from {t} qualify row_number() over () > 0", "select max({n}::varchar) from {t}",
    "select count(*) as n from {t} having n > 0", "select min(columns(*)) from {t}", "select * from {t} limit (select count(*) from {t})",
    "select 1 order by (select any_value({n}) from {t})", "select case when exists (from {t}) then 1 end",
    "select list_transform([1], x -> (select any_value({n}::varchar) from {t})) as l", "select unnest((select list({n}::varchar) from {t}))",
    "from (select {n} as k from {t}) pivot (count(*) for k in (1))", "select 1 in (select 1 from {t})", "from {t} natural join {t} as y",
    "from {t} positional join range(1)", "from {t} asof join {t} as y on 1 >= 1",
]  # fmt: skip


@pytest.mark.parametrize(
    ("sql", "table"), product(FRAGMENTS_OF_ROWS, ["marts.fct_items", "marts.open_items", "marts.dim_company"])
)
def test_no_shape_of_query_shows_another_companys_row(warehouse: Warehouse, sql: str, table: str) -> None:
    sql = sql.format(t=table, n=table.partition(".")[2])
    try:
        shown = warehouse.select(sql, ONLY_A)
    except QueryRefused:
        return
    text = str(shown.rows())
    for secret in ("'B'", "'C'", "of B", "of C", "Company B", "Company C", "'B1", "'C1"):
        assert secret not in text


@pytest.mark.parametrize("sql", FRAGMENTS_OF_ROWS)
@pytest.mark.parametrize("table", ["marts.private_plans", "audits.results"])
def test_no_rule_means_no_rows(warehouse: Warehouse, sql: str, table: str) -> None:
    sql = sql.format(t=table, n=table.partition(".")[2])
    try:
        shown = str(warehouse.select(sql, ONLY_A).rows())
    except QueryRefused:
        return
    assert "merger" not in shown
    assert "Secret" not in shown


def test_viewer_of_everything_sees_relations_without_a_rule(warehouse: Warehouse) -> None:
    assert warehouse.select("from marts.private_plans", EVERYTHING).rows() == [("merger",)]


@pytest.mark.parametrize(
    "table", ["marts.fct_items", "marts.dim_date", "audits.loads", "marts.private_plans"]
)
def test_viewer_of_no_company_sees_nothing(warehouse: Warehouse, table: str) -> None:
    assert warehouse.select(f"from {table}", NOBODY).is_empty()


def test_company_codes_are_data(warehouse: Warehouse) -> None:
    for code in ("A') or ('1' = '1", "A'); drop table x; --", "A\\' or true --", "", '"A"'):
        assert warehouse.select("from marts.fct_items", Viewer.of("mallory", {code})).is_empty()


@pytest.mark.parametrize(
    "sql",
    [
        "select sum(replace(note, 'note of A', '')::integer) from marts.fct_items",
        "select count(*) from marts.fct_items where replace(note, 'note of A', '')::integer >= 0",
        "select count(*) from marts.fct_items where replace(note, 'note of A', '')::integer in (1, 2, 3) and amount > -1000",
        "select count(*) from marts.fct_items i join range(50) r(n) on replace(note, 'note of A', '')::integer = r.n",
    ],
)
def test_hidden_rows_raise_no_errors(warehouse: Warehouse, sql: str) -> None:
    """A cast that fails on another company's rows would tell what they hold."""
    assert warehouse.select(sql, ONLY_A).item() > 0
    with pytest.raises(QueryRefused):
        warehouse.select(sql, EVERYTHING)


def test_error_about_a_value_does_not_show_it_to_a_viewer_of_some_companies(warehouse: Warehouse) -> None:
    with pytest.raises(QueryRefused, match="try_cast") as refusal:
        warehouse.select("select note::integer from marts.fct_items", ONLY_A)
    assert "note of" not in str(refusal.value)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("select * from marts.fct_item", "Near it: marts.fct_items"),
        ("select * from fct_targets", "audits.fct_targets or marts.fct_targets"),
        ("select nothing from marts.fct_items", 'Referenced column "nothing" not found'),
        ("select getenv('HOME')", "'getenv' is not accepted"),
        ("select * from read_csv('x')", "only generate_series, range, unnest"),
        ("select 1; select 2", "found 2 statements"),
        ("selec 1", "not valid SQL"),
        ("select 1 +\n  from from x", "line 2, column"),
        ("pivot marts.fct_items on company_key using sum(amount)", "from t pivot"),
        ("select * from other.marts.fct_items", "another database"),
        ("select * from marts.fct_items at (version => 1)", "one moment"),
        ("describe marts.fct_items", "catalogue"),
    ],
)
def test_refusal_names_the_part_and_what_is_accepted(warehouse: Warehouse, sql: str, words: str) -> None:
    with pytest.raises(QueryRefused) as refusal:
        warehouse.select(sql, EVERYTHING)
    assert words in str(refusal.value)


def test_catalog_may_be_named_if_it_is_the_publications(warehouse: Warehouse) -> None:
    sql = 'select count(*) as n from "quarterdeck-v1".marts.dim_company'
    assert warehouse.select(sql, EVERYTHING).item() == 3


@pytest.mark.parametrize(
    "sql", ["select 1\x00", "select 1 \x00 from marts.fct_items", "from marts.dim_date\x00, marts.fct_items"]
)
def test_nul_is_refused_wherever_it_stands(warehouse: Warehouse, sql: str) -> None:
    with pytest.raises(QueryRefused, match="NUL"):
        warehouse.select(sql, EVERYTHING)
    with pytest.raises(QueryRefused, match="NUL"):
        warehouse.select("from marts.fct_items", Viewer.of("mallory", {"A\x00"}))


def _guard() -> Guard:
    relations = [Relation("marts", "t", ("company_key", "a")), Relation("marts", "u", ("a",))]
    return Guard(Catalogue.of("db", relations))


def test_every_relation_stands_in_its_rule() -> None:
    scoped = _guard().scope("with t as (from t) select * from t, u, t as again", ONLY_A)
    assert scoped.relations == {"marts.t", "marts.u"}
    assert scoped.sql.count("marts.t") == 1
    assert "company_key IN ('A')" in scoped.sql
    assert "FROM quarterdeck_cte_1 AS t" in scoped.sql


def test_parsers_that_disagree_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    from collections import Counter

    monkeypatch.setattr("quarterdeck.guard.second_opinion", lambda sql: Counter({("", "", "u"): 1}))
    with pytest.raises(QueryRefused, match="Two parsers"):
        _guard().scope("from t", EVERYTHING)


def test_relation_that_slips_the_rewriting_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quarterdeck.rewriting.Rewriter._table", lambda self, node, ctes: node)
    with pytest.raises(QueryRefused, match="could not be rewritten"):
        _guard().scope("from marts.t", EVERYTHING)


def test_text_that_does_not_come_back_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Guard, "_text", lambda self, statement: "SELECT a FROM marts.t")
    with pytest.raises(QueryRefused, match="could not be rewritten"):
        _guard().scope("select 1", EVERYTHING)


def test_relation_with_a_name_of_the_doors_own_is_refused() -> None:
    with pytest.raises(QueryRefused, match="renamed"):
        Guard(Catalogue.of("db", [Relation("main", "quarterdeck_cte_1", ())]))


@pytest.mark.parametrize(
    ("columns", "relation", "viewer", "rule"),
    [
        (["company_key"], "fct_items", EVERYTHING, "TRUE"),
        (["x"], "fct_items", EVERYTHING, "TRUE"),
        (["COMPANY_KEY"], "fct_items", A_AND_C, "company_key IN ('A', 'C')"),
        (["company_key"], "dim_date", ONLY_A, "company_key IN ('A')"),
        (["date_day"], "dim_date", ONLY_A, "TRUE"),
        (["x"], "fct_items", ONLY_A, "FALSE"),
        (["company_key"], "fct_items", NOBODY, "FALSE"),
        (["date_day"], "dim_date", NOBODY, "FALSE"),
    ],
)
def test_row_rule(columns: list[str], relation: str, viewer: Viewer, rule: str) -> None:
    assert row_rule(columns, "marts", relation, viewer).sql(dialect="duckdb") == rule


def test_one_text_is_not_a_set_of_companies() -> None:
    with pytest.raises(TypeError, match="collection"):
        Viewer.of("anna", "ABC")


def test_allowed_functions_exist_in_this_engine() -> None:
    with duckdb.connect() as connection:
        rows = connection.execute("select distinct lower(function_name) from duckdb_functions()").fetchall()
    assert ALLOWED_FUNCTIONS | ALLOWED_TABLE_FUNCTIONS <= {name for (name,) in rows}


def test_functions_that_read_or_run_are_not_allowed() -> None:
    feared = ("read_", "scan", "sql", "query", "setting", "getenv", "variable", "duckdb_", "pragma", "secret", "sleep",
              "log_", "_log", "glob", "sniff", "parquet", "checkpoint", "current_user", "seq_", "nextval", "currval", "pg_")  # fmt: skip
    assert not [name for name in ALLOWED_FUNCTIONS for word in feared if word in name]


def test_frames_are_exact(warehouse: Warehouse) -> None:
    frame = warehouse.select("select sum(amount) as s from marts.fct_items", EVERYTHING)
    assert frame.schema["s"] == pl.Decimal(38, 3)
