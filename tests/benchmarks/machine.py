"""What the figures were measured on, in words that name no machine."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

_LIBRARIES = ("duckdb", "polars", "pyarrow", "dlt", "connectorx", "dbt-core", "dbt-duckdb", "prefect")


def described() -> str:
    """CPUs, memory, system, Python and libraries, and the day."""
    load = os.getloadavg()[0]
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} CPUs ({_cpu()}), {_memory_gib():.0f} GiB of "
        f"memory, {_system()}, Python {platform.python_version()}, {libraries}; load at the end {load:.1f}."
    )


def _cpu() -> str:
    for line in _lines("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)


def _system() -> str:
    names = dict(line.partition("=")[::2] for line in _lines("/etc/os-release"))
    return names.get("PRETTY_NAME", platform.system()).strip('"')


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
