"""The reference pages of commands, error codes, audit events and limits are what the code says."""

import ast
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from gatepost.api import answers
from gatepost.cli import gatepost
from gatepost.cli.references import error_codes, events
from gatepost.cli.references import limits as limits_page
from gatepost.ground import limits

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "gatepost"
DYNAMIC = {
    "f'{purpose}_requested'": {"activate_requested", "reset_password_requested", "reset_username_requested"},
    "f'{row.kind}_verified'": {"email_verified", "phone_verified"},
}
"""Events whose name is composed."""


def run(*arguments):
    result = CliRunner().invoke(gatepost, ["reference", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("page", ["cli", "errors", "events", "limits"])
def test_the_page_is_current(page):
    """`gatepost reference NAME > docs/NAME.md` updates it."""
    assert (ROOT / "docs" / f"{page}.md").read_text() == run(page)


@pytest.mark.parametrize("page", ["cli", "errors", "events", "limits"])
def test_json_has_the_same_entries(page):
    rows = json.loads(run(page, "--json"))
    text = run(page)
    assert len(rows) > 20
    assert all(next(iter(row.values())) in text for row in rows)


def recorded():
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            if ast.unparse(node.func) == "audit.record" or (
                file.name == "audit.py" and ast.unparse(node.func) == "record"
            ):
                yield node.args[0]


def names(value):
    if isinstance(value, ast.Constant):
        return {value.value}
    if isinstance(value, ast.IfExp):
        return names(value.body) | names(value.orelse)
    return DYNAMIC[ast.unparse(value)]


def test_every_event_that_is_recorded_has_a_meaning_and_no_other():
    found = set().union(*(names(value) for value in recorded()))
    assert found == set(events.EVENTS)


def codes():
    """Every code that is written where a refusal is made."""
    for file in SOURCE.rglob("*.py"):
        if file.relative_to(SOURCE).parts[0] in error_codes.SKIPPED:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Refusal") and len(node.args) > 1:
                code = node.args[1]
                if isinstance(code, ast.Constant):
                    yield code.value


def test_every_error_code_is_listed_with_a_message():
    rows = {row["code"]: row for row in error_codes.rows(gatepost)}
    missing = set(codes()) - set(rows)
    assert not missing
    assert not [code for code, row in rows.items() if not row["messages"]]
    assert len(set(codes())) > 40


def test_a_kind_has_the_status_that_the_native_api_answers_with():
    assert {kind: status for kind, (status, _) in error_codes.KINDS.items()} == answers.STATUS


def test_every_limit_has_a_meaning():
    assert not set(limits.known()) - set(limits_page.BUCKETS)


def test_the_page_about_limits_shows_the_defaults():
    rows = {row["bucket"]: row["rates"] for row in json.loads(run("limits", "--json"))}
    assert rows["login_failed"] == ["5/300", "50/86400"]
    assert "| `oauth_token_network` | `600/60` | network |" in run("limits")
