"""One refresh from nothing by its plain steps, in a process of its own, so that its peaks of memory are its own.

    python -m tests.benchmarks.build_child <quarterdeck.toml> >result.json

Result: seconds of `landing` and of `build` (snapshot, dbt, audit, publication), of `parse` within the build, and the
peak of memory in bytes of this process and of dbt's.
"""

import json
import re
import resource
import sys
import time
from pathlib import Path

from flows import steps
from quarterdeck.settings import Settings, load_settings

WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def main() -> None:
    """Land, build, audit, publish."""
    settings = load_settings(Path(sys.argv[1]))
    started = time.perf_counter()
    for system in settings.systems.values():
        steps.extract(settings, system, full=False, say=_say)
    landed = time.perf_counter()
    seen = steps.snapshot(settings, _say)
    steps.build(settings, _say)
    published = steps.publish_build(settings, seen, _say, steps.audit(settings, _say))
    result = {
        "landing": landed - started,
        "build": time.perf_counter() - landed,
        "parse": _parse(settings),
        "memory": 1024
        * max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)),
        "published": str(published.path),
    }
    print(json.dumps(result))


def _parse(settings: Settings) -> float:
    """Seconds from dbt's first word to its first model, by its own log of this one build."""
    log = (settings.layout.dbt / "logs" / "dbt.log").read_text(encoding="utf-8")
    first, last = (
        sum(float(part) * unit for part, unit in zip(found, (3600, 60, 1), strict=True))
        for found in (
            re.findall(rf"^(\d\d):(\d\d):(\d\d\.\d+) .*{words}", log, re.M)[0]
            for words in ("Running with dbt", "Concurrency: ")
        )
    )
    return (last - first) % 86_400


def _say(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
