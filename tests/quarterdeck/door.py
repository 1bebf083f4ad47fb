"""Small publications for the tests of the door."""

from pathlib import Path

import duckdb

from quarterdeck.layout import Layout
from quarterdeck.publication import Publication, publish

COMPANIES = ("A", "B", "C")
RELATIONS = """
    create schema marts; create schema audits; create schema conformed;
    create table marts.dim_date as
        select d::date as date_day, date_trunc('month', d)::date as month_start_date
        from range(date '2026-01-01', date '2026-04-01', interval 1 day) as days(d);
    create table marts.dim_customer as
        select 'c' || n as customer_key, 'Customer ' || n as customer_name from range(6) as numbers(n);
    create table marts.dim_company (company_key varchar, company_name varchar);
    create table marts.fct_items (
        item_key varchar, company_key varchar, customer_key varchar, posting_date date,
        amount decimal(18, 3), note varchar, tags varchar[], part struct(code varchar, share double));
    create table marts.fct_targets (company_key varchar, month_start_date date, target decimal(18, 3));
    create table marts.private_plans as select 'merger' as plan;
    create table audits.loads as select 'erp' as system, 3 as row_count;
    create table audits.results as select 'totals' as audit, 'Secret of B' as finding;
    create table audits.fct_targets (company_key varchar, finding varchar);
    create view marts.open_items as select * from marts.fct_items where amount > 0;
"""


def fill(connection: duckdb.DuckDBPyConnection, companies: tuple[str, ...] = COMPANIES, mark: int = 1) -> None:
    """The relations, with rows of these companies; `mark` scales the amounts."""
    connection.execute(RELATIONS)
    for company in companies:
        connection.execute("insert into marts.dim_company values ($c, 'Company ' || $c)", {"c": company})
        connection.execute(
            """
            insert into marts.fct_items
            select $c || n, $c, 'c' || (n % 6), date '2026-01-01' + (n * 7 % 90)::integer,
                   ((n % 11) - 3) * 10.5 * $mark, 'note of ' || $c || n, ['t' || (n % 3), $c],
                   {'code': $c || (n % 4), 'share': n / 40}
            from range(40) as numbers(n)
            """,
            {"c": company, "mark": mark},
        )
        connection.execute(
            "insert into marts.fct_targets select $c, m::date, 100.25 "
            "from range(date '2026-01-01', date '2026-04-01', interval 1 month) as months(m)",
            {"c": company},
        )
        connection.execute("insert into audits.fct_targets values ($c, 'finding of ' || $c)", {"c": company})


def serve(layout: Layout, companies: tuple[str, ...] = COMPANIES, mark: int = 1) -> None:
    """Write a serving file, as a build does."""
    layout.build.mkdir(parents=True, exist_ok=True)
    layout.serving_file.unlink(missing_ok=True)
    with duckdb.connect(str(layout.serving_file)) as connection:
        fill(connection, companies, mark)


def publish_one(layout: Layout, version: str = "v1", mark: int = 1, keep: int = 3) -> Publication:
    """Build and publish a version."""
    serve(layout, mark=mark)
    details = {"snapshot": f"loads-{mark}", "systems": {"erp": {"status": "ok"}}}
    return publish(layout, version=version, details=details, keep=keep)


def layout_in(folder: Path) -> Layout:
    """Folders below a temporary one."""
    return Layout(folder / "data")
