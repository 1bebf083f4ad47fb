"""Settings: where they are found, and one clear sentence for each thing that may be wrong with them."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from quarterdeck.errors import SettingsError
from quarterdeck.layout import PROJECT_ROOT
from quarterdeck.settings import CONFIG_NAME, CONFIG_VARIABLE, Settings, check_buckets, load_settings

SECRET = "s3cr&t@:/%#?é +"
BASE = 'presentation_currency = "EUR"\n'
DEMO = '[systems.erp]\nkind = "demo_erp"\nurl = "sqlite:///erp.sqlite"\n'
GOOD = BASE + DEMO
ALSO = 'kind = "demo_erp"\nurl = "sqlite:///other.sqlite"\n'
COMPANY = '[[companies]]\ncode = "a"\nname = "A"\ncurrency = "EUR"\n'
OTHER = COMPANY.replace('"a"', '"b"')

Write = Callable[..., Path]


def erpnext(url: str) -> str:
    return f'{BASE}[systems.erp]\nkind = "erpnext"\nurl = "{url}"\n'


@pytest.fixture(autouse=True)
def no_settings_around(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable and no settings file of whoever runs the tests."""
    for name in (CONFIG_VARIABLE, "ERP_PASSWORD", "ERP_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a settings file."""

    def written(text: str, folder: str = "here") -> Path:
        file = tmp_path / folder / CONFIG_NAME
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    return written


def sentence_about(file: Path) -> str:
    """The error of a file, which is one sentence that begins with the file's name."""
    with pytest.raises(SettingsError) as caught:
        load_settings(file)
    said = str(caught.value)
    assert said.startswith(str(file)), said
    assert said.endswith(".") and "\n" not in said and ".." not in said, said
    for jargon in ("pydantic", "dictionary", "function-", "validation", "instance of", "codec", "input should"):
        assert jargon not in said.lower(), said
    return said.removeprefix(str(file)).lstrip(": ")


# ── where the file is found ─────────────────────────────────────────────────────────────────────────────


def test_option_beats_variable_beats_working_folder(
    write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    files = {name: write(GOOD + f"[aging]\nbuckets = [{n}]\n", name) for n, name in enumerate("123", start=1)}
    monkeypatch.chdir(files["3"].parent)
    assert load_settings().config_file == files["3"]
    monkeypatch.setenv(CONFIG_VARIABLE, str(files["2"]))
    assert load_settings().config_file == files["2"]
    settings = load_settings(files["1"])
    assert (settings.config_file, settings.aging.buckets) == (files["1"], [1])


def test_a_relative_path_becomes_absolute(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(GOOD)
    monkeypatch.chdir(file.parent.parent)
    assert load_settings("here/quarterdeck.toml").config_file == file


@pytest.mark.parametrize("looked_in", ["--config", CONFIG_VARIABLE, "the working folder"])
def test_no_file_says_where_was_looked(looked_in: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if looked_in == CONFIG_VARIABLE:
        monkeypatch.setenv(CONFIG_VARIABLE, str(tmp_path / "none.toml"))
    with pytest.raises(SettingsError, match=re.escape(f"looked in {looked_in}")) as caught:
        load_settings(tmp_path / "none.toml" if looked_in == "--config" else None)
    assert "--config FILE" in str(caught.value) and CONFIG_VARIABLE in str(caught.value)
    assert ("none.toml" in str(caught.value)) == (looked_in != "the working folder")


def test_a_folder_is_no_settings_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No settings file"):
        load_settings(tmp_path)


# ── what is read ────────────────────────────────────────────────────────────────────────────────────────


def test_defaults(write: Write) -> None:
    settings = load_settings(write(GOOD))
    assert settings.layout.data_dir == settings.config_file.parent / "var"
    assert settings.custom_folder == PROJECT_ROOT / "models" / "custom"
    assert (settings.time_zone, settings.fiscal_year_start_month, settings.companies) == ("UTC", 1, [])
    assert settings.aging.buckets == [30, 60, 90, 180, 365]
    assert settings.systems["erp"].lag_minutes == 30 and settings.systems["erp"].name == "erp"


def test_everything_that_may_be_set(write: Write, tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("# ours\n ERP_PASSWORD = of the file \n", encoding="utf-8")
    text = f"""
        data_dir = "elsewhere"
        custom_models = "../ours"
        secrets_file = "{tmp_path / "secrets"}"
        presentation_currency = "CNY"
        fiscal_year_start_month = 4
        time_zone = "Asia/Shanghai"
        keep_versions = 2
        dashboard_port = 1
        prefect_port = 65535
        [aging]
        buckets = [7, 14]
        [systems.erp_1]
        kind = "erpnext"
        url = "mariadb://u:${{ERP_PASSWORD}}@h:3306/acme"
        lag_minutes = 0
        time_zone = "UTC"
        [[companies]]
        code = "Top-1.x_y"
        name = "远洲"
        currency = "CNY"
        calendar = "CN"
        [[companies]]
        code = "b"
        name = "B"
        currency = "USD"
        parent = "Top-1.x_y"
        calendar = "US-CA"
        sources = {{ erp_1 = ["Acme", "Acme 2"] }}
    """
    settings = load_settings(write(text))
    assert settings.layout.data_dir == settings.config_file.parent / "elsewhere"
    assert settings.custom_folder == settings.config_file.parent.parent / "ours"
    assert settings.systems["erp_1"].password == "of the file"
    assert settings.companies[1].source_companies() == [("erp_1", "Acme"), ("erp_1", "Acme 2")]
    assert settings.systems["erp_1"].time_zone == "UTC"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///erp.sqlite", "{here}/erp.sqlite"),
        ("sqlite:///var/demo/erp.sqlite", "{here}/var/demo/erp.sqlite"),
        ("sqlite:///../erp.sqlite", "{here}/../erp.sqlite"),
        ("sqlite:////srv/erp.sqlite", "/srv/erp.sqlite"),
    ],
)
def test_sqlite_files_lie_relative_to_the_settings_file(url: str, path: str, write: Write) -> None:
    from ingestion.databases.sqlite import sqlite_path

    file = write(GOOD.replace("sqlite:///erp.sqlite", url))
    read = sqlite_path(load_settings(file).systems["erp"].url.get_secret_value())
    assert read == Path(path.format(here=file.parent))


# ── secrets ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("password", ["plain", SECRET, "@", "${ERP_PASSWORD}", "a%40b", "p:q@r/s?t#u", " "])
def test_passwords_survive(password: str, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ERP_PASSWORD", password)
    system = load_settings(write(erpnext("mysql://me:${ERP_PASSWORD}@h:3306/acme"))).systems["erp"]
    assert system.password == password
    assert system.url.get_secret_value() == f"mysql://me:{quote(password, safe='')}@h:3306/acme"


def test_environment_beats_secrets_file(write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("ERP_PASSWORD=from=file\n", encoding="utf-8")
    file = write('secrets_file = "../secrets"\n' + erpnext("mysql://me:${ERP_PASSWORD}@h/acme"))
    assert load_settings(file).systems["erp"].password == "from=file"
    monkeypatch.setenv("ERP_PASSWORD", "from environment")
    assert load_settings(file).systems["erp"].password == "from environment"


def test_a_whole_url_may_be_a_secret(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ERP_URL", f"mysql://me:{quote(SECRET, safe='')}@h/acme")
    assert load_settings(write(erpnext("${ERP_URL}"))).systems["erp"].password == SECRET


def test_reading_the_warehouse_needs_no_secret(write: Write) -> None:
    file = write('secrets_file = "/nowhere"\n' + erpnext("mysql://me:${ERP_PASSWORD}@h/acme"))
    assert load_settings(file, secrets_needed=False).systems["erp"].kind == "erpnext"


def shows(secret: str, text: str) -> bool:
    return secret in text or quote(secret, safe="") in text


def test_no_secret_in_what_settings_print(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ERP_PASSWORD", SECRET)
    settings = load_settings(write(erpnext("mysql://me:${ERP_PASSWORD}@h/acme")))
    system = settings.systems["erp"]
    assert system.safe_url == "mysql://me:***@h/acme"
    for shown in (settings, system, system.url, settings.model_dump_json()):
        assert not shows(SECRET, str(shown)) and not shows(SECRET, repr(shown))


@pytest.mark.parametrize(
    "text",
    [
        erpnext("mysql://me:hunter2@h/acme"),
        erpnext("mysql://me:hun@hunter2@h/acme"),
        erpnext("mysql://me:hun/hunter2@h/acme"),
        erpnext("mysql://me:hunter2#x@h/acme"),
        erpnext("mysql://me:hunter2?x@h/acme"),
        erpnext("mysql://:hunter2@h/acme"),
        erpnext("mysql://me:hunter2${ERP_PASSWORD}@h/acme"),
        erpnext("mysql://me@h/acme?password=hunter2"),
        erpnext("mysql://me@h/acme#hunter2"),
        erpnext("${ERP_URL}"),
        erpnext("hunter2"),
        BASE + '[[systems]]\nname = "erp"\nurl = "mysql://me:hunter2@h/acme"\n',
        BASE + '[systems]\nerp = "mysql://me:hunter2@h/acme"\n',
        BASE + '[systems]\nurl = "mysql://me:hunter2@h/acme"\n',
        'systems = "mysql://me:hunter2@h/acme"\n' + BASE,
        erpnext("mysql://me:${ERP_PASSWORD}@[h/acme"),
        erpnext("mysql://me:${ERP_PASSWORD}@h:port/acme"),
        erpnext("mysql://me:${ERP_PASSWORD}@h/acme") + "lag_minutes = -1\n",
        erpnext("mysql://me:${ERP_PASSWORD}@h/acme") + "colour = 1\n",
        erpnext("postgresql://me:${ERP_PASSWORD}@h/acme"),
    ],
)
def test_no_secret_in_an_error(text: str, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ERP_PASSWORD", "hunter2")
    monkeypatch.setenv("ERP_URL", "mysql://me:x#hunter2@h/acme")
    assert "hunter2" not in sentence_about(write(text))


# ── one sentence for each fault: key, what was found, what is accepted ────────────────────────────────────

TOP = "data_dir, secrets_file, presentation_currency, fiscal_year_start_month, time_zone, custom_models"
CURRENCY = "accepted: a currency's ISO code, such as 'EUR' or 'CNY'"
ZONE = "accepted: a time zone's name, such as 'Europe/Berlin' or 'Asia/Shanghai'"
MONTH = "accepted: a whole number from 1 to 12"
BUCKETS = "accepted: rising whole days from 1, such as [30, 60, 90, 120]"
MYSQL = "accepted: mysql://user:${PASSWORD}@host:port/database"
CODE = "accepted: letters, digits, '_', '.' and '-', beginning with a letter or digit"
SOURCES = 'accepted: a table of system = "source company"'
SYSTEMS = "accepted: one table a system: [systems.<name>] with kind and url"
COMPANIES = "accepted: one entry a company: [[companies]] with code, name, currency"
CLEAR = "holds a password in clear; write ${NAME} in its place and set NAME in the environment or in secrets_file"

# name: text, then what the sentence holds, in this order
FAULTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "unknown key": ("colour = 1\n" + GOOD, ("unknown key colour;", "accepted here: " + TOP, "systems, companies")),
    "reserved key": ('config_file = "x"\n' + GOOD, ("unknown key config_file;", "accepted here: " + TOP)),
    "unknown key of a system": (
        GOOD + "colour = 1\n",
        ("unknown key systems.erp.colour;", "accepted here: kind, url, lag_minutes, time_zone"),
    ),
    "name of a system as a key": (GOOD + 'name = "x"\n', ("unknown key systems.erp.name;", "accepted here: kind, url")),
    "unknown key of a company": (
        GOOD + COMPANY + "colour = 1\n",
        ("unknown key companies.a.colour;", "code, name, currency, parent, calendar, sources"),
    ),
    "unknown key of aging": (GOOD + "[aging]\ncolour = 1\n", ("unknown key aging.colour;", "accepted here: buckets")),
    "not TOML": ("presentation_currency = \n", ("is not valid TOML", "line 1")),
    "key twice": (BASE + GOOD, ("is not valid TOML",)),
    "no systems": (BASE, ("systems is missing;", SYSTEMS)),
    "empty systems": (BASE + "[systems]\n", ("systems is {};", SYSTEMS)),
    "systems a list": (BASE + "systems = []\n", ("systems is [];", SYSTEMS)),
    "systems a list of tables": (BASE + '[[systems]]\nname = "erp"\n' + ALSO, ("systems is a list;", SYSTEMS)),
    "systems a text": ('systems = "erp"\n' + BASE, ("systems is a text;", SYSTEMS)),
    "systems a number": ("systems = 5\n" + BASE, ("systems is a number;", SYSTEMS)),
    "a system a list": (BASE + "[systems]\nerp = []\n", ("systems.erp is [];", SYSTEMS)),
    "a system a text": (BASE + '[systems]\nerp = "x"\n', ("systems.erp is a text;", SYSTEMS)),
    "name of a system": (
        BASE + '[systems."E R"]\n' + ALSO,
        ("the name of the table [systems.E R] is 'E R';", "accepted: lower-case letters, digits and _"),
    ),
    "unknown kind": (
        GOOD.replace("demo_erp", "sap"),
        ("systems.erp.kind is 'sap';", "'erpnext' or 'tryton' or 'demo_erp'"),
    ),
    "kind a number": (
        GOOD.replace('"demo_erp"', "5"),
        ("systems.erp.kind is 5;", "'erpnext' or 'tryton' or 'demo_erp'"),
    ),
    "no kind": (
        GOOD.replace('kind = "demo_erp"\n', ""),
        ("systems.erp.kind is missing;", "'erpnext' or 'tryton' or 'demo_erp'"),
    ),
    "no url": (
        GOOD.replace('url = "sqlite:///erp.sqlite"\n', ""),
        ("systems.erp.url is missing;", "accepted: the URL"),
    ),
    "url a number": (GOOD.replace('"sqlite:///erp.sqlite"', "5"), ("systems.erp.url is not a text",)),
    "another kind's URL": (erpnext("sqlite:///x"), ("systems.erp.url begins with sqlite://", "mysql:// or mariadb://")),
    "another database's URL": (
        GOOD.replace("sqlite:///erp.sqlite", "mysql://me@h/acme"),
        ("systems.erp.url begins with mysql://", "kind 'demo_erp' takes sqlite://"),
    ),
    "URL without scheme": (erpnext("acme"), ("systems.erp.url begins with no scheme", "mysql:// or mariadb://")),
    "URL without database": (erpnext("mysql://me@h:3306/"), ("systems.erp.url names no database;", MYSQL)),
    "URL without path": (erpnext("mysql://me@h"), ("systems.erp.url names no database;", MYSQL)),
    "URL without host": (erpnext("mysql:///acme"), ("systems.erp.url names no host;", MYSQL)),
    "URL with a wrong port": (
        erpnext("mysql://me@h:port/acme"),
        ("systems.erp.url has no proper host and port", MYSQL),
    ),
    "URL with too high a port": (erpnext("mysql://me@h:99999/acme"), ("systems.erp.url has no proper host", MYSQL)),
    "URL with port 0": (erpnext("mysql://me@h:0/acme"), ("systems.erp.url has the port 0", MYSQL)),
    "URL with more": (
        erpnext("mysql://me@h/acme?ssl=1"),
        ("systems.erp.url has more behind the database's name;", MYSQL),
    ),
    "PostgreSQL URL with more than a schema": (
        GOOD.replace("sqlite:///erp.sqlite", "postgresql://me@h/acme?options=-csearch_path%3Derp&sslmode=disable"),
        (
            "systems.erp.url has more behind the database's name;",
            "postgresql://user:${PASSWORD}@host:port/database[?options=-csearch_path%3Dschema]",
        ),
    ),
    "SQLite without file": (GOOD.replace("sqlite:///erp.sqlite", "sqlite:///"), ("systems.erp.url names no file;",)),
    "SQLite with two strokes": (
        GOOD.replace("sqlite:///", "sqlite://"),
        ("systems.erp.url names no file;", "sqlite:///path"),
    ),
    "password in clear": (erpnext("mysql://me:hunter2@h/acme"), ("systems.erp.url " + CLEAR,)),
    "password half in clear": (erpnext("mysql://me:x${ERP_PASSWORD}@h/acme"), ("systems.erp.url " + CLEAR,)),
    "password with a stroke in clear": (erpnext("mysql://me:hun/ter2@h/acme"), ("systems.erp.url " + CLEAR,)),
    "a secret misspelt": (erpnext("mysql://me:$ERP_PASSWORD@h/acme"), ("systems.erp.url " + CLEAR,)),
    "missing secret": (
        erpnext("mysql://me:${ERP_PASSWORD}@h/acme"),
        ("systems.erp.url needs the secret ERP_PASSWORD", "not set in the environment", "export ERP_PASSWORD=<value>"),
    ),
    "negative lag": (GOOD + "lag_minutes = -1\n", ("systems.erp.lag_minutes is -1;", "minutes from 0 to 10080")),
    "long lag": (GOOD + "lag_minutes = 10081\n", ("systems.erp.lag_minutes is 10081;", "minutes from 0 to 10080")),
    "lag a text": (GOOD + 'lag_minutes = "30"\n', ("systems.erp.lag_minutes is '30';", "a whole number of minutes")),
    "lag a fraction": (GOOD + "lag_minutes = 0.5\n", ("systems.erp.lag_minutes is 0.5;", "a whole number of minutes")),
    "time zone of a system": (GOOD + 'time_zone = "Mars"\n', ("systems.erp.time_zone is 'Mars';", ZONE)),
    "time zone": ('time_zone = "CST+8"\n' + GOOD, ("time_zone is 'CST+8';", ZONE)),
    "time zone a number": ("time_zone = 8\n" + GOOD, ("time_zone is 8;", ZONE)),
    "no currency": (DEMO, ("presentation_currency is missing;", CURRENCY)),
    "currency unknown": (GOOD.replace("EUR", "EURO"), ("presentation_currency is 'EURO';", CURRENCY)),
    "currency in small letters": (GOOD.replace("EUR", "eur"), ("presentation_currency is 'eur';", CURRENCY)),
    "currency a number": (GOOD.replace('"EUR"', "978"), ("presentation_currency is 978;", CURRENCY)),
    "currency of a company": (
        GOOD + COMPANY.replace("EUR", "XYZ"),
        ("companies.a.currency is 'XYZ';", CURRENCY),
    ),
    "fiscal month 0": ("fiscal_year_start_month = 0\n" + GOOD, ("fiscal_year_start_month is 0;", MONTH)),
    "fiscal month 13": ("fiscal_year_start_month = 13\n" + GOOD, ("fiscal_year_start_month is 13;", MONTH)),
    "fiscal month a text": (
        'fiscal_year_start_month = "april"\n' + GOOD,
        ("fiscal_year_start_month is 'april';", MONTH),
    ),
    "fiscal month a truth": ("fiscal_year_start_month = true\n" + GOOD, ("fiscal_year_start_month is True;", MONTH)),
    "buckets not rising": (GOOD + "[aging]\nbuckets = [60, 30]\n", ("aging.buckets is [60, 30];", BUCKETS)),
    "buckets twice": (GOOD + "[aging]\nbuckets = [30, 30]\n", ("aging.buckets is [30, 30];", BUCKETS)),
    "buckets from 0": (GOOD + "[aging]\nbuckets = [0, 30]\n", ("aging.buckets is [0, 30];", BUCKETS)),
    "no buckets": (GOOD + "[aging]\nbuckets = []\n", ("aging.buckets is [];", BUCKETS)),
    "buckets a text": (GOOD + '[aging]\nbuckets = "30,60"\n', ("aging.buckets is '30,60';", BUCKETS)),
    "buckets of texts": (GOOD + '[aging]\nbuckets = ["30"]\n', ("aging.buckets is ['30'];", BUCKETS)),
    "buckets of fractions": (GOOD + "[aging]\nbuckets = [30.0]\n", ("aging.buckets is [30.0];", BUCKETS)),
    "aging a number": ("aging = 5\n" + GOOD, ("aging is 5;", "accepted: a table: [aging]")),
    "aging a list": ("aging = [30]\n" + GOOD, ("aging is [30];", "accepted: a table: [aging]")),
    "companies a table": ("companies = {}\n" + GOOD, ("companies is {};", COMPANIES)),
    "companies without brackets": (
        GOOD + COMPANY.replace("[[companies]]", "[companies]"),
        ("companies is {", COMPANIES),
    ),
    "companies a text": ('companies = "a"\n' + GOOD, ("companies is 'a';", COMPANIES)),
    "a company a text": ('companies = ["a"]\n' + GOOD, ("companies.#1 is 'a';", COMPANIES)),
    "code of a company": (GOOD + COMPANY.replace('"a"', '"a b"'), ("companies.a b.code is 'a b';", CODE)),
    "second company without code": (
        GOOD + COMPANY + '[[companies]]\nname = "B"\n',
        ("companies.#2.code is missing;", CODE),
    ),
    "code a number": (GOOD + COMPANY.replace('"a"', "1"), ("companies.#1.code is 1;", CODE)),
    "empty name": (GOOD + COMPANY.replace('"A"', '" "'), ("companies.a.name is ' ';", "accepted: the company's name")),
    "code twice": (GOOD + COMPANY + COMPANY, ("companies: the code 'a' stands twice", "each company has its own")),
    "unknown parent": (
        GOOD + COMPANY + 'parent = "z"\n' + OTHER,
        ("companies: the parent 'z' of 'a' is not a company's code", "there are: a, b"),
    ),
    "its own parent": (GOOD + COMPANY + 'parent = "a"\n', ("companies: 'a' is its own ancestor", "must form a tree")),
    "cycle of parents": (
        GOOD + COMPANY + 'parent = "b"\n' + OTHER + 'parent = "a"\n',
        ("companies: 'a' is its own ancestor", "must form a tree"),
    ),
    "unknown system in sources": (
        GOOD + COMPANY + 'sources = { crm = "1" }\n',
        ("companies: the sources of 'a' name the system 'crm'", "not configured", "configured: erp"),
    ),
    "source mapped twice": (
        GOOD + COMPANY + 'sources = { erp = "1" }\n' + OTHER + 'sources = { erp = ["2", "1"] }\n',
        ("companies: '1' of system 'erp' is mapped twice, by 'a' and 'b'", "map it once"),
    ),
    "source mapped twice by one": (
        GOOD + COMPANY + 'sources = { erp = ["1", "1"] }\n',
        ("companies: '1' of system 'erp' is mapped twice, by 'a'", "map it once"),
    ),
    "sources a list": (GOOD + COMPANY + 'sources = ["erp"]\n', ("companies.a.sources is ['erp'];", SOURCES)),
    "sources a number": (GOOD + COMPANY + "sources = { erp = 1 }\n", ("companies.a.sources is {'erp': 1};", SOURCES)),
    "calendar": (GOOD + COMPANY + 'calendar = "China"\n', ("companies.a.calendar is 'China';", "'DE', 'CN', 'US-CA'")),
    "keep one version": ("keep_versions = 1\n" + GOOD, ("keep_versions is 1;", "a whole number from 2 to 1000")),
    "port 0": ("dashboard_port = 0\n" + GOOD, ("dashboard_port is 0;", "a whole number from 1 to 65535")),
    "port too high": ("prefect_port = 65536\n" + GOOD, ("prefect_port is 65536;", "a whole number from 1 to 65535")),
    "custom_models a list": ("custom_models = []\n" + GOOD, ("custom_models is [];", "accepted: a folder's path")),
    "data_dir a number": ("data_dir = 5\n" + GOOD, ("data_dir is 5;", "accepted: a folder's path")),
    "secrets_file a number": ("secrets_file = 5\n" + GOOD, ("secrets_file is 5;", "a file outside the project")),
    "no secrets_file": (
        'secrets_file = "/none/s"\n' + GOOD,
        ("secrets_file /none/s is not a file;", "lines NAME=value"),
    ),
    "secrets_file in the project": (
        f'secrets_file = "{PROJECT_ROOT}/x.env"\n' + GOOD,
        ("secrets_file ", "lies inside the project;", "keep it outside"),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_one_sentence_for_each_fault(fault: str, write: Write) -> None:
    text, parts = FAULTS[fault]
    said = sentence_about(write(text))
    assert said.startswith(parts[0]), said
    for part in parts:
        assert part in said, said
    assert sum(len(found) for found in re.findall(re.escape(parts[0]), said)) == len(parts[0]), said


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    file = tmp_path / CONFIG_NAME
    file.write_bytes('name = "Müller"\n'.encode("latin-1"))
    assert "is not UTF-8 text" in sentence_about(file)


def test_secrets_file_in_another_encoding(write: Write, tmp_path: Path) -> None:
    (tmp_path / "secrets").write_bytes(b"ERP_PASSWORD=\xff\n")
    said = sentence_about(write('secrets_file = "../secrets"\n' + erpnext("mysql://me:${ERP_PASSWORD}@h/acme")))
    assert "cannot be read as UTF-8 text" in said


@pytest.mark.parametrize("lines", ["", "OTHER=1\n", "ERP_PASSWORD=\n", "# ERP_PASSWORD=1\n", "ERP_PASSWORD\n"])
def test_a_secret_missing_from_both_places(lines: str, write: Write, tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text(lines, encoding="utf-8")
    said = sentence_about(write('secrets_file = "../secrets"\n' + erpnext("mysql://me:${ERP_PASSWORD}@h/acme")))
    assert f"ERP_PASSWORD, which is not set in the environment and not in {tmp_path / 'secrets'}" in said


def test_an_empty_variable_is_no_secret(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ERP_PASSWORD", "")
    assert "needs the secret ERP_PASSWORD" in sentence_about(write(erpnext("mysql://me:${ERP_PASSWORD}@h/acme")))


def test_an_unknown_system(write: Write) -> None:
    settings = load_settings(write(GOOD + "[systems.crm]\n" + ALSO))
    assert settings.system("crm").name == "crm"
    with pytest.raises(SettingsError, match=r"No system 'hr' in .*; configured: erp, crm\.$"):
        settings.system("hr")


def test_settings_do_not_change(write: Write) -> None:
    settings: Settings = load_settings(write(GOOD))
    with pytest.raises(ValueError, match="frozen"):
        settings.presentation_currency = "USD"


@pytest.mark.parametrize("buckets", [[], [0], [-1, 5], [5, 5], [9, 5], [36501]])
def test_buckets(buckets: list[int]) -> None:
    assert check_buckets([1, 36500]) == [1, 36500]
    with pytest.raises(ValueError, match="rising whole days from 1"):
        check_buckets(buckets)
