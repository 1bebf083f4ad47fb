"""What people decide on a page: two buttons and a reason, kept in the state store, obeyed from the next refresh on."""

from html import escape

import streamlit as st

from dashboards.components.drill.declaration import Row
from dashboards.components.drill.page import Page
from dashboards.components.links import linked
from quarterdeck.access import DECIDE
from quarterdeck.errors import QuarterdeckError
from quarterdeck.settings import OWN_SYSTEM
from quarterdeck.state import StateStore
from quarterdeck.state.decisions import LONGEST_NOTE, Decision, decide, decisions


class Asks:
    """What a level shows of decisions about its things; words of the area: `decide.<word>`, `decided.<decision>`.

    The area has a query `page_decisions` with the decisions that the published version obeys (`decision_key`).
    """

    def __init__(self, subject_type: str, key: str):
        """
        Args:
            subject_type: see `quarterdeck.state.decisions`.
            key: column of the level's row with the subject's key; its `decision_key` is the decision that is obeyed.
        """
        self._type, self._key = subject_type, key

    def __call__(self, page: Page, row: Row | None) -> None:
        """Show it; see `Level.acts`."""
        try:
            if row is None:
                self._waiting(page)
            else:
                self._ask(page, row)
        except QuarterdeckError as error:  # the figures can be read all the same
            st.html(page.notes([str(error)]))

    def _waiting(self, page: Page) -> None:
        """Decisions that the version does not know yet, each a link to its subject."""
        known = set(page.read("page_decisions")["decision_key"])
        waiting = {k: one for k, one in self._newest(page).items() if _key_of(one) not in known}
        if not waiting:
            return
        level = page.drill.levels[1].name
        links = ", ".join(
            f'<a href="{escape(page.state.at({level: key}))}">{escape(_said(page, one))}</a>'
            for key, one in waiting.items()
        )
        word = "decide.waiting_one" if len(waiting) == 1 else "decide.waiting"
        said = escape(page.word(word, count=page.formats.count(len(waiting))))
        linked(f'<p class="qd-note qd-warning">{said} {links}</p>', key="waiting", language=page.words.language)

    def _ask(self, page: Page, row: Row) -> None:
        newest = self._newest(page).get(row[self._key])
        if newest is not None and _key_of(newest) != row["decision_key"]:
            st.html(page.notes([page.word("decide.pending", said=_said(page, newest), note=newest.note)]))
        viewer = page.reader.viewer
        if DECIDE not in viewer.rights:
            st.html(f'<p class="qd-note">{escape(page.word("decide.not_allowed", name=viewer.name))}</p>')
            return
        decided = newest.decision if newest else None
        with st.form("decide", clear_on_submit=True, border=True):
            note = st.text_input(
                page.word("decide.why"), max_chars=LONGEST_NOTE, placeholder=page.word("decide.why_example")
            )
            st.caption(page.word("decide.hint", name=viewer.name))
            words = [word for word in ("confirmed", "rejected") if word != decided]
            words += ["withdrawn"] if decided in ("confirmed", "rejected") else []
            pressed = [
                word
                for word, column in zip(words, st.columns(len(words)), strict=True)
                if column.form_submit_button(page.word(f"decide.{word}"), use_container_width=True)
            ]
        if not pressed:
            return
        decide(
            StateStore.of(page.reader.settings),
            subject_type=self._type,
            subject_key=str(row[self._key]),
            decision=pressed[0],
            note=note,
            decided_by=viewer.name,
            seen_version=page.reader.publication.version,
        )
        st.rerun()

    def _newest(self, page: Page) -> dict[str, Decision]:
        """The decision that counts, of each subject."""
        settings = page.reader.settings
        if settings.state.url is None and not settings.layout.state_file.exists():
            return {}
        return {one.subject_key: one for one in decisions(StateStore.of(settings), self._type)}


def _key_of(decision: Decision) -> str:
    """As the warehouse calls it."""
    return f"{OWN_SYSTEM}|{decision.decision_id}"


def _said(page: Page, decision: Decision) -> str:
    return page.word(
        "decide.said",
        decision=page.word(f"decided.{decision.decision}"),
        name=decision.decided_by,
        instant=page.formats.instant(decision.decided_at),
    )
