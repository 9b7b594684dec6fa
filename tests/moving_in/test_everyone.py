"""Users in every state, by the real packages: each logs in, uses what it has, or is refused as it was before the move.

The gate tries some; `GATEPOST_MOVING_USERS=2000 pytest tests/moving_in/test_everyone.py` tries two thousand a package.
"""

import json
import os

import pytest
from tests.moving_in import environment
from tests.moving_in.conftest import ALLAUTH, Project, copy

pytestmark = pytest.mark.live
USERS = int(os.environ.get("GATEPOST_MOVING_USERS", "64"))


def differences(project, before, after):
    """Users who got another answer than before, with their facts."""
    facts = json.loads((project.folder / "everyone.json").read_text())
    found = [
        (fact, {name: (was[name], now[name]) for name in was if was[name] != now[name]})
        for fact, was, now in zip(facts, before, after, strict=True)
    ]
    return [(fact["name"], fact.get("addresses"), changed) for fact, changed in found if changed]


def ask(project, module, stage, given):
    said = environment.run(
        project._python, "-m", f"tests.moving_in.everyone.{module}", "ask", env=project.env(stage), input=given
    )
    return json.loads(said.stdout.splitlines()[-1])


def test_every_user_of_allauth_logs_in_by_every_method_as_before(tmp_path, provider):
    project = Project(tmp_path / "own", {}, environment.python("allauth", *ALLAUTH), provider.issuer)
    project.folder.mkdir()
    environment.run(
        project._python, "-m", "tests.moving_in.everyone.allauth", "make", str(USERS), env=project.env("before")
    )
    facts = json.loads((project.folder / "everyone.json").read_text())
    subjects = [fact["subject"] for fact in facts if "subject" in fact]
    tokens = json.dumps({one: provider.id_token(sub=one, email=f"{one}@elsewhere.example") for one in subjects})
    before = ask(copy(project, tmp_path / "asked"), "allauth", "before", tokens)
    project.manage("migrate", "--verbosity=0")
    project.migrate_from()
    after = ask(project, "allauth", "after", tokens)
    assert {name for one in before for name in one} >= {
        "name", "wrong", "totp", "no code", "key", "recovery code 0", "provider", "session",
    }  # fmt: skip
    assert [one for one in differences(project, before, after) if not told_in_the_docs(*one)] == []


def told_in_the_docs(_, addresses, changed):
    """docs/moving-in/allauth.md, "What differs": a login by an address that is not verified, and users without any."""
    unverified = set(addresses) or {"name", "provider"}
    return all(
        (name == "third" and was == ["verify_email"] and now == "refused")
        or (name in unverified and was == ["verify_email"] and now not in ("refused", ["verify_email"]))
        for name, (was, now) in changed.items()
    )
