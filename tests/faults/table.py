"""The table of faults: what each case did, and what stands afterwards, as plain text.

A test says `fault(case, done, stands)` when its asserts have held. `make faults` (KMNET_FAULTS=full)
runs the cases in full and prints the table; `make test` runs the same code with smaller numbers.
Modules with such tests name this one in `pytest_plugins`.
"""

import os
from urllib.parse import urlsplit

import pytest
from django.db import connections

from tests.faults import FULL


@pytest.fixture
def fault(request):
    """Add a line to the table: what the case is, what was done, what stands."""

    def line(case: str, done: str, stands: str) -> None:
        request.node.user_properties.append(("fault", (case, done, stands)))

    return line


@pytest.fixture(scope="session")
def tables(django_db_setup) -> str:
    """The address of the tests' own database: all tables, for `start_site(…, like=tables)`."""
    name = connections["default"].settings_dict["NAME"]
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def pytest_terminal_summary(terminalreporter):
    """The table, at the end of a run in full; a case that failed has a line too."""
    if not FULL:
        return
    write = terminalreporter.write_line
    for outcome in ("passed", "failed", "error"):
        for report in terminalreporter.stats.get(outcome, []):
            lines = [said for name, said in report.user_properties if name == "fault"]
            if report.when == "call" and outcome == "passed":
                for case, done, stands in lines:
                    write("")
                    write(f"กรณี   {case}")
                    write(f"ทำ     {done}")
                    write(f"เหลือ   {stands}")
            elif outcome != "passed":
                write("")
                write(f"กรณี   {report.nodeid}")
                write("เหลือ   ไม่เป็นอย่างที่ตั้งใจ ดูข้างบน")
