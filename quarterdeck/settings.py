"""Settings: `quarterdeck.toml`, validated once, when it is read.

Found by `--config`, else the environment variable QUARTERDECK_CONFIG, else in the working folder. Secrets
never stand in the file: a `${NAME}` in a system's `url` is replaced by the environment variable NAME, else
by the line `NAME=value` of the file that `secrets_file` names, which must lie outside the project.
"""

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote, unquote, urlsplit
from zoneinfo import available_timezones

from babel.core import UnknownLocaleError
from babel.numbers import is_currency
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

from quarterdeck.errors import SettingsError
from quarterdeck.layout import PROJECT_ROOT, Layout

CONFIG_NAME = "quarterdeck.toml"
CONFIG_VARIABLE = "QUARTERDECK_CONFIG"
KINDS = {"erpnext": ("mysql", "mariadb"), "demo_erp": ("sqlite",)}
DEFAULT_BUCKETS = [30, 60, 90, 180, 365]
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PLACEHOLDER = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def load_settings(path: Path | str | None = None, *, secrets_needed: bool = True) -> "Settings":
    """Read and validate the settings.

    Args:
        path: the file; without it QUARTERDECK_CONFIG, then `quarterdeck.toml` in the working folder.
        secrets_needed: False for what only reads the published warehouse: a missing secret is no fault then.

    Raises:
        SettingsError: no file, not TOML, a wrong key or value, a missing secret. One sentence names the
            key, what was found, and what is accepted.
    """
    file = find_config(path)
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} is not valid TOML: {error}. Correct that line and try again.") from None
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}. Check its permissions.") from None
    secrets = _Secrets(file, raw.get("secrets_file"), needed=secrets_needed)
    systems = raw.get("systems")
    if isinstance(systems, dict):
        for name, entry in systems.items():
            if isinstance(entry, dict) and isinstance(entry.get("url"), str):
                entry["url"] = _absolute(secrets.fill(name, entry["url"]), file)
                entry["name"] = name
    try:
        return Settings.model_validate({**raw, "config_file": file})
    except ValidationError as error:
        raise SettingsError(f"{file}: {_sentence(error)}") from None


def find_config(path: Path | str | None = None) -> Path:
    """The settings file that is in force.

    Raises:
        SettingsError: it does not exist; the sentence says where was looked.
    """
    if path is not None:
        found, where = Path(path), "--config"
    elif os.environ.get(CONFIG_VARIABLE):
        found, where = Path(os.environ[CONFIG_VARIABLE]), CONFIG_VARIABLE
    else:
        found, where = Path(CONFIG_NAME), "the working folder"
    if not found.is_file():
        raise SettingsError(
            f"No settings file {found} (looked in {where}). Name one with --config FILE or "
            f"{CONFIG_VARIABLE}=FILE, or run the command in a folder that holds {CONFIG_NAME}."
        )
    return found.resolve()


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class System(_Strict):
    """One installed source application."""

    name: str
    kind: Literal["erpnext", "demo_erp"]
    url: SecretStr
    lag_minutes: Annotated[int, Field(ge=0, le=7 * 24 * 60)] = 30
    time_zone: str | None = None

    @model_validator(mode="after")
    def _check(self) -> "System":
        if not _NAME.fullmatch(self.name):
            raise ValueError(
                f"the system's name {self.name!r} must be lower-case letters, digits and _, beginning with a letter"
            )
        parts = urlsplit(self.url.get_secret_value())
        scheme = parts.scheme.split("+")[0]
        if scheme not in KINDS[self.kind]:
            accepted = " or ".join(f"{s}://" for s in KINDS[self.kind])
            raise ValueError(f"url begins with {scheme or 'nothing'}://, but kind {self.kind} takes {accepted}…")
        if scheme != "sqlite" and (not parts.hostname or len(parts.path) < 2):
            raise ValueError("url must be scheme://user:${PASSWORD}@host:port/database")
        _known_zone(self.time_zone)
        return self

    @property
    def safe_url(self) -> str:
        """The URL without its password, for messages and logs."""
        parts = urlsplit(self.url.get_secret_value())
        if parts.password is None:
            return parts.geturl()
        return parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", ":***@")).geturl()

    @property
    def password(self) -> str | None:
        """The decoded password, to be struck out of messages of drivers."""
        password = urlsplit(self.url.get_secret_value()).password
        return None if password is None else unquote(password)


class Company(_Strict):
    """A legal entity with books, and which companies of which systems it is."""

    code: str
    name: str
    currency: str
    parent: str | None = None
    calendar: str | None = None
    sources: dict[str, str | list[str]] = {}

    @field_validator("code")
    @classmethod
    def _code(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", value):
            raise ValueError(f"{value!r} must be letters, digits, '_', '.' or '-'")
        return value

    @field_validator("currency")
    @classmethod
    def _currency(cls, value: str) -> str:
        return _known_currency(value)

    @field_validator("calendar")
    @classmethod
    def _calendar(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", value):
            raise ValueError(f"{value!r} must be a country's ISO code, with its region if needed: 'DE', 'CN', 'US-CA'")
        return value

    def source_companies(self) -> list[tuple[str, str]]:
        """(system, source company) pairs that are this company."""
        return [
            (system, one)
            for system, named in self.sources.items()
            for one in ([named] if isinstance(named, str) else named)
        ]


class Aging(_Strict):
    """Upper bounds of the aging buckets, in days past due."""

    buckets: list[int] = DEFAULT_BUCKETS

    @field_validator("buckets")
    @classmethod
    def _rising(cls, value: list[int]) -> list[int]:
        return check_buckets(value)


class Settings(_Strict):
    """Everything a person may set. Keys are documented in README.md under Settings."""

    config_file: Path
    data_dir: Path = Path("var")
    secrets_file: Path | None = None
    presentation_currency: str
    fiscal_year_start_month: Annotated[int, Field(ge=1, le=12)] = 1
    time_zone: str = "UTC"
    keep_versions: Annotated[int, Field(ge=2, le=1000)] = 5
    dashboard_port: Annotated[int, Field(ge=1, le=65535)] = 8501
    prefect_port: Annotated[int, Field(ge=1, le=65535)] = 4205
    aging: Aging = Aging()
    systems: Annotated[dict[str, System], Field(min_length=1)]
    companies: list[Company] = []

    @field_validator("presentation_currency")
    @classmethod
    def _currency(cls, value: str) -> str:
        return _known_currency(value)

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        return _known_zone(value) or value

    @model_validator(mode="after")
    def _consistent(self) -> "Settings":
        codes: set[str] = set()
        owners: dict[tuple[str, str], str] = {}
        for company in self.companies:
            if company.code in codes:
                raise ValueError(f"companies: the code {company.code!r} stands twice; each company has its own")
            codes.add(company.code)
            for source in company.source_companies():
                if source[0] not in self.systems:
                    known = ", ".join(self.systems)
                    raise ValueError(
                        f"companies: {company.code!r} names the system {source[0]!r}, which is not configured "
                        f"(configured: {known})"
                    )
                if source in owners:
                    raise ValueError(
                        f"companies: {source[1]!r} of system {source[0]!r} is mapped to both "
                        f"{owners[source]!r} and {company.code!r}; map it once"
                    )
                owners[source] = company.code
        for company in self.companies:
            seen, parent = {company.code}, company.parent
            while parent is not None:
                if parent not in codes:
                    raise ValueError(f"companies: the parent {parent!r} of {company.code!r} is not a company's code")
                if parent in seen:
                    raise ValueError(f"companies: {company.code!r} is its own ancestor; parents must form a tree")
                seen.add(parent)
                parent = next(c.parent for c in self.companies if c.code == parent)
        return self

    @property
    def layout(self) -> Layout:
        """The folders of this installation; a relative `data_dir` is below the settings file's folder."""
        return Layout((self.config_file.parent / self.data_dir.expanduser()).resolve())

    def system(self, name: str) -> System:
        """The system of that name.

        Raises:
            SettingsError: it is not configured.
        """
        if name not in self.systems:
            raise SettingsError(f"No system {name!r} in {self.config_file}; configured: {', '.join(self.systems)}.")
        return self.systems[name]


def check_buckets(value: list[int]) -> list[int]:
    """Upper bounds must be whole positive days, rising, at least one.

    Raises:
        ValueError: they are not; the sentence shows what was found.
    """
    if not value or any(b < 1 or b > 36500 for b in value) or any(a >= b for a, b in zip(value, value[1:], strict=False)):
        raise ValueError(f"{value} must be rising whole days from 1, such as [30, 60, 90, 120]")
    return value


def _absolute(url: str, config: Path) -> str:
    """A relative SQLite file lies below the settings file's folder, whatever the working folder is."""
    relative = re.fullmatch(r"sqlite:///(?!/)(.+)", url)
    return f"sqlite:///{config.parent / relative.group(1)}" if relative else url


class _Secrets:
    """Fills `${NAME}` from the environment, else from the secrets file."""

    def __init__(self, config: Path, secrets_file: Any, *, needed: bool):
        self._needed = needed
        self._lines: dict[str, str] = {}
        self._where = "the environment"
        if not isinstance(secrets_file, str) or not needed:
            return
        file = (config.parent / Path(secrets_file).expanduser()).resolve()
        if file.is_relative_to(PROJECT_ROOT):
            raise SettingsError(f"{config}: secrets_file {file} lies inside the project; keep it outside the repository.")
        if not file.is_file():
            raise SettingsError(f"{config}: secrets_file {file} does not exist; create it with lines NAME=value.")
        self._where += f" and not in {file}"
        for line in file.read_text(encoding="utf-8").splitlines():
            name, sign, value = line.partition("=")
            if sign and not line.lstrip().startswith("#"):
                self._lines[name.strip()] = value.strip()

    def fill(self, system: str, url: str) -> str:
        """The URL with its secrets in place."""
        literal = urlsplit(url).password if "://" in url else None
        if literal and not _PLACEHOLDER.fullmatch(literal):
            raise SettingsError(
                f"systems.{system}.url holds a password in clear; write ${{NAME}} in its place and set NAME in the "
                "environment or in secrets_file."
            )

        def value(match: re.Match[str]) -> str:
            name = match.group(1)
            found = os.environ.get(name, self._lines.get(name))
            if found is None and not self._needed:
                return "unset"
            if found is None:
                raise SettingsError(
                    f"systems.{system}.url needs the secret {name}, which is not set in {self._where}; "
                    f"set it, for example: export {name}=…"
                )
            inside_url = -1 < url.find("://") < match.start()
            return quote(found, safe="") if inside_url else found

        return _PLACEHOLDER.sub(value, url)


def _known_currency(value: str) -> str:
    try:
        known = is_currency(value)
    except (UnknownLocaleError, AttributeError):
        known = False
    if not known or not re.fullmatch(r"[A-Z]{3}", value):
        raise ValueError(f"{value!r} is not a currency's ISO code, such as 'EUR' or 'CNY'")
    return value


def _known_zone(value: str | None) -> str | None:
    if value is not None and value not in available_timezones():
        raise ValueError(f"time_zone {value!r} is not a zone's name, such as 'Europe/Berlin' or 'Asia/Shanghai'")
    return value


def _sentence(error: ValidationError) -> str:
    """The first fault as one sentence: key, what was found, what is accepted."""
    first = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"] if part != "function-after[_check()") or "settings"
    found = first.get("input")
    if first["type"] == "extra_forbidden":
        owner: Any = {"systems": System, "companies": Company, "aging": Aging}.get(str(first["loc"][0]), Settings)
        if len(first["loc"]) == 1:
            owner = Settings
        accepted = ", ".join(name for name in owner.model_fields if name not in ("config_file", "name" if owner is System else ""))
        return f"unknown key {key}; accepted here: {accepted}."
    if first["type"] == "missing":
        return f"{key} is missing; it is required."
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "value_error":
        return f"{key}: {message}." if key != "settings" else f"{message}."
    shown = "" if isinstance(found, dict | SecretStr) or "url" in key else f", found {found!r}"
    return f"{key}: {message[0].lower()}{message[1:]}{shown}."
