"""How well the published findings meet the truth about the demonstration group's planted faults."""

from datetime import date
from pathlib import Path

import polars as pl

from ingestion.demo.faults.parameters import shipped
from ingestion.demo.faults.score import score
from ingestion.demo.faults.truth import read_truth
from quarterdeck.access import Viewer
from quarterdeck.settings import Settings
from quarterdeck.warehouse import Warehouse


def published_score(settings: Settings, truth: Path) -> tuple[pl.DataFrame, date]:
    """Precision and recall by kind of fault, as `ingestion.demo.faults.score.score` says, and the findings' day.

    Args:
        settings: of an installation whose newest version is published.
        truth: the folder of the truth.
    """
    with Warehouse(settings.layout) as warehouse:
        findings = warehouse.select(
            "select rule, system, source_table, source_key, subject_key, as_of_date from alerts.findings",
            Viewer.everything(),
        )
        relations = warehouse.catalogue().filter(pl.col("schema_name") == "alerts")["relation_name"]
    detectors = {name.removeprefix("alert_") for name in relations if name.startswith("alert_")}
    kinds = {system.name: system.kind.removeprefix("demo_") for system in settings.systems.values()}
    findings = findings.with_columns(pl.col("system").replace(kinds))
    day: date = max(findings["as_of_date"].to_list(), default=settings.as_of or settings.today)
    return score(read_truth(truth), findings, detectors, shipped(), day), day
