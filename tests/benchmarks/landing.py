"""Landing a large table from PostgreSQL and MariaDB against a bare read of it."""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from quarterdeck.layout import PROJECT_ROOT
from tests.benchmarks.landing_child import TABLE
from tests.benchmarks.measuring import Figure, Options, faster, spent
from tests.servers import READER, MariaDB, Postgres, Server

ROWS, MANY_ROWS = 1_000_000, 10_000_000
GOAL_SPEED = 0.55
GOAL_BYTES = 2 << 30
RUNS = 3
_DATABASE = "large"
_ONE_STAMP = "timestamp '2026-10-31 12:00:00'"


@dataclass(frozen=True)
class Read:
    """One read of the table: its seconds, the CPU's in its whole process, and the peak of the process's memory."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int


@dataclass(frozen=True)
class Engine:
    """A kind of server, and how it makes the table by itself."""

    title: str
    server: Callable[[], Server]
    kind: str
    fill: Callable[[Server, int, bool], None]


def run(options: Options) -> list[Figure]:
    """Both servers; equal cursors on both; many rows on PostgreSQL, and when thorough on MariaDB."""
    figures = []
    for engine in ENGINES:
        options.say(f"landing: starting {engine.title}")
        with engine.server() as server:
            server.create_database(_DATABASE)
            for is_equal in (False, True):
                figures.append(_speed(options, engine, server, is_equal))
            if engine.kind == "tryton" or options.is_thorough:
                figures.append(_memory(options, engine, server))
    return figures


def _speed(options: Options, engine: Engine, server: Server, is_equal: bool) -> Figure:
    rows = options.scaled(ROWS)
    what = f"{rows:,} rows from {engine.title}{', all of one cursor value' if is_equal else ''}"
    options.say(f"landing: making {what}")
    engine.fill(server, rows, is_equal)
    reads: dict[str, list[Read]] = {"bare": [], "landed": []}
    for number in range(RUNS):
        for how, done in reads.items():
            done.append(read_in_child(how, server, engine.kind, rows))
            read = done[-1]
            options.say(
                f"landing: {what}, run {number + 1} of {RUNS}, {how}: {spent(read.seconds)} "
                f"({read.cpu_seconds:.1f} s of CPU, {read.peak_bytes / (1 << 20):,.0f} MiB)"
            )
    ours, bare = (statistics.median(read.seconds for read in reads[how]) for how in ("landed", "bare"))
    return faster(what, ours, "bare connectorx and Parquet", bare, GOAL_SPEED)


def _memory(options: Options, engine: Engine, server: Server) -> Figure:
    rows = options.scaled(MANY_ROWS)
    options.say(f"landing: making {rows:,} rows in {engine.title}")
    engine.fill(server, rows, False)
    options.say(f"landing: landing them (about {rows / 100_000:.0f} s)")
    read = read_in_child("landed", server, engine.kind, rows)
    return Figure(
        f"{rows:,} rows from {engine.title}, in {spent(read.seconds)}",
        f"{read.peak_bytes / (1 << 20):,.0f} MiB at its peak",
        goal=f"≤ {GOAL_BYTES / (1 << 20):,.0f} MiB",
        is_met=read.peak_bytes <= GOAL_BYTES,
    )


def read_in_child(how: str, server: Server, kind: str, rows: int) -> Read:
    """Read the table in a process of its own.

    Args:
        how: "landed" or "bare".
        server: where the table is.
        kind: the kind of system that reads such a server.
        rows: which it must have.
    """
    # connectorx takes a URL whose password is quoted as little as can be
    url = f"{server.scheme}://{READER}:{quote(server.password, safe='')}@127.0.0.1:{server.port}/{_DATABASE}"
    with tempfile.TemporaryDirectory(prefix="quarterdeck-landing-") as folder:
        task = {"how": how, "url": url, "kind": kind, "rows": rows, "folder": folder}
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.landing_child"],
            cwd=PROJECT_ROOT,
            input=json.dumps(task),
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"Reading the large table failed ({how}):\n{done.stderr[-3000:]}")
    return Read(**json.loads(done.stdout.splitlines()[-1]))


def fill_postgres(server: Server, rows: int, is_equal: bool) -> None:
    """Make the table in PostgreSQL; `is_equal`: all rows carry one cursor value."""
    stamp = _ONE_STAMP if is_equal else "timestamp '2024-01-01' + n * interval '7 second'"
    server.execute(_DATABASE, f"drop table if exists {TABLE}")
    server.execute(
        _DATABASE,
        f"""
        create table {TABLE} as
        select
            n::bigint as id,
            'INV-' || lpad(n::text, 9, '0') as number,
            case n % 3 when 0 then 'Works' else 'Overseas' end as company,
            n * 7919 % 20000 as party_id,
            'Customer ' || n * 7919 % 20000 as party_name,
            case n % 20 when 0 then 'credit_note' else 'invoice' end as kind,
            'posted' as status,
            (array['EUR', 'USD', 'CNY'])[1 + n % 3] as currency,
            date '2024-01-01' + (n % 1000)::integer as document_date,
            date '2024-01-01' + (n % 1000)::integer as posting_date,
            case when n % 200 > 0 then date '2024-01-31' + (n % 1000)::integer end as due_date,
            (n * 104729 % 10000000 / 100.0)::numeric(18, 2) as net_amount,
            (n * 104729 % 10000000 / 500.0)::numeric(18, 2) as tax_amount,
            (n * 104729 % 10000000 / 100.0)::numeric(18, 2) + (n * 104729 % 10000000 / 500.0)::numeric(18, 2)
                as gross_amount,
            timestamp '2024-01-01' + n * interval '7 second' as created_at,
            {stamp} as updated_at
        from generate_series(1::bigint, {rows}) as numbers(n)
        """,
    )
    server.execute(_DATABASE, f"alter table {TABLE} alter gross_amount type numeric(18, 2), add primary key (id)")
    server.execute(_DATABASE, f"create index on {TABLE} (updated_at)")
    server.execute(_DATABASE, f"analyze {TABLE}")
    server.execute(_DATABASE, f"grant select on {TABLE} to {READER}")


def fill_mariadb(server: Server, rows: int, is_equal: bool) -> None:
    """Make the table in MariaDB; `is_equal`: all rows carry one cursor value."""
    stamp = _ONE_STAMP if is_equal else "timestamp '2024-01-01 00:00:00' + interval seq * 7 second"
    server.execute(_DATABASE, f"drop table if exists {TABLE}")
    server.execute(
        _DATABASE,
        f"""
        create table {TABLE} (
            id bigint primary key, number varchar(140) not null, company varchar(140) not null,
            party_id bigint not null, party_name varchar(140), kind varchar(20), status varchar(20),
            currency varchar(3), document_date date, posting_date date, due_date date,
            net_amount decimal(18, 2), tax_amount decimal(18, 2), gross_amount decimal(18, 2),
            created_at datetime(6), updated_at datetime(6), index (updated_at)
        )
        """,
    )
    server.execute(
        _DATABASE,
        f"""
        insert into {TABLE}
        select
            seq, concat('INV-', lpad(seq, 9, '0')), if(seq % 3 = 0, 'Works', 'Overseas'),
            seq * 7919 % 20000, concat('Customer ', seq * 7919 % 20000), if(seq % 20 = 0, 'credit_note', 'invoice'),
            'posted', elt(1 + seq % 3, 'EUR', 'USD', 'CNY'),
            date '2024-01-01' + interval seq % 1000 day, date '2024-01-01' + interval seq % 1000 day,
            if(seq % 200 > 0, date '2024-01-31' + interval seq % 1000 day, null),
            round(seq * 104729 % 10000000 / 100, 2), round(seq * 104729 % 10000000 / 500, 2),
            round(seq * 104729 % 10000000 / 100, 2) + round(seq * 104729 % 10000000 / 500, 2),
            timestamp '2024-01-01 00:00:00' + interval seq * 7 second, {stamp}
        from seq_1_to_{rows}
        """,
    )
    server.execute(_DATABASE, f"analyze table {TABLE}")


ENGINES = (
    Engine("PostgreSQL", Postgres, "tryton", fill_postgres),
    Engine("MariaDB", MariaDB, "erpnext", fill_mariadb),
)
