"""Strategies and claims of a project's own, and set-ups that can't work."""

import re
import sys
import types
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from tests.client import Api
from tests.token_logins import bearer, login, refresh, segments, tokens_of, told
from tests.users import logged_in, make_user

from gatepost.checks import check
from gatepost.tokens import strategies
from gatepost.tokens.models import RefreshFamily
from gatepost.tokens.signed import access

pytestmark = pytest.mark.django_db


DOCS = Path(__file__).resolve().parents[3] / "docs" / "features" / "tokens.md"


@pytest.fixture
def _project(monkeypatch):
    """A module of a project, written off from the docs."""
    blocks = re.findall(r"```python\n(# myproject/tokens.py\n.*?)```", DOCS.read_text(), re.DOTALL)
    assert len(blocks) == 2
    module = types.ModuleType("tokens_of_a_project")
    for block in blocks:
        exec(block, module.__dict__)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    yield
    strategies._strategy.cache_clear()
    access._function.cache_clear()


@pytest.mark.usefixtures("_project")
def test_a_strategy_of_the_project_as_the_docs_show_it(configure):
    configure(tokens={"strategy": "tokens_of_a_project.Signed"}, accounts={"email_verification": "optional"})
    assert not [message for message in check() if message.id == "gatepost.E015"]
    make_user()
    answer = login()
    assert told(answer) == ["access_token"]
    assert Api("app").get("auth/session", **bearer(tokens_of(answer)[0])).status == 200
    assert Api("app").get("auth/session", **bearer("x")).status == 401
    assert refresh("x").status == 404


@pytest.mark.usefixtures("_project")
def test_a_function_for_claims_as_the_docs_show_it(configure, jwts, monkeypatch):
    configure(tokens={"claims": "tokens_of_a_project.claims"})
    make_user()
    monkeypatch.setattr(get_user_model(), "plan", "gold", raising=False)
    assert segments(tokens_of(login())[0])[1]["plan"] == "gold"


@pytest.mark.parametrize(
    ("tokens", "found"),
    [
        ({"strategy": "nowhere.Strategy"}, "E015"),
        ({"strategy": "gatepost.tokens.strategies.chosen"}, "E015"),
        ({"claims": "nowhere.claims"}, "E015"),
        ({"subject_field": "shoe_size"}, "E017"),
        ({"encryption_key": "c2hvcnQ"}, "E014"),
        ({"encryption_key": "not base64!"}, "E014"),
        ({"strategy": "jwt"}, "W005"),
    ],
)
def test_a_faulty_set_up_is_named(configure, tokens, found):
    configure(tokens=tokens)
    assert f"gatepost.{found}" in [message.id for message in check()]


def test_a_session_opened_without_the_wire_has_no_tokens(jwts):
    assert logged_in(make_user()).get("auth/session").status == 200
    assert RefreshFamily.objects.count() == 0
