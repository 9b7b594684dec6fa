"""The recommendations of RFC 9700 (`rfc9700.toml`): each has a test, one of them here, or why it asks nothing of us."""

import re
import tomllib
from pathlib import Path

import pytest
from django.test import Client
from tests.dialects.oauth.test_flows import check

from gatepost.web import page

ROWS = tomllib.loads((Path(__file__).parent / "rfc9700.toml").read_text())
SECTIONS = {
    *(f"2.{number}" for number in ("1", "1.1", "1.2", "2.1", "2.2", "3", "4", "5", "6")),
    *(f"4.{number}" for number in ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15")),
    "4.16",
    "4.17",
}
"""Every section with recommendations for servers; some of section 4 have theirs in subsections."""


@pytest.mark.parametrize("name", ROWS)
def test_a_recommendation_has_a_test_or_asks_nothing_of_this_server(name):
    check(ROWS[name])


def test_every_section_has_a_row():
    clauses = {one for row in ROWS.values() for one in re.findall(r"\d+(?:\.\d+)+", row["clause"].partition(", ")[2])}
    clauses |= {".".join(one.split(".")[:2]) for one in clauses if one.startswith("4.")}
    assert not SECTIONS - clauses


def test_no_page_may_be_framed(rf, db):
    answered = Client().get("/oauth/authorize", {"client_id": "nobody"})
    assert answered.status_code == 400
    for answer in (answered, page.page(rf.get("/account/authorize"))):
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
