"""dbt's process: `python -P flows/dbt_child.py <dbt's arguments>`, in the project that it builds.

It ends with the process that started it, however that ended: its standard input is a pipe on which nothing is ever
said, and which the system closes when its other end is gone. So no orphan goes on writing a build that nobody waits
for, or keeps DuckDB's lock on the file.
"""

import os
import signal
import threading


def _end_with_parent() -> None:
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Run dbt with this process's arguments."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from dbt.cli.main import cli

    cli()


if __name__ == "__main__":
    main()
