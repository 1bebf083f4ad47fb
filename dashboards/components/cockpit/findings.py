"""The strip of findings: what the alert rules found, the critical first, each a sentence that leads on."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

from dashboards.components.cockpit.page import Page
from dashboards.components.cockpit.state import ALL
from dashboards.components.drill import Drill, finding_link
from dashboards.components.numbers import Formats
from dashboards.components.words import Words, load_words

Row = Mapping[str, Any]
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
FIRST, MOST = 6, 500
"""So many findings are shown at first, and at most."""


def findings_html(page: Page, drills: Sequence[Drill]) -> str:
    """The strip, with the numbers of all findings.

    Args:
        page: the cockpit.
        drills: the pages of which each says which findings it shows.
    """
    words, formats = page.words, page.formats
    shows_all = page.state.findings == ALL
    found = page.reader.read("cockpit/findings", company=page.state.company, top=MOST if shows_all else FIRST)
    heading = f'<h2 class="qd-h2" id="findings">{escape(words("finding.title"))}</h2>'
    if found.is_empty():
        return f'{heading}<p class="qd-note qd-good">{escape(words("finding.none", day=formats.day(page.newest)))}</p>'
    first = found.row(0, named=True)
    count = first["finding_count"]
    key = "finding.count" if first["critical_count"] else "finding.count_warnings"
    said = words(key, count=formats.count(count), critical=formats.count(first["critical_count"]))
    day = formats.day(first["as_of_date"])
    parts = [escape(said), escape(words("finding.as_of" if page.is_newest else "finding.as_of_build", day=day))]
    if count > FIRST:
        label = words("finding.first" if shows_all else "finding.all", count=formats.count(count))
        link = page.state.to(findings=None if shows_all else ALL)
        parts.append(f'<a href="{escape(link)}">{escape(label)}</a>')
    if shows_all and count > found.height:
        parts.append(escape(words("finding.capped", shown=formats.count(found.height))))
    items = "".join(_finding(page, row, drills) for row in found.iter_rows(named=True))
    more = "" if shows_all else " qd-few"
    return f'{heading}<p class="qd-sub">{" · ".join(parts)}</p><ul class="qd-findings{more}">{items}</ul>'


def sentence(row: Row, words: Words, formats: Formats) -> str:
    """What a row of the named query cockpit/findings says; without our words, its rule and subject."""
    given = json.loads(row["message_arguments"])
    key = f"finding.rule.{row['rule']}.{row['subject_type']}"
    if given.get("since") not in (None, given.get("month_end")):
        key += "_since"
    elif given.get("document_count") == 1:
        key += "_one"
    elif "signed" in given and given["signed"] is None:
        key += "_unsigned"
    if key not in load_words(words.language):
        return words("finding.unknown_rule", rule=row["rule"], subject=row["subject_name"] or row["subject_key"])
    return words(key, **{"subject": row["subject_name"], "system": row["system"], **_arguments(given, row, formats)})


def _arguments(given: dict[str, Any], row: Row, formats: Formats) -> dict[str, str]:
    """Days, counts and amounts as the reader writes them."""
    shown = {}
    for name, value in given.items():
        if isinstance(value, str) and _DAY.fullmatch(value):
            shown[name] = formats.day(date.fromisoformat(value))
        elif name.endswith("_amount") and value is not None:
            shown[name] = formats.money(Decimal(value), row["currency"])
        else:
            shown[name] = formats.count(value) if isinstance(value, int) else str(value)
    if "difference_amount" in given:
        currency, own = given["document_currency"], row["currency"]
        shown["difference"] = f"{own} {formats.money(Decimal(given['difference_amount_company']), own)}"
        if currency != own:
            shown["difference"] += f" ({currency} {formats.money(Decimal(given['difference_amount']), currency)})"
    return shown


def _finding(page: Page, row: Row, drills: Sequence[Drill]) -> str:
    words, formats = page.words, page.formats
    amount, currency = row["stake_amount_group"], row["presentation_currency"]
    if not page.is_group or amount is None:
        amount, currency = row["stake_amount_company"], row["currency"]
    exact = f"{currency} {formats.money(amount, currency)}"
    severity = escape(words(f"finding.severity.{row['severity']}"))
    said = escape(sentence(row, words, formats))
    level = "bad" if row["severity"] == "critical" else "warning"
    badge = ""
    if json.loads(row["message_arguments"]).get("is_intercompany"):
        badge = f' <span class="qd-badge">{escape(words("badge.is_intercompany"))}</span>'
    # what no page shows is looked into among the audits
    href = finding_link(drills, row, words.language) or "#audits"
    return (
        f'<li class="qd-finding qd-{level}"><a href="{escape(href)}">'
        f'<span class="qd-what"><span class="qd-severity">{severity}</span> {said}{badge}</span>'
        f'<span class="qd-stake" title="{escape(exact)}">{escape(currency)} {escape(formats.compact(amount))}</span>'
        f'<span class="qd-who">{escape(row["company_name"])} · {escape(words.known("owner", row["owner"]))}</span>'
        f"</a></li>"
    )
