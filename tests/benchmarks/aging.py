"""One day's aging of a million invoices through the door, against the same query run bare on the same file."""

from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from quarterdeck.access import Viewer
from quarterdeck.warehouse import Warehouse
from tests.benchmarks.company import AS_OF, published_company
from tests.benchmarks.measuring import Figure, Options, at_most, beside, interleaved

GOAL = 1.5
BUCKETS = [30, 60, 90, 180, 365]
# bucket(d - due_date) as a plain expression: DuckDB's own, and the door's, has no such function.
ONE_DAY = """
    select
        customer_key,
        case
            when $as_of - due_date is null then -1
            when $as_of - due_date <= 0 then 0
            when $as_of - due_date <= 30 then 1
            when $as_of - due_date <= 60 then 2
            when $as_of - due_date <= 90 then 3
            when $as_of - due_date <= 180 then 4
            when $as_of - due_date <= 365 then 5
            else 6
        end as bucket_number,
        sum(residual_amount_company) as residual_amount_company
    from marts.fct_receivable_balances
    where from_date <= $as_of and $as_of < until_date
    group by 1, 2
"""
EVERYTHING = Viewer.everything()


def run(options: Options) -> list[Figure]:
    """The ratio, and beside it what the page's own queries take."""
    with (
        published_company(options) as settings,
        Warehouse(settings.layout) as warehouse,
        TemporaryDirectory(dir=settings.layout.data_dir) as name,
    ):
        # The same file by another name: in one process DuckDB would share the door's own, sandboxed instance.
        file = Path(name) / "bare.duckdb"
        file.hardlink_to(warehouse.publication.path)
        day = {"as_of": AS_OF}
        asked = {"company": None, "system": None, "basis": "due", "buckets": BUCKETS, **day}
        with duckdb.connect(str(file), read_only=True) as bare:
            bare.execute("set threads = 2")  # as many as the door gives
            [(invoices, effects)] = bare.execute(
                "select count(distinct item_key) filter (document_type = 'invoice'), count(*) "
                "from marts.fct_receivable_effects"
            ).fetchall()
            ours = warehouse.select(ONE_DAY, EVERYTHING, day).sort("customer_key", "bucket_number")
            theirs = bare.execute(ONE_DAY, day).pl().sort("customer_key", "bucket_number")
            assert ours.equals(theirs) and not ours.is_empty(), "the door and the bare query differ"
            seconds = interleaved(
                {
                    "bare": lambda: bare.execute(ONE_DAY, day).pl(),
                    "door": lambda: warehouse.select(ONE_DAY, EVERYTHING, day),
                    "buckets": lambda: warehouse.read("receivables/by_bucket_and_company", EVERYTHING, **asked),
                    "customers": lambda: warehouse.read(
                        "receivables/customers",
                        EVERYTHING,
                        **asked,
                        bucket=None,
                        find=None,
                        sort="overdue",
                        descending=True,
                        rows=2000,
                    ),
                },
                options.runs,
            )
    rows = f"{invoices:,} invoices, {effects:,} effects"
    return [
        at_most(f"one day by party and bucket, {rows}", seconds["door"], "bare", seconds["bare"], GOAL),
        beside("the page's `receivables/by_bucket_and_company`", seconds["buckets"], "bare", seconds["bare"]),
        beside("the page's `receivables/customers`", seconds["customers"], "bare", seconds["bare"]),
    ]
