"""ERPNext's 100,000 invoices: refresh from nothing, and the whole receivables report in a warm process."""

import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from flows import steps
from quarterdeck.access import Viewer
from quarterdeck.reports.aging import RECEIVABLES_AGING
from quarterdeck.reports.running import run_report
from quarterdeck.settings import Settings, load_settings
from quarterdeck.warehouse import Warehouse
from tests.benchmarks.measuring import Figure, Options, faster, interleaved, spent, timed
from tests.conftest import PROJECT, SHARED_DATA_VARIABLE
from tests.servers import MariaDB

AS_OF = date(2026, 10, 31)
DOCUMENTS, TOTAL = 22_328, Decimal("64231563.94")
THEIRS = {"document": ("ERPNext by due date", 14.4), "instalment": ("ERPNext by payment terms", 26.4)}
GOAL = 100
SETTINGS = """
presentation_currency = "EUR"
as_of = 2026-10-31
secrets_file = "secrets"
[systems.erp]
kind = "erpnext"
url = "{url}"
[[companies]]
code = "works"
name = "Acme Works"
currency = "EUR"
sources = {{ erp = "Acme Works" }}
"""


def run(options: Options) -> list[Figure]:
    """The refresh, step by step, and the report with both details."""
    dump = Path(os.environ.get(SHARED_DATA_VARIABLE) or PROJECT.parent / "shared" / "data") / "erpnext_100k"
    if not (dump / "erpnext.sql.gz").is_file():
        raise FileNotFoundError(
            f"ERPNext's dump of 100,000 invoices is not beside the project; name its folder by {SHARED_DATA_VARIABLE}."
        )
    with MariaDB() as server, TemporaryDirectory(prefix="quarterdeck-erpnext-") as name:
        options.say("erpnext: loading the dump (about a minute)")
        server.create_database("large", dump / "erpnext.sql.gz")
        folder = Path(name)
        (folder / "secrets").write_text(f"ERP_PASSWORD={server.password}\n")
        (folder / "secrets").chmod(0o600)
        (folder / "quarterdeck.toml").write_text(SETTINGS.format(url=server.url("large", "ERP_PASSWORD")))
        settings = load_settings(folder / "quarterdeck.toml")
        parts = _refresh(settings, options)
        return [
            Figure(
                "refresh from nothing: " + ", ".join(f"{part} {spent(seconds)}" for part, seconds in parts.items()),
                spent(sum(parts.values())),
            ),
            *_report(settings, options),
        ]


def _refresh(settings: Settings, options: Options) -> dict[str, float]:
    parts: dict[str, float] = {}
    with timed("extract", parts, options.say):
        outcome = steps.extract(settings, settings.systems["erp"], full=False, say=options.say)
        assert not outcome.errors, outcome.errors
    with timed("build", parts, options.say):
        seen = steps.snapshot(settings, options.say)
        steps.build(settings, options.say)
    with timed("audit and publish", parts, options.say):
        steps.publish_build(settings, seen, options.say, steps.audit(settings, options.say))
    return parts


def _report(settings: Settings, options: Options) -> list[Figure]:
    everything = Viewer.everything()
    with Warehouse(settings.layout) as warehouse:

        def report(detail: str) -> pl.DataFrame:
            return run_report(
                warehouse,
                everything,
                RECEIVABLES_AGING,
                as_of=AS_OF,
                company=None,
                system=None,
                basis="due",
                detail=detail,
                buckets=[30, 60, 90, 120],
            )

        for detail in THEIRS:
            _check(report(detail))
        seconds = interleaved({detail: lambda detail=detail: report(detail) for detail in THEIRS}, options.runs)  # type: ignore[misc]
    return [
        faster(f"the whole report, {DOCUMENTS:,} documents, detail {detail}", seconds[detail], *THEIRS[detail], GOAL)
        for detail in THEIRS
    ]


def _check(frame: pl.DataFrame) -> None:
    documents = frame.select("company", "document_type", "document_number").n_unique()
    total = sum(frame["residual_amount_company"].to_list(), start=Decimal())
    if (documents, total) != (DOCUMENTS, TOTAL):
        raise AssertionError(f"{documents:,} documents of {total:,}; expected {DOCUMENTS:,} of {TOTAL:,}")
