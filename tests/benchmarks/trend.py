"""Thirty-six month ends by bucket and by item, each from what was made for it, against the range join over effects."""

import duckdb

from quarterdeck.publication import read_pointer
from tests.benchmarks.company import published_company
from tests.benchmarks.measuring import Figure, Options, faster, interleaved

MONTHS = 36
GOAL_BUCKET, GOAL_ITEM = 20, 2.5
RUNS = 3
MOVEMENTS = "marts.fct_receivable_movements"
"""Where dated, pre-aggregated changes come from: due_date, period_end_date, residual_change_company."""

_MONTH_ENDS = f"""
create or replace temp table month_ends as
select reporting_date as month_end_date
from marts.dim_reporting_date
where is_month_end and months_back < {MONTHS}
"""
_BUCKET = """
        case
            when month_end_date - due_date is null then -1
            when month_end_date - due_date <= 0 then 0
            when month_end_date - due_date <= 30 then 1
            when month_end_date - due_date <= 60 then 2
            when month_end_date - due_date <= 90 then 3
            when month_end_date - due_date <= 180 then 4
            when month_end_date - due_date <= 365 then 5
            else 6
        end as bucket_number
"""
# What each way answers goes to a temporary table, so that no time is spent on bringing rows to Python.
WAYS = {
    "bucket_of_effects": f"""
        select month_end_date, {_BUCKET}, sum(effect_amount_company) as residual_amount_company
        from month_ends
        inner join marts.fct_receivable_effects as effects on effects.effect_date <= month_ends.month_end_date
        group by all
        having sum(effect_amount_company) <> 0
    """,
    "bucket_of_movements": f"""
        with sums as (
            select month_end_date, due_date, sum(residual_change_company) as residual_amount_company
            from month_ends
            inner join {MOVEMENTS} as movements on movements.period_end_date <= month_ends.month_end_date
            group by all
        )
        select month_end_date, {_BUCKET}, sum(residual_amount_company) as residual_amount_company
        from sums
        group by all
        having sum(residual_amount_company) <> 0
    """,
    "item_of_effects": """
        select month_end_date, item_key, sum(effect_amount_company) as residual_amount_company
        from month_ends
        inner join marts.fct_receivable_effects as effects on effects.effect_date <= month_ends.month_end_date
        group by all
        having sum(effect_amount_company) <> 0
    """,
    "item_of_intervals": """
        select month_end_date, item_key, sum(residual_amount_company) as residual_amount_company
        from month_ends
        inner join marts.fct_receivable_balances as balances
            on balances.from_date <= month_ends.month_end_date and month_ends.month_end_date < balances.until_date
        group by all
        having sum(residual_amount_company) <> 0
    """,
}
PAIRS = (("bucket_of_effects", "bucket_of_movements"), ("item_of_effects", "item_of_intervals"))


def run(options: Options) -> list[Figure]:
    """Both ratios; the answers must agree first."""
    with published_company(options) as settings:
        pointer = read_pointer(settings.layout)
        assert pointer is not None
        with duckdb.connect(str(pointer.path), read_only=True) as connection:
            months = prepare(connection)
            options.say(f"trend: {months} month ends, four ways, {RUNS} runs of each")
            seconds = interleaved(
                {way: lambda way=way: answer(connection, way) for way in WAYS},  # type: ignore[misc]
                RUNS,
            )
            check(connection)
            [(rows,)] = connection.execute("select count(*) from item_of_intervals").fetchall()
    join = "range join over the effects"
    return [
        faster(
            f"{months} month ends by bucket, from movements",
            seconds["bucket_of_movements"],
            join,
            seconds["bucket_of_effects"],
            GOAL_BUCKET,
        ),
        faster(
            f"{months} month ends by item, from intervals ({rows:,} rows)",
            seconds["item_of_intervals"],
            join,
            seconds["item_of_effects"],
            GOAL_ITEM,
        ),
    ]


def prepare(connection: duckdb.DuckDBPyConnection) -> int:
    """Make the temporary table of month ends; returns how many."""
    connection.execute(_MONTH_ENDS)
    [(months,)] = connection.execute("select count(*) from month_ends").fetchall()
    assert months == MONTHS, f"{months} month ends instead of {MONTHS}"
    return int(months)


def answer(connection: duckdb.DuckDBPyConnection, way: str) -> None:
    """Answer one way into the temporary table of its name."""
    connection.execute(f"create or replace temp table {way} as {WAYS[way]}")


def check(connection: duckdb.DuckDBPyConnection) -> None:
    """Both ways of each question gave the same answer, to the last digit, and an answer for every month end.

    Raises:
        AssertionError: they differ; the sentence says by how many rows.
    """
    for one, other in PAIRS:
        for left, right in ((one, other), (other, one)):
            [(rows,)] = connection.execute(
                f"select count(*) from (select * from {left} except all select * from {right})"
            ).fetchall()
            assert rows == 0, f"{rows:,} rows of {left} are not in {right}"
        [(months,)] = connection.execute(f"select count(distinct month_end_date) from {one}").fetchall()
        assert months == MONTHS, f"{one} knows {months} of {MONTHS} month ends"
