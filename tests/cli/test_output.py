"""What commands print: everything, for people and as JSON."""

import json
import subprocess
import sys
from datetime import UTC, datetime

import click
import pytest
from click.testing import CliRunner
from django.contrib.auth import get_user_model
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost import cli
from gatepost.cli import output

LONG = "deploy key of the continuous integration server in the second data centre"
HEADINGS = {"number": "Number", "name": "Name", "at": "At"}


def leaves(group=cli.gatepost, path=()):
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from leaves(command, (*path, name))
        else:
            yield (*path, name)


LEAVES = list(leaves())


def run(*arguments, **more):
    return CliRunner().invoke(cli.gatepost, [str(one) for one in arguments], **more)


@pytest.fixture(autouse=True)
def _no_migration(monkeypatch):
    for module in ("users", "sessions", "tokens", "keys", "signing_keys", "maintenance", "doctor"):
        monkeypatch.setattr(f"gatepost.cli.{module}.migrate", lambda: None)


@pytest.fixture
def terminal(monkeypatch):
    """A terminal of 80 columns; a pipe without it."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(output, "_width", lambda: 80)


@pytest.mark.django_db
@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_command_has_help_with_an_example_and_prints_json(path):
    result = run(*path, "--help")
    assert result.exit_code == 0
    assert f"Example: gatepost {' '.join(path)}" in result.output or "Example: export" in result.output
    assert "--json" in result.output


def test_a_table_fits_a_pipe_with_one_line_a_row(capsys):
    output.table(HEADINGS, [{"number": 7, "name": LONG * 3, "at": datetime(2026, 1, 2, tzinfo=UTC)}])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[1].split("  ")[0].strip() == "7"
    assert LONG * 3 in lines[1]
    assert lines[1].endswith("2026-01-02 00:00:00")


def test_a_table_that_is_too_wide_for_a_terminal_is_shown_in_blocks(capsys, terminal):
    rows = [{"number": number, "name": LONG * number, "at": None} for number in (1, 2)]
    output.table(HEADINGS, rows)
    shown = capsys.readouterr().out
    assert LONG * 2 in shown
    assert "\n\n" in shown
    output.table(HEADINGS, [{"number": 1, "name": "short", "at": True}])
    assert capsys.readouterr().out.splitlines()[1].split() == ["1", "short", "yes"]


def test_columns_stand_below_their_headings_in_any_script(capsys):
    output.table(HEADINGS, [{"number": 1, "name": "山田太郎", "at": "x"}, {"number": 2, "name": "ann", "at": "x"}])
    _, first, second = capsys.readouterr().out.splitlines()
    assert first.index("x") + 4 == second.index("x")


def test_what_a_user_chose_does_not_command_the_terminal(capsys):
    output.table(HEADINGS, [{"number": 1, "name": "a\x1b[2Jb\nc\u202ed", "at": None}])
    output.say("[bold]x[/bold]\x1b]0;title\x07")
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[bold]x[/bold]" in shown


@pytest.mark.django_db
@pytest.mark.parametrize("narrow", [False, True])
def test_the_list_of_keys_truncates_nothing(configure, request, narrow):
    if narrow:
        request.getfixturevalue("terminal")
    make_user()
    configure(tokens={"scopes": ["orders.read", "orders.write"]})
    run("tokens", "create", BOB, "--name", LONG, "--scope", "orders.write orders.read", "--days", "30")
    shown = run("tokens", "list", BOB).output
    (row,) = json.loads(run("tokens", "list", BOB, "--json").output)
    for name in ("number", "kind", "name", "hint", "scope"):
        assert str(row[name]) in shown
    assert row["name"] == LONG
    assert row["last_used_at"] is None
    assert datetime.fromisoformat(row["expires_at"]) > datetime.fromisoformat(row["created_at"])
    assert "…" not in shown


@pytest.mark.django_db
def test_json_of_commands_that_change_something(monkeypatch):
    made = json.loads(run("users", "create", "--email", BOB, "--password", PASSWORD, "--json").output)
    assert made["id"] == get_user_model().objects.get().pk
    user = get_user_model().objects.get()
    api = logged_in(user)
    (session, *_) = json.loads(run("sessions", "list", BOB, "--json").output)
    assert session["client"] == "app"
    key = json.loads(run("tokens", "create", BOB, "--name", "x", "--json").output)
    assert key["key"].startswith("gp")
    assert json.loads(run("tokens", "revoke", BOB, key["number"], "--json").output) == {"ended": 1}
    assert json.loads(run("sessions", "revoke", BOB, "--all", "--json").output)["everywhere"] is True
    assert api.get("auth/session").status == 410
    shown = json.loads(run("users", "show", BOB, "--json").output)
    assert (shown["email"], shown["verified"]) == (BOB, True)
    assert {row["what"] for row in shown["identifiers"]} >= {"email"}
    assert json.loads(run("users", "disable", BOB, "--json").output) == {"active": False}
    assert json.loads(run("users", "delete", BOB, "--yes", "--json").output)["deleted"] is True


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["keys generate", "keys status", "keys reencrypt", "keys signing list", "cleanup", "doctor", "openapi", "settings",
     "providers", "worker --once", "users list"],
)  # fmt: skip
def test_json_of_every_other_command_is_one_document(path):
    result = run(*path.split(), "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) is not None


@pytest.mark.django_db
def test_json_of_settings_has_every_setting():
    found = {(one["section"], one["setting"]): one for one in json.loads(run("settings", "--json").output)}
    assert found["tokens", "issuer"]["default"] == "/"
    assert all(one["meaning"] for one in found.values())


@pytest.mark.django_db
def test_a_failure_exits_with_a_status_and_says_what_to_do(monkeypatch):
    make_user()
    for words, said in (
        (["users", "show", "x@example.org"], "gatepost users list"),
        (["sessions", "revoke", BOB, "9"], "gatepost sessions list"),
        (["tokens", "revoke", BOB, "9"], "gatepost tokens list"),
        (["keys", "signing", "retire", "x"], "gatepost keys signing list"),
        (["users", "create", "--email", BOB, "--password", PASSWORD], "gatepost users show"),
        (["users", "list", "--after", "x" * 40], "gatepost users list"),
    ):
        result = run(*words, "--json")
        assert result.exit_code != 0, words
        assert said in result.output, words
        assert "Traceback" not in result.output


def test_a_pipe_gets_whole_lines(tmp_path):
    script = (
        "from gatepost.cli import output\n"
        f"output.table({HEADINGS!r}, [{{'number': 1, 'name': {LONG * 5!r}, 'at': None}}])"
    )
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert LONG * 5 in shown
    assert len(shown.splitlines()) == 2


@pytest.mark.django_db
def test_users_are_listed_in_pages():
    names = [f"user{number}" for number in range(5)]
    for name in names:
        get_user_model().objects.create_user(**{get_user_model().USERNAME_FIELD: name, "email": f"{name}@example.org"})
    first = run("users", "list", "--limit", "2", "--json")
    rows = json.loads(first.stdout)
    assert [row["name"] for row in rows] == names[:2]
    rest = json.loads(run("users", "list", "--after", rows[-1]["id"], "--json").output)
    assert [row["name"] for row in rest] == names[2:]
    shown = run("users", "list", "--limit", "2")
    assert f"gatepost users list --after {rows[-1]['id']}" in shown.stderr
    assert "user0@example.org" in shown.stdout


@pytest.mark.django_db
def test_a_page_of_users_costs_two_statements(django_assert_num_queries, monkeypatch):
    for number in range(5):
        make_user(f"user{number}@example.org", f"user{number}")
    monkeypatch.setattr("gatepost.cli.users.PAGE", 3)
    with django_assert_num_queries(5):  # two pages of two statements, and the empty third
        assert len(json.loads(run("users", "list", "--json").output)) == 5
