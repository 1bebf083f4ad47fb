"""HTML whose links move within the page: the URL changes, the session stays, and Back goes back.

The links are real: they can be copied, opened in a new tab, and reached by keyboard. Those to another page, such as
`receivables?company=overseas`, or to another place, such as `#audits`, are the browser's own.
"""

from functools import partial
from urllib.parse import parse_qsl

import streamlit as st

_SCRIPT = """
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  document.documentElement.lang = data.language;
  let box = parentElement.querySelector(":scope > .qd-linked");
  if (!box) {
    box = document.createElement("div");
    box.className = "qd-linked";
    parentElement.appendChild(box);
  }
  if (box.shownHtml !== data.html) {
    box.innerHTML = data.html;
    box.shownHtml = data.html;
  }
  box.onclick = (event) => {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("a[href]");
    if (link) {
      const href = link.getAttribute("href");
      if (!href.startsWith("?")) return;
      event.preventDefault();
      setTriggerValue("go", href);
      return;
    }
    const row = event.target.closest("tr[data-href]");
    if (!row || window.getSelection().toString()) return;
    if (row.dataset.href.startsWith("?")) setTriggerValue("go", row.dataset.href);
    else window.location.assign(row.dataset.href);
  };
}
"""
_component = st.components.v2.component("quarterdeck_linked", js=_SCRIPT, isolate_styles=False)


def linked(html: str, *, key: str, language: str) -> None:
    """Show HTML with links such as `?company=overseas`, and rows with such a `data-href`.

    Args:
        html: data in it must be escaped (`html.escape`).
        key: of the element on the page.
        language: of the words in it.
    """
    _component(key=key, data={"html": html, "language": language}, on_go_change=partial(_follow, key))


def go(href: str) -> None:
    """Move to a link such as `?company=overseas`, from a widget's callback."""
    st.query_params.from_dict(dict(parse_qsl(href.removeprefix("?"))))


def _follow(key: str) -> None:
    go(str(st.session_state[key]["go"]))
