"""The payables page: its figures are those of the reports, whatever is chosen; a bill leads to its own life."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from quarterdeck.access import Viewer
from quarterdeck.reports.receivables import PAYABLES_DUE, PAYABLES_PAID
from quarterdeck.reports.running import run_report
from quarterdeck.warehouse import Warehouse as Door
from tests.drills.conftest import Open
