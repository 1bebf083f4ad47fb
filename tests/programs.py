"""Programs that tests drive but pip cannot install: where they are, and how they come onto the machine.

`python -m tests.programs install` installs what is missing from Debian's or Ubuntu's packages, if the user
may.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Program:
    """Something that tests need from the machine.

    Attributes:
        name: as people call it.
        packages: Debian's packages, tried in turn until one can be installed (Ubuntu's names differ).
        find: its binaries by role, or None when one of them is missing.
    """

    name: str
    packages: tuple[str, ...]
    find: Callable[[], dict[str, str] | None]

    @property
    def missing(self) -> str:
        """What was looked for, and the command that helps."""
        return f"{self.name} was not found on this machine. Install it: sudo apt-get install {self.packages[0]}"


def in_ci(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether nothing may be left out."""
    return environment.get("CI", "").lower() not in ("", "0", "false", "no")


def find_mariadb() -> dict[str, str] | None:
    """`server`, `install` and `client`."""
    return _all_of(server=("mariadbd",), install=("mariadb-install-db",), client=("mariadb",))


def find_postgres() -> dict[str, str] | None:
    """`server`, `initdb` and `client` of the newest PostgreSQL; Debian keeps the first two off the path."""
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit()]
    newest = sorted(versions, key=lambda path: int(path.parent.name), reverse=True)
    for folder in [*map(str, newest), None]:
        found = _all_of(folder, server=("postgres",), initdb=("initdb",), client=("psql",))
        if found:
            return found
    return None


def find_chromium() -> dict[str, str] | None:
    """`browser`: a Chromium that starts (Ubuntu's placeholder for its snap does not)."""
    found = _all_of(browser=("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))
    if found is None:
        return None
    said = subprocess.run([found["browser"], "--version"], capture_output=True, timeout=60, check=False)
    return found if said.returncode == 0 else None


def find_cjk_fonts() -> dict[str, str] | None:
    """`fc-list`, on a machine whose fonts can draw Chinese."""
    found = _all_of(list=("fc-list",))
    if found is None:
        return None
    said = subprocess.run([found["list"], ":lang=zh", "family"], capture_output=True, timeout=60, check=False)
    return found if said.stdout.strip() else None


MARIADB = Program("MariaDB", ("mariadb-server",), find_mariadb)
POSTGRES = Program("PostgreSQL", ("postgresql",), find_postgres)
CHROMIUM = Program("Chromium", ("chromium", "chromium-browser"), find_chromium)
CJK_FONTS = Program("A font for Chinese, Japanese and Korean", ("fonts-noto-cjk",), find_cjk_fonts)
PROGRAMS = (MARIADB, POSTGRES, CHROMIUM, CJK_FONTS)


def install() -> int:
    """Install what is missing where that is possible; say what stays missing.

    Returns:
        The exit code: 0, or 1 when something is missing under CI.
    """
    missing = [program for program in PROGRAMS if program.find() is None]
    if not missing:
        return 0
    root = _as_root()
    if root is not None and shutil.which("apt-get"):
        _apt(root, "update", "-qq")
        for program in missing:
            for package in program.packages:
                _say(f"installing {package}")
                if _apt(root, "install", "-qq", "-y", "--no-install-recommends", package) and program.find():
                    break
    still = [program for program in missing if program.find() is None]
    for program in still:
        consequence = "under CI nothing may be left out." if in_ci() else "its tests will be left out."
        _say(f"{program.missing} — {consequence}")
    return 1 if still and in_ci() else 0


def _as_root() -> list[str] | None:
    """What to put before a command that needs root; None when this user may not."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    allowed = shutil.which("sudo") and subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode == 0
    return sudo if allowed else None


def _apt(root: list[str], *arguments: str) -> bool:
    # RUNLEVEL=1 keeps package scripts from starting services where init scripts are in charge; the tests
    # start their own servers and care for no other.
    settings = ["env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1"]
    done = subprocess.run(
        [*root, *settings, "apt-get", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        _say(f"apt-get {arguments[0]} failed:\n" + "\n".join(done.stdout.splitlines()[-8:]))
    return done.returncode == 0


def _all_of(folder: str | None = None, /, **roles: tuple[str, ...]) -> dict[str, str] | None:
    """The path of each role's first name that exists, in `folder` or else on the path."""
    path = folder or os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/bin", "/usr/local/sbin"])
    found = {
        role: next(filter(None, (shutil.which(name, path=path) for name in names)), None)
        for role, names in roles.items()
    }
    return None if None in found.values() else {role: str(binary) for role, binary in found.items()}


def _say(text: str) -> None:
    print(f"[programs] {text}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:] != ["install"]:
        sys.exit("usage: python -m tests.programs install")
    sys.exit(install())
