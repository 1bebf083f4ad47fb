"""The contracts page: its figures are the star's and the source's, and each leads down to a document and its row."""

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qsl

import duckdb
import pytest

from dashboards.components.drill import finding_link
from dashboards.components.words import LANGUAGES
from dashboards.views.drills import DRILLS
from quarterdeck import warehouse as door
from quarterdeck.access import Viewer
from quarterdeck.layout import Layout
from quarterdeck.publication import publish
from tests.dashboards.views import rows
from tests.drills.conftest import Open
from tests.warehouse import AS_OF, Warehouse

EVERYTHING = Viewer.everything()
GIVEN = {"system": None, "side": "sales", "status": None}
GAPS = ("unbilled", "billed_ahead", "unsettled", "beyond_value")


def figure(html: str, name: str) -> Decimal:
    found = re.search(rf">{name}(?:</a>)?</div>.*?qd-exact\">\w* ?([-\d,.]+)", html, flags=re.S)
    assert found, name
    return Decimal(found[1].replace(",", ""))


@pytest.mark.parametrize("side", ["sales", "purchase"])
@pytest.mark.parametrize("company", [None, "YZO", "YZE"])
def test_its_figures_are_those_of_the_star_and_of_the_report(
    page: Open, warehouse: Warehouse, company: str | None, side: str
) -> None:
    html = page("contracts", side=side, **({"company": company} if company else {}))
    if "There is no contract" in html:
        assert (company, side) == ("YZO", "purchase")
        return
    # every contract of the group is in its company's currency, and USD is the only one beside CNY
    expected = warehouse.rows(f"""
        select
            sum(round(positions.value_net_amount * factor, 2)), sum(round(positions.performed_net_amount * factor, 2)),
            sum(round(positions.invoiced_net_amount * factor, 2)),
            sum(round(positions.unsettled_net_amount * factor, 2))
        from (
            select contract_key, sum(value_net_amount) as value_net_amount,
                sum(performed_net_amount) as performed_net_amount, sum(invoiced_net_amount) as invoiced_net_amount,
                sum(unsettled_net_amount) as unsettled_net_amount
            from serving.marts.fct_contract_positions
            where from_date <= date '{AS_OF}' and until_date > date '{AS_OF}' group by all
        ) as positions
        inner join serving.marts.dim_contract as contracts on positions.contract_key = contracts.contract_key
        inner join (
            select from_currency, case when {company is None} then rate else 1 end as factor
            from serving.marts.fct_exchange_rates
            where from_date <= date '{AS_OF}' and until_date > date '{AS_OF}'
        ) as rates on contracts.currency = rates.from_currency
        where contracts.contract_side = '{side}' and coalesce('{company or ""}', '') in ('', contracts.company_key)""")
    shown = tuple(figure(html, name) for name in ("Worth", "Performed", "Billed", "Billed, not settled"))
    assert [shown] == expected
    with door.Warehouse(warehouse.settings.layout) as opened:
        report = opened.read(
            "contracts/matching",
            EVERYTHING,
            as_of=AS_OF,
            company=company,
            system=None,
            side=side,
            contract=None,
            detail="contract",
        )
    if company is not None:
        assert report["performed_net_amount"].sum() == shown[1] and report["unsettled_net_amount"].sum() == shown[3]


def test_what_is_signed_is_what_the_source_has(page: Open, warehouse: Warehouse) -> None:
    """Signed contracts of one company, added up in the office system's own file; what has ended was done in full."""
    [(signed,)] = warehouse.source_rows(
        "oa",
        f"""select sum(cast(net_amount as decimal)) from contract
        where kind = 'sales' and company_id = 106 and signed_on <= '{AS_OF}'""",
    )
    html = page("contracts", company="YZO")
    assert figure(html, "Worth") == Decimal(str(signed)).quantize(Decimal("0.01"))


def test_a_bar_leads_to_the_contracts_with_the_gap(page: Open) -> None:
    for gap in GAPS:
        html = page("contracts", gap=gap)
        [chosen] = re.findall(r'<tr class="qd-chosen".*?</tr>', html)
        cells = [text.strip() for text in re.findall(r"<td[^>]*>(?:<[^>]+>)*([^<]*)", chosen)]
        if cells[-1] == "0":
            assert "There is no contract" in html
            continue
        total = re.findall(r"<tfoot>.*?</tfoot>", html)[-1]
        marked = re.findall(r'qd-chosen[^>]*">([^<]*)', total)
        assert marked == [cells[-2]] and len(rows(html)) - len(GAPS) == int(cells[-1])


def test_a_contract_is_alone_and_in_its_own_currency(page: Open) -> None:
    link = next(link for link in rows(page("contracts", company="YZO")) if "contract=" in link)
    html = page("contracts", **{**dict(parse_qsl(link[1:])), "company": ""})
    assert "Where contracts part" not in html and "USD" in html and ">Sales<" in html
    assert html.count("qd-tile") >= 8 and html.count("<table") >= 4
    assert re.search(r'<a href="receivables\?as_of=2026-10-31&amp;customer=[^"]+">', html)


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"contract": "oa|nothing"}, "There is no such contract on 31 Oct 2026"),
        ({"line": "nothing"}, "The contract has no such line"),
        ({"item": "nothing"}, "The document that the address names has no entries"),
        ({"gap": "moral"}, "The address asks for the gap “moral”"),
        ({"side": "both"}, "The address asks for the side “both”"),
    ],
)
def test_a_wrong_address_is_a_sentence(page: Open, parameters: dict[str, str], sentence: str) -> None:
    html = page("contracts", **parameters)
    assert sentence in html and "All contracts" in html


@pytest.mark.parametrize(
    ("subject", "sql"),
    [
        ("contract", "select contract_key, contract_key from dim_contract"),
        ("contract_change", "select contract_key, 'any change' from dim_contract where contract_side = 'purchase'"),
        ("contract_milestone", "select contract_key, contract_milestone_key from fct_contract_milestones"),
        ("payment", "select contract_key, item_key from fct_payable_effects where contract_key is not null"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_findings_of_contracts_lead_to_the_contract(
    page: Open, warehouse: Warehouse, subject: str, sql: str, language: str
) -> None:
    contract, key = warehouse.rows(sql.replace(" from ", " from serving.marts."))[-1]
    [(company, number)] = warehouse.rows(
        f"select company_key, contract_number from serving.marts.dim_contract where contract_key = '{contract}'"
    )
    finding = {"subject_type": subject, "subject_key": key, "company_key": company, "as_of_date": AS_OF}
    arguments = json.dumps({} if subject == "contract" else {"contract_key": contract})
    link = finding_link(DRILLS, {**finding, "message_arguments": arguments}, language)
    assert link is not None and link.startswith("contracts?")
    html = page("contracts", **dict(parse_qsl(link.partition("?")[2])))
    crumbs = html.split("qd-crumbs")[1]
    assert number in crumbs and "qd-warning" not in crumbs
    assert ("qd-fields" in html) == (subject == "contract_milestone")


def test_a_finding_that_no_page_shows_leads_to_none() -> None:
    finding = {"subject_type": "payment", "subject_key": "x", "company_key": "c", "as_of_date": AS_OF}
    assert finding_link(DRILLS, {**finding, "message_arguments": "{}"}, "en") is None


# contract, company, side, currency, signed, ends, value, performed, invoiced, settled, pending
CORNERS = [
    ("own", "cn", "sales", "CNY", "2026-01-01", "2026-12-31", 100, 60, 40, 10, 0),
    ("dollar", "cn", "sales", "USD", "2026-01-01", "2026-05-31", 10, 5, 7, 7, 3),
    ("pound", "gb", "sales", "GBP", "2026-01-01", "2026-12-31", 5, 5, 5, 5, 0),
    ("bought", "cn", "purchase", "CNY", "2026-01-01", "2026-12-31", 900, 0, 0, 0, 0),
    ("later", "cn", "sales", "CNY", "2026-08-01", "2026-12-31", 70, 0, 0, 0, 0),
]
RELATIONS = """
    create schema marts;
    create table marts.dim_company (
        company_key varchar, company_name varchar, company_path varchar, currency varchar,
        presentation_currency varchar);
    insert into marts.dim_company values
        ('cn', 'China', 'cn', 'CNY', 'CNY'), ('gb', 'Britain', 'gb', 'GBP', 'CNY'), ('no', 'Idle', 'no', 'EUR', 'CNY');
    create table marts.fct_exchange_rates (from_currency varchar, from_date date, until_date date, rate decimal(21, 9));
    insert into marts.fct_exchange_rates values
        ('CNY', '1900-01-01', '9999-12-31', 1), ('USD', '2026-01-01', '2026-06-15', 6),
        ('USD', '2026-06-15', '9999-12-31', 7.1234567);
    create table marts.dim_contract (
        contract_key varchar, contract_number varchar, contract_title varchar, contract_category varchar,
        contract_side varchar, party_name varchar, is_intercompany boolean, owner_name varchar, company_key varchar,
        currency varchar, system varchar, applied_date date, signed_date date, begin_date date, end_date date,
        finished_date date, closed_date date, termination_date date);
    create table marts.fct_contract_positions (
        contract_key varchar, from_date date, until_date date, value_net_amount decimal(18, 3),
        performed_net_amount decimal(18, 3), invoiced_net_amount decimal(18, 3), settled_net_amount decimal(18, 3),
        recovered_net_amount decimal(18, 3), unbilled_net_amount decimal(18, 3),
        billed_ahead_net_amount decimal(18, 3), unsettled_net_amount decimal(18, 3),
        beyond_value_net_amount decimal(18, 3));
    create table marts.fct_contract_events (contract_key varchar, event_date date, pending_net_amount decimal(18, 3));
"""


@pytest.fixture(scope="module")
def corners(tmp_path_factory: pytest.TempPathFactory) -> Iterator[door.Warehouse]:
    layout = Layout(tmp_path_factory.mktemp("corners"))
    layout.build.mkdir(parents=True)
    with duckdb.connect(str(layout.serving_file)) as connection:
        connection.execute(RELATIONS)
        for key, company, side, currency, signed, ends, value, performed, invoiced, settled, pending in CORNERS:
            connection.execute(
                """insert into marts.dim_contract values ($1, 'N-' || $1, 'about ' || $1, 'x', $2, 'Party', false, 'Li',
                $3, $4, 'oa', $5, $5, $5, $6, null, null, null)""",
                [key, side, company, currency, signed, ends],
            )
            connection.execute(
                """insert into marts.fct_contract_positions values ($1, $2, '9999-12-31', $3, $4, $5, $6, 0,
                greatest($4 - $5, 0), greatest($5 - $4, 0), $5 - $6, greatest($4 - $3, 0))""",
                [key, signed, value, performed, invoiced, settled],
            )
            connection.execute("insert into marts.fct_contract_events values ($1, $2, $3)", [key, signed, pending])
    publish(layout, version="v1", details={}, keep=2)
    with door.Warehouse(layout) as opened:
        yield opened


def indicators(corners: door.Warehouse, company: str | None, day: date = date(2026, 6, 15)) -> dict[str, object]:
    frame = corners.read("contracts/page_indicators", EVERYTHING, as_of=day, company=company, **GIVEN)
    return frame.row(0, named=True)


def test_one_company_is_in_its_currency_at_the_rates_of_the_day(corners: door.Warehouse) -> None:
    row = indicators(corners, "cn")
    assert row["worth_amount"] == Decimal("171.23") and row["shown_currency"] == "CNY"  # 100 + 10 at 7.1234567
    assert row["pending_amount"] == Decimal("21.37") and row["pending_count"] == 1
    assert row["worth_amount_change"] == Decimal("11.23")  # the month end before, at 6
    assert (row["contract_count"], row["overdue_count"], row["expiring_count"]) == (2, 1, 0)
    assert indicators(corners, "cn", date(2026, 10, 2))["expiring_count"] == 2, "90 days ahead"
    assert indicators(corners, "cn", date(2026, 10, 1))["expiring_count"] == 0, "91 days ahead"


def test_a_missing_rate_is_null_and_named_never_one(corners: door.Warehouse) -> None:
    row = indicators(corners, None)
    assert row["worth_amount"] is None and row["missing_rate_currencies"] == "GBP" and row["contract_count"] == 3
    gaps = corners.read("contracts/page_gaps", EVERYTHING, as_of=date(2026, 6, 15), company=None, **GIVEN)
    cells = {(gap, company): amount for gap, company, _, amount, _ in gaps.iter_rows()}
    assert cells["unbilled", "cn"] == 20 and cells["billed_ahead", "cn"] == Decimal("14.25")
    assert cells["unbilled", "gb"] is None and cells["unbilled", None] is None
    listed = corners.read(
        "contracts/page_contracts", EVERYTHING, as_of=date(2026, 6, 15), company=None, gap=None, find=None, **GIVEN
    )
    worth = dict(listed.select("contract_key", "worth_amount").iter_rows())
    assert worth == {None: None, "own": 100, "dollar": Decimal("71.23"), "pound": None}
    own = indicators(corners, "gb")
    assert own["worth_amount"] == 5 and own["shown_currency"] == "GBP", "its own needs no rate"
    idle = indicators(corners, "no")
    assert idle["worth_amount"] == 0 and idle["contract_count"] == 0 and idle["shown_currency"] == "EUR"


def test_contracts_are_found_and_filtered(corners: door.Warehouse) -> None:
    def keys(**more: str | None) -> set[str | None]:
        given = {**GIVEN, "company": "cn", "gap": None, "find": None, **more}
        frame = corners.read("contracts/page_contracts", EVERYTHING, as_of=date(2026, 6, 15), **given)
        return set(frame["contract_key"])

    assert keys(find="UT DOLL") == {None, "dollar"} and keys(find="nobody") == set()
    assert keys(gap="billed_ahead") == {None, "dollar"} and keys(gap="unbilled") == {None, "own"}
    assert keys(status="overdue") == {None, "dollar"} and keys(status="expiring") == set()
    assert keys(side="purchase") == {None, "bought"}
