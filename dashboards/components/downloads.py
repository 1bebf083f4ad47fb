"""Downloads of what a table shows: the same rows, order and figures, as CSV and Excel."""

import re
from functools import partial

import polars as pl
import streamlit as st

from dashboards.components.words import Words
from quarterdeck.rendering import render

_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def download_buttons(
    frame: pl.DataFrame, *, name: str, title: str, notes: dict[str, str], words: Words, key: str
) -> None:
    """A button for each format.

    Args:
        frame: see `tables.shown_frame`.
        name: of the file, without its ending.
        title: of the Excel sheet.
        notes: what the Excel file says about itself.
        words: of the reader's language.
        key: of the table on the page.
    """
    with st.container(horizontal=True, gap="small", width="content"):  # one beside the other on a phone too
        for form, kind in _TYPES.items():
            st.download_button(
                words(f"download.{form}"),
                data=partial(render, frame, form, title=title, notes=notes),  # once it is asked for
                file_name=f"{name}.{form}",
                mime=kind,
                key=f"{key}-{form}",
                on_click="ignore",
                icon=":material/download:",
                type="tertiary",
            )


def file_stem(*parts: str) -> str:
    """A file's name without its ending, of letters, digits and dashes: receivables-customers-2026-11-22."""
    return "-".join(filter(None, (re.sub(r"[^\w.-]+", "-", part).strip("-") for part in parts)))
