"""One read of a large table in a process of its own, so that its peak of memory is its own.

Drivers and libraries are imported and used once on a few rows before the clock runs, on both sides.

    python -m tests.benchmarks.landing_child <task.json >result.json

The task comes by standard input, since its URL holds a password: how (bare or landed), url, kind, rows, folder.
"""

import json
import resource
import shutil
import sys
import time
from pathlib import Path
from unittest.mock import patch

import connectorx
import pyarrow.parquet as pq

from ingestion import landing
from ingestion.manifest import Manifest, Table
from quarterdeck.layout import Layout
from quarterdeck.settings import System

TABLE = "invoices"
FEW = 1000
COLUMNS = {
    "id": "bigint",
    "number": "varchar",
    "company": "varchar",
    "party_id": "bigint",
    "party_name": "varchar",
    "kind": "varchar",
    "status": "varchar",
    "currency": "varchar",
    "document_date": "date",
    "posting_date": "date",
    "due_date": "date",
    "net_amount": "decimal(18,2)",
    "tax_amount": "decimal(18,2)",
    "gross_amount": "decimal(18,2)",
    "created_at": "timestamp",
    "updated_at": "timestamp",
}


def land(url: str, kind: str, rows: int, folder: Path) -> float:
    """Our landing, with its proofs; returns the seconds."""
    system = System.model_validate({"name": "large", "kind": kind, "url": url})
    seconds = 0.0
    for where, expected, data in ((f"id <= {FEW}", min(FEW, rows), "warm"), (None, rows, "data")):
        table = Table(
            TABLE,
            TABLE,
            COLUMNS,
            key="id",
            cursor="updated_at",
            where=where,
            proof=("status", "posting_date", "due_date", "party_id"),
            measures=("net_amount", "gross_amount"),
        )
        with patch.object(landing, "manifest_of", lambda _, table=table: Manifest(kind, (table,))):
            started = time.perf_counter()
            outcome = landing.land(system, Layout(folder / data))
            seconds = time.perf_counter() - started
        assert not outcome.errors and [t.new_rows for t in outcome.tables] == [expected], outcome
    return seconds


def read_bare(url: str, kind: str, rows: int, folder: Path) -> float:
    """What any program could do: connectorx reads, pyarrow writes Parquet, nothing is proven; returns the seconds."""
    seconds = 0.0
    for where, expected in ((f" where id <= {FEW}", min(FEW, rows)), ("", rows)):
        started = time.perf_counter()
        table = connectorx.read_sql(url, f"select * from {TABLE}{where}", return_type="arrow")
        pq.write_table(table, folder / "bare.parquet")
        seconds = time.perf_counter() - started
        assert table.num_rows == expected, table.num_rows
    return seconds


if __name__ == "__main__":
    task = json.load(sys.stdin)
    folder = Path(task["folder"])
    try:
        run = {"landed": land, "bare": read_bare}[task["how"]]
        seconds = run(task["url"], task["kind"], task["rows"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu_seconds = used.ru_utime + used.ru_stime
    json.dump({"seconds": seconds, "cpu_seconds": cpu_seconds, "peak_bytes": used.ru_maxrss * 1024}, sys.stdout)
