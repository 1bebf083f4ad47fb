"""Settings: `quarterdeck.toml`, validated once, when it is read.

Found by `--config`, else the environment variable QUARTERDECK_CONFIG, else in the working folder. Secrets
never stand in the file: a `${NAME}` in a system's `url` is replaced by the environment variable NAME, else
by the line `NAME=value` of the file that `secrets_file` names, which must lie outside the project.
"""

import os
import re
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote, unquote, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from babel.core import UnknownLocaleError
from babel.numbers import is_currency
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    Strict,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from quarterdeck.errors import SettingsError
from quarterdeck.layout import PROJECT_ROOT, Layout

CONFIG_NAME = "quarterdeck.toml"
CONFIG_VARIABLE = "QUARTERDECK_CONFIG"
_DEMONSTRATION = ("sqlite", "postgresql", "postgres")
KINDS = {
    "erpnext": ("mysql", "mariadb"),
    "tryton": ("postgresql", "postgres"),
    "demo_erp": _DEMONSTRATION,
    "demo_oa": _DEMONSTRATION,
    "demo_crm": _DEMONSTRATION,
    "demo_pm": _DEMONSTRATION,
}
STATE_KIND = "state"
OWN_SYSTEM = "quarterdeck"
"""The system that every installation has without an entry: what people create with Quarterdeck (its kind: state)."""
_SCHEMES = {**KINDS, STATE_KIND: _DEMONSTRATION}
DEFAULT_BUCKETS = [30, 60, 90, 180, 365]
_BUCKETS_ACCEPTED = "rising whole days from 1, such as [30, 60, 90, 120]"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SCHEMA = re.compile(r"\?options=-csearch_path(%3D|=)[A-Za-z_][A-Za-z0-9_]*$")
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
    except UnicodeDecodeError:
        raise SettingsError(f"{file} is not UTF-8 text; save it with that encoding and try again.") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is not valid TOML: {error}. Correct that line and try again.") from None
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}. Check its permissions.") from None
    if "config_file" in raw:
        raise SettingsError(f"{file}: {_unknown(('config_file',), raw)}.")
    secrets = _Secrets(file, raw.get("secrets_file"), needed=secrets_needed)
    systems = raw.get("systems")
    for name, entry in systems.items() if isinstance(systems, dict) else ():
        if not isinstance(entry, dict):
            continue
        if "name" in entry:
            raise SettingsError(f"{file}: {_unknown(('systems', name, 'name'), raw)}.")
        entry["name"] = name
        if isinstance(entry.get("url"), str):
            entry["url"] = _absolute(secrets.fill(f"systems.{name}.url", entry["url"]), file)
    if isinstance(raw.get("state"), dict) and isinstance(raw["state"].get("url"), str):
        _Secrets(file, None, needed=False).fill("state.url", raw["state"]["url"])  # a password in clear
    try:
        return Settings.model_validate({**raw, "config_file": file})
    except ValidationError as error:
        raise SettingsError(f"{file}: {_sentence(error, raw)}.") from None


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


def _whole(low: int, high: int, unit: str = "") -> Any:
    """A whole number within bounds; its description is what a wrong one is told."""
    return Field(ge=low, le=high, description=f"a whole number{unit} from {low} to {high}")


_CURRENCY = Field(description="a currency's ISO code, such as 'EUR' or 'CNY'")
_ZONE = Field(description="a time zone's name, such as 'Europe/Berlin' or 'Asia/Shanghai'")


class System(_Strict):
    """One installed source application."""

    name: Annotated[str, Field(description="lower-case letters, digits and _, beginning with a letter")]
    kind: Annotated[
        Literal["erpnext", "tryton", "demo_erp", "demo_oa", "demo_crm", "demo_pm"],
        Field(description=" or ".join(map(repr, KINDS))),
    ]
    url: Annotated[SecretStr, Field(description="the URL of the system's database")]
    lag_minutes: Annotated[int, Strict(), _whole(0, 7 * 24 * 60, " of minutes")] = 30
    time_zone: Annotated[str | None, _ZONE] = None

    @field_validator("name")
    @classmethod
    def _named(cls, value: str) -> str:
        return _accept(value, bool(_NAME.fullmatch(value)))

    @field_validator("url")
    @classmethod
    def _reachable(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        if "kind" in info.data:
            _check_url(value.get_secret_value(), info.data["kind"])
        return value

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str | None) -> str | None:
        return _accept(value, value is None or value in available_timezones())

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

    code: Annotated[str, Field(description="letters, digits, '_', '.' and '-', beginning with a letter or digit")]
    name: Annotated[str, Field(description="the company's name")]
    currency: Annotated[str, _CURRENCY]
    parent: Annotated[str | None, Field(description="the code of another company")] = None
    calendar: Annotated[
        str | None, Field(description="a country's ISO code, with its region if needed: 'DE', 'CN', 'US-CA'")
    ] = None
    sources: Annotated[
        dict[str, str | list[str]],
        Field(description='a table of system = "source company", or system = ["one", "another"]'),
    ] = {}

    @field_validator("code")
    @classmethod
    def _code(cls, value: str) -> str:
        return _accept(value, bool(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", value)))

    @field_validator("name")
    @classmethod
    def _named(cls, value: str) -> str:
        return _accept(value, bool(value.strip()))

    @field_validator("currency")
    @classmethod
    def _currency(cls, value: str) -> str:
        return _accept(value, _is_currency(value))

    @field_validator("calendar")
    @classmethod
    def _calendar(cls, value: str | None) -> str | None:
        return _accept(value, value is None or bool(re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", value)))

    def source_companies(self) -> list[tuple[str, str]]:
        """(system, source company) pairs that are this company."""
        return [
            (system, one)
            for system, named in self.sources.items()
            for one in ([named] if isinstance(named, str) else named)
        ]


class Aging(_Strict):
    """Upper bounds of the aging buckets, in days past due."""

    buckets: Annotated[list[Annotated[int, Strict()]], Field(description=_BUCKETS_ACCEPTED)] = DEFAULT_BUCKETS

    @field_validator("buckets")
    @classmethod
    def _rising(cls, value: list[int]) -> list[int]:
        return check_buckets(value)


class State(_Strict):
    """Where what people create is kept."""

    url: Annotated[str | None, Field(description="the URL of a database")] = None

    @field_validator("url")
    @classmethod
    def _reachable(cls, value: str | None) -> str | None:
        if value is not None and not _PLACEHOLDER.fullmatch(value):
            # what the placeholders stand for is asked for when the store is opened: most commands need no store
            _check_url(re.sub(r"^sqlite:///(?!/)", "sqlite:////", _PLACEHOLDER.sub("unset", value)), STATE_KIND)
        return value


class Settings(_Strict):
    """Everything a person may set. Keys are documented in README.md under Settings."""

    config_file: Path
    data_dir: Annotated[Path, Field(description="a folder's path")] = Path("var")
    secrets_file: Annotated[Path | None, Field(description="the path of a file outside the project")] = None
    presentation_currency: Annotated[str, _CURRENCY]
    fiscal_year_start_month: Annotated[int, Strict(), _whole(1, 12)] = 1
    time_zone: Annotated[str, _ZONE] = "UTC"
    custom_models: Annotated[Path | None, Field(description="a folder's path")] = None
    parameters: Annotated[Path | None, Field(description="a folder's path")] = None
    as_of: Annotated[date | None, Field(description="a date without quotes: 2026-06-30")] = None
    keep_versions: Annotated[int, Strict(), _whole(2, 1000)] = 5
    dashboard_port: Annotated[int, Strict(), _whole(1, 65535)] = 8501
    prefect_port: Annotated[int, Strict(), _whole(1, 65535)] = 4205
    aging: Annotated[Aging, Field(description="a table: [aging]")] = Aging()
    deciders: Annotated[
        list[Annotated[str, Strict()]],
        Field(description="names of people, such as ['li', 'wu'], or ['*'] for everybody who opens the dashboard"),
    ] = []
    state: Annotated[State, Field(description="a table: [state]")] = State()
    systems: Annotated[
        dict[str, Annotated[System, Field(description="a table: [systems.<name>]")]],
        Field(min_length=1, description="one table a system: [systems.<name>] with kind and url"),
    ]
    companies: Annotated[
        list[Company], Field(description="one entry a company: [[companies]] with code, name, currency")
    ] = []

    @field_validator("presentation_currency")
    @classmethod
    def _currency(cls, value: str) -> str:
        return _accept(value, _is_currency(value))

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        return _accept(value, value in available_timezones())

    @model_validator(mode="after")
    def _consistent(self) -> "Settings":
        if OWN_SYSTEM in self.systems:
            raise ValueError(
                f"systems: the name {OWN_SYSTEM!r} is that of what people create with Quarterdeck; give this system "
                "another one"
            )
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
                        f"companies: the sources of {company.code!r} name the system {source[0]!r}, which is not "
                        f"configured (configured: {known})"
                    )
                if source in owners:
                    by = {owners[source]: None, company.code: None}
                    raise ValueError(
                        f"companies: {source[1]!r} of system {source[0]!r} is mapped twice, by "
                        f"{' and '.join(map(repr, by))}; map it once"
                    )
                owners[source] = company.code
        for company in self.companies:
            seen, parent = {company.code}, company.parent
            while parent is not None:
                if parent not in codes:
                    raise ValueError(
                        f"companies: the parent {parent!r} of {company.code!r} is not a company's code (there are: "
                        f"{', '.join(c.code for c in self.companies)})"
                    )
                if parent in seen:
                    raise ValueError(f"companies: {company.code!r} is its own ancestor; parents must form a tree")
                seen.add(parent)
                parent = next(c.parent for c in self.companies if c.code == parent)
        return self

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds of the configured systems, and our own."""
        return frozenset(system.kind for system in self.systems.values()) | {STATE_KIND}

    @property
    def layout(self) -> Layout:
        """The folders of this installation; a relative `data_dir` is below the settings file's folder."""
        return Layout((self.config_file.parent / self.data_dir.expanduser()).resolve())

    @property
    def custom_folder(self) -> Path:
        """The company's own models; a relative `custom_models` is below the settings file's folder."""
        if self.custom_models is None:
            return PROJECT_ROOT / "models" / "custom"
        return (self.config_file.parent / self.custom_models.expanduser()).resolve()

    @property
    def parameters_folder(self) -> Path | None:
        """The company's own rule parameters; a relative `parameters` is below the settings file's folder."""
        return None if self.parameters is None else (self.config_file.parent / self.parameters.expanduser()).resolve()

    @property
    def today(self) -> date:
        """The day for which everything is shown by default: `as_of`, else the day that it is in `time_zone`."""
        return self.as_of or datetime.now(ZoneInfo(self.time_zone)).date()

    def state_url(self) -> str:
        """Where the state store is; without `state.url`, in a SQLite file of the data folder.

        Raises:
            SettingsError: a secret is missing, or what stands in its place is no URL.
        """
        if self.state.url is None:
            return f"sqlite:///{quote(str(self.layout.state_file))}"
        given = None if self.secrets_file is None else str(self.secrets_file)
        url = _Secrets(self.config_file, given, needed=True).fill("state.url", self.state.url)
        url = _absolute(url, self.config_file)
        try:
            _check_url(url, STATE_KIND)
        except ValueError as error:
            raise SettingsError(f"{self.config_file}: state.url {error}.") from None
        return url

    def own_system(self) -> System:
        """The state store as a system: it is read and landed like any other.

        Raises:
            SettingsError: see `state_url`.
        """
        return System.model_construct(
            name=OWN_SYSTEM, kind=STATE_KIND, url=SecretStr(self.state_url()), lag_minutes=0, time_zone="UTC"
        )

    def system(self, name: str) -> System:
        """The system of that name.

        Raises:
            SettingsError: it is not configured.
        """
        if name == OWN_SYSTEM:
            return self.own_system()
        if name not in self.systems:
            raise SettingsError(f"No system {name!r} in {self.config_file}; configured: {', '.join(self.systems)}.")
        return self.systems[name]


def check_buckets(value: list[int]) -> list[int]:
    """Upper bounds must be whole positive days, rising, at least one.

    Raises:
        ValueError: they are not; it says what is accepted.
    """
    if (
        not value
        or any(b < 1 or b > 36500 for b in value)
        or any(a >= b for a, b in zip(value, value[1:], strict=False))
    ):
        raise ValueError(_BUCKETS_ACCEPTED)
    return value


def _absolute(url: str, config: Path) -> str:
    """A relative SQLite file lies below the settings file's folder, whatever the working folder is."""
    relative = re.fullmatch(r"sqlite:///(?!/)(.+)", url)
    return f"sqlite:///{config.parent / relative.group(1)}" if relative else url


class _Secrets:
    """Fills `${NAME}` from the environment, else from the secrets file."""

    def __init__(self, config: Path, secrets_file: Any, *, needed: bool):
        self._config, self._needed = config, needed
        self._lines: dict[str, str] = {}
        self._where = "the environment"
        if not isinstance(secrets_file, str) or not needed:
            return
        file = (config.parent / Path(secrets_file).expanduser()).resolve()
        if file.is_relative_to(PROJECT_ROOT):
            raise SettingsError(
                f"{config}: secrets_file {file} lies inside the project; keep it outside the repository."
            )
        if not file.is_file():
            raise SettingsError(f"{config}: secrets_file {file} is not a file; create it with lines NAME=value.")
        self._where += f" and not in {file}"
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            raise SettingsError(
                f"{config}: secrets_file {file} cannot be read as UTF-8 text; write lines NAME=value."
            ) from None
        for line in lines:
            name, sign, value = line.partition("=")
            if sign and not line.lstrip().startswith("#"):
                self._lines[name.strip()] = value.strip()

    def fill(self, key: str, url: str) -> str:
        """The URL with its secrets in place; `key` is what the settings call it."""
        # up to the last @, since a password in clear may hold any character
        account = re.match(r"(?!sqlite)[^:/]+://([^:@]*):(.*)@", url, re.DOTALL)
        if account and not _PLACEHOLDER.fullmatch(account.group(2)):
            raise SettingsError(
                f"{self._config}: {key} holds a password in clear; write ${{NAME}} in its place and set "
                "NAME in the environment or in secrets_file."
            )

        def value(match: re.Match[str]) -> str:
            name = match.group(1)
            found = os.environ.get(name) or self._lines.get(name)
            if not found and not self._needed:
                return "unset"
            if not found:
                raise SettingsError(
                    f"{self._config}: {key} needs the secret {name}, which is not set in {self._where}; "
                    f"set it there (in a shell: export {name}=<value>)."
                )
            inside_url = -1 < url.find("://") < match.start()
            return quote(found, safe="") if inside_url else found

        return _PLACEHOLDER.sub(value, url)


def _check_url(url: str, kind: str) -> None:
    """A URL that the kind's reader understands; the sentence never shows it, since it may hold a password.

    Raises:
        ValueError: it is not one.
    """
    found = re.match(r"([a-z][a-z0-9]*)[+a-z0-9]*://", url)
    scheme = found.group(1) if found else None
    if scheme not in _SCHEMES[kind]:
        accepted = " or ".join(f"{one}://" for one in _SCHEMES[kind])
        raise ValueError(f"begins with {f'{scheme}://' if scheme else 'no scheme'}, but kind {kind!r} takes {accepted}")
    if scheme == "sqlite":
        if not re.match(r"sqlite:////[^/]", url):
            raise ValueError(
                "names no file; accepted: sqlite:///path/below/this/folder.sqlite or sqlite:////absolute/path"
            )
        return
    schema = "" if "mysql" in _SCHEMES[kind] else "?options=-csearch_path%3Dschema"
    if fault := _fault(re.sub(_SCHEMA, "", url) if schema else url):
        raise ValueError(
            f"{fault}; accepted: {scheme}://user:${{PASSWORD}}@host:port/database{f'[{schema}]' * bool(schema)}"
        )


def _fault(url: str) -> str | None:
    """What a server's URL lacks or has too much."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # its words would quote the URL
        return "has no proper host and port (characters such as @ : / # of a whole URL's password are percent-encoded)"
    if port == 0 or not parts.hostname:
        return "names no host" if port != 0 else "has the port 0"
    if len(parts.path) < 2:
        return "names no database"
    return "has more behind the database's name" if parts.query or parts.fragment else None


def _is_currency(value: str) -> bool:
    try:
        return bool(re.fullmatch(r"[A-Z]{3}", value)) and is_currency(value)
    except (UnknownLocaleError, AttributeError):
        return False


# Key of the settings → the model below it, and how deep in the file its fields stand.
_BELOW: dict[str, tuple[type[BaseModel], int]] = {
    "systems": (System, 2),
    "companies": (Company, 2),
    "aging": (Aging, 1),
    "state": (State, 1),
}


def _accept(value: Any, is_accepted: bool) -> Any:
    """The value; ValueError when it is not accepted, to which `_sentence` adds what is."""
    if not is_accepted:
        raise ValueError
    return value


def _sentence(error: ValidationError, raw: dict[str, Any]) -> str:
    """The first fault as one sentence: key, what was found, what is accepted."""
    first = error.errors(include_url=False)[0]
    loc = first["loc"]
    if first["type"] == "extra_forbidden":
        return _unknown(loc, raw)
    if not loc:
        return first["msg"].removeprefix("Value error, ")
    key, accepted = _key(loc, raw), _accepted(loc)
    if loc[0] == "systems" and loc[2:] == ("name",):
        return f"the name of the table [systems.{loc[1]}] is {loc[1]!r}; accepted: {accepted}"
    if first["type"] == "missing":
        return f"{key} is missing; accepted: {accepted}"
    if key.endswith(".url"):
        return (
            f"{key} {first['msg'].removeprefix('Value error, ')}"
            if first["type"] == "value_error"
            else f"{key} is not a text"
        )
    return f"{key} is {_found(loc, raw)}; accepted: {accepted}"


def _unknown(loc: tuple[int | str, ...], raw: dict[str, Any]) -> str:
    owner = _BELOW[str(loc[0])][0] if len(loc) > 1 else Settings
    accepted = ", ".join(n for n in owner.model_fields if n != "config_file" and (owner, n) != (System, "name"))
    return f"unknown key {_key(loc, raw)}; accepted here: {accepted}"


def _key(loc: tuple[int | str, ...], raw: dict[str, Any]) -> str:
    """A key as a person would name it: `companies.<code>.currency` rather than `companies.0.currency`."""
    parts = _path(loc)
    if parts[0] == "companies" and len(parts) > 1:
        entry = raw["companies"][parts[1]]
        code = entry.get("code") if isinstance(entry, dict) else None
        parts[1] = code if isinstance(code, str) and code else f"#{int(parts[1]) + 1}"
    return ".".join(map(str, parts))


def _accepted(loc: tuple[int | str, ...]) -> str:
    """What the field at fault accepts: its description."""
    parts = _path(loc)
    below = _BELOW.get(str(parts[0]))
    if below and len(parts) > below[1]:
        return str(below[0].model_fields[str(parts[below[1]])].description)
    return str(Settings.model_fields[str(parts[0])].description)


def _path(loc: tuple[int | str, ...]) -> list[int | str]:
    """The location without what is below a field, such as the index of a bucket."""
    parts = list(loc)
    return parts[: {"systems": 3, "companies": 3, "aging": 2, "state": 2, "deciders": 1}.get(str(parts[0]), 1)]


def _found(loc: tuple[int | str, ...], raw: dict[str, Any]) -> str:
    found: Any = raw
    path = _path(loc)
    for part in path:
        found = found[part]
    if (path[0] == "systems" and len(path) < 3 and found) or path == [
        "state"
    ]:  # a URL with its password may stand anywhere in it
        kinds = {"str": "a text", "list": "a list", "dict": "a table"}
        return kinds.get(type(found).__name__, "a number")
    return repr(found)
