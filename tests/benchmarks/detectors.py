"""Every detector on groups of other seeds, sizes and days: a rule is as good as on the groups that it has not seen."""

from datetime import date

import polars as pl

from flows.commands.demonstration import published_score
from ingestion.demo.faults.truth import FOLDER
from tests.benchmarks.group import group_of, refreshed
from tests.benchmarks.measuring import Figure, Options

GROUPS = (
    (7, 0.1, date(2026, 11, 22)),
    (11, 0.3, date(2026, 11, 22)),
    (23, 0.2, date(2026, 8, 20)),
    (31, 0.15, date(2026, 5, 10)),
    (44, 0.3, date(2026, 7, 31)),
)
"""Seed, scale, day."""
GOAL = 0.9


def run(options: Options) -> list[Figure]:
    """Two figures a group: the least precision and recall, and of which kinds."""
    figures = []
    for seed, scale, day in GROUPS:
        with group_of(options, scale * options.scale, seed, day) as settings:
            refreshed(settings, options)
            scored, _ = published_score(settings, settings.config_file.parent / FOLDER)
        detected = scored.filter(pl.col("rule").is_not_null())
        group = f"seed {seed}, scale {scale:g}, as of {day}"
        faults, flagged = detected["faults"].sum(), detected["flagged"].sum()
        figures += [_least(f"{group}: {measure}", detected, measure) for measure in ("precision", "recall")]
        options.say(f"{group}: {detected.height} kinds, {faults} faults, {flagged} look-alikes taken for one")
    return figures


def _least(what: str, detected: pl.DataFrame, measure: str) -> Figure:
    least = float(detected[measure].min())  # type: ignore[arg-type]
    kinds = detected.filter(pl.col(measure) < 1).sort(measure, "kind")["kind"].to_list()
    return Figure(
        f"{what} of {detected.height} kinds",
        f"{least:.3f} at least" + (f" ({', '.join(kinds[:3])})" if kinds else ""),
        goal=f"≥ {GOAL:g}",
        is_met=least >= GOAL,
    )
