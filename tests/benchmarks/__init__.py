"""Benchmarks, run by hand: `make benchmark`. What each measures, and why, is in docs/benchmarks.md."""

BENCHMARKS = {
    "aging": "one day's aging over a million invoices through the door, against the same query bare",
    "trend": "36 month ends by bucket and by item, against the range join over the effects",
    "erpnext": "ERPNext's 100,000 invoices: refresh from nothing, and the whole report against ERPNext's own",
    "group": "the group: landing, build, memory, pages; thorough: ten times as large, against its bare SQL",
    "detectors": "five groups of other seeds, sizes and days: the worst precision and recall of every detector",
    "landing": "a million rows from PostgreSQL and MariaDB, against a bare read; ten million within 2 GiB",
    "nothing-new": "a refresh that finds nothing new, beside a running Prefect server",
}
"""Name → what it measures, in the order in which they run."""
