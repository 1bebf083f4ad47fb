"""Command line of the benchmarks: `python -m tests.benchmarks [name …] [--scale X] [--keep DIR] [--write]`."""

import argparse
import importlib
import sys
from pathlib import Path

from tests.benchmarks import BENCHMARKS
from tests.benchmarks.machine import described
from tests.benchmarks.measuring import Options
from tests.benchmarks.writing import DOCUMENT, table, write


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmarks that were asked for; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Time Quarterdeck against goals.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(BENCHMARKS)}; all when none is named")
    parser.add_argument("--list", action="store_true", help="say what there is, and run nothing")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the rows that the goals speak of")
    parser.add_argument("--runs", type=int, default=7, help="warm runs of each side, of which the median counts")
    parser.add_argument("--keep", type=Path, help="folder that keeps the built warehouse for the next run")
    parser.add_argument("--thorough", action="store_true", help="also 10M rows from MariaDB")
    parser.add_argument("--write", action="store_true", help=f"put the results into {DOCUMENT.name}")
    asked = parser.parse_args(arguments)
    if unknown := [name for name in asked.names if name not in BENCHMARKS]:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    if asked.list:
        for name, description in BENCHMARKS.items():
            print(f"{name:12} {description}")
        return 0
    options = Options(scale=asked.scale, keep=asked.keep, runs=asked.runs, is_thorough=asked.thorough, say=_say)
    missed = 0
    for name in asked.names or BENCHMARKS:
        module = importlib.import_module(f"tests.benchmarks.{name.replace('-', '_')}")
        figures = module.run(options)
        about = described() + ("" if asked.scale == 1 else f" At scale {asked.scale:g}.")
        print(f"\n{name}: {BENCHMARKS[name]}\n\n{table(figures)}\n\n{about}\n", flush=True)
        if asked.write:
            write(name, figures, about)
        missed += sum(figure.is_met is False for figure in figures)
    return 1 if missed else 0


def _say(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
