"""How several processes share the tests out: `pytest -n 2`, which is what `make test` does.

Every file is one unit of work, since its tests share fixtures and may build on one another. Files that share what is
made once a session, such as a published demonstration, are one unit together, so that it is made once and not once a
process. The longest units come first: begun last, one of them would leave the other processes with nothing to do.
"""

from collections.abc import Iterable
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# Starts of paths, a unit a line, the longest unit first; every other file is a unit of its own, behind these.
UNITS = (
    ("tests/flows/test_analysts.py", "tests/flows/test_failures.py", "tests/flows/test_killed.py"),
    ("tests/flows/test_refresh.py",),
    ("tests/dashboards/",),
    ("tests/ingestion/test_landing.py",),
    ("tests/properties/",),
    ("tests/conformed/", "tests/drills/", "tests/marts/"),
)


class Scheduling(LoadScopeScheduling):
    """Hands units to processes in the order in which they were collected, whatever `--dist` says."""

    def __init__(self, config: pytest.Config, log: Any):
        super().__init__(config, log)
        config.option.loadscopereorder = False  # by number of tests; what takes longest has few

    def _split_scope(self, nodeid: str) -> str:
        return unit(nodeid)[1]


def unit(nodeid: str) -> tuple[int, str]:
    """The unit of a test: its place in the order, and its name."""
    for place, starts in enumerate(UNITS):
        if nodeid.startswith(starts):
            return place, starts[0]
    return len(UNITS), nodeid.split("::")[0]


def in_order(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Tests by unit, otherwise as they were."""
    return sorted(items, key=lambda item: unit(item.nodeid)[0])
