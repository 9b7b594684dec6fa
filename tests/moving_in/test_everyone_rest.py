"""Users of authtoken, dj-rest-auth and djoser in every state: each is known, or refused, as it was before the move.

In the gate four hundred users a package move, and some are asked; with `GATEPOST_MOVING_USERS=2000` two thousand move,
and all are asked.
"""

import json
import os
import sys

import pytest
from tests.moving_in import environment
from tests.moving_in.conftest import Project, copy

pytestmark = pytest.mark.live
USERS, MORE = int(os.environ.get("GATEPOST_MOVING_USERS", "400")), 150
ASKED = int(os.environ.get("GATEPOST_MOVING_USERS", "80"))
FACTOR = "factor"
KEPT = {"gatepost_event", "gatepost_auditevent"}
MOVED = {
    "gatepost_movedrow": 'kind, "table", source, before IS NULL',
    "gatepost_token": "user_id, kind, digest, name",
    "gatepost_refreshfamily": "user_id, kind, lookup",
    "gatepost_takenover": "root",
    "gatepost_session": "user_id, digest, auth_hash",
    "gatepost_identifier": 'user_id, kind, value, claim, verified_at IS NULL, "primary"',
    "gatepost_socialaccount": "user_id, connection, subject",
    "gatepost_authenticator": "user_id, type",
}
JWT = "djangorestframework-simplejwt==5.5.1"
INSTALLED = {
    "dj-rest-auth": ("dj-rest-auth==7.2.0", "django-allauth[socialaccount]==65.21.1", "pyotp", JWT, "Django>=5.2,<6"),
    "djoser": ("djoser==2.3.5", "webauthn<1.0", "Django>=5.2,<6"),
}


class CrowdedProject(Project):
    settings = "tests.moving_in.everyone.rest_settings"

    def env(self, stage, **more):
        return super().env(stage, PACKAGE=self.package, VARIANT=self.variant, **more)

    def script(self, *words, stage, **options):
        program = sys.executable if stage == "after" else self._python
        module = "tests.moving_in.everyone.rest"
        return environment.run(program, "-m", module, *words, env=self.env(stage), **options).stdout

    def ask(self, stage, given):
        said = self.script("ask", str(self.every), stage=stage, input=json.dumps(given))
        return json.loads(said.splitlines()[-1])


def made(package, variant, folder, provider):
    """A project with users in every state, and gatepost's tables and printed settings; nothing has moved."""
    users = MORE if variant else USERS
    every = USERS // ASKED | 1 if not variant else 3  # odd, so that all traits are among those who are asked
    kind = type("Kind", (CrowdedProject,), {"package": package, "variant": variant, "every": every})
    name = "dj-rest-auth-jwt" if package == "dj-rest-auth" else package
    python = environment.python(name, *INSTALLED[package]) if package in INSTALLED else sys.executable
    project = kind(folder, [], python, provider.issuer)
    folder.mkdir()
    project.script("make", str(users), stage="before")
    project.facts = json.loads((folder / "everyone.json").read_text())
    return project


def prepare(project):
    project.manage("migrate", "--verbosity=0")
    printed = project.migrate_from("--settings").stdout.partition("# urls.py")[0]
    (project.folder / "printed.py").write_text(f"import os\n{printed}")


def differences(project, told):
    """Answers that differ from those before the move, and that no page of the docs tells about."""
    before, after = project.answers
    names = [fact["name"] for fact in project.facts]
    found = []
    for fact, was, now in zip(project.facts[:: project.every], before, after, strict=True):
        assert set(now.values()) <= {fact["name"], FACTOR, None}, "someone was taken for another"
        changed = {label: (was[label], now[label]) for label in was if was[label] != now[label]}
        found += [
            (fact["name"], label, *change)
            for label, change in changed.items()
            if not (told(fact, label, *change) or told_of_cases(fact, label, *change, names))
        ]
    return found


def told_of_cases(fact, label, was, now, names):
    """docs/rest-dialects.md: names are found in any case; but a name that is exactly another user's is that user's."""
    if label != "other case":
        return False
    other = fact["name"].swapcase()
    return now in (fact["name"], FACTOR) or (now is None and other in names and other != fact["name"])


def known(project):
    """Ways by which someone was known before the move."""
    return {label for one in project.answers[0] for label, user in one.items() if user}


def move(project, folder, given=None):
    """Ask, move a copy and undo that, move by a run that is killed ten times, and ask again."""
    before = copy(project, folder / "asked").ask("before", given)
    prepare(project)
    at_once = undo_restores_row_by_row(project, folder / "undone")
    if len(project.facts) == USERS:
        kill_ten_times(project, len(at_once["gatepost_movedrow"]))
    project.migrate_from()
    assert moved(project) == at_once
    again = json.loads(project.migrate_from("--json").stdout)
    assert {kind["moved"] for kind in again.values()} == {0}
    project.answers = before, project.ask("after", given)


def kill_ten_times(project, rows):
    step = rows // 11
    assert [project.killed_at(step * n, "--batch", str(step // 10)) for n in range(1, 11)] == [True] * 10


def moved(project):
    return {table: project.rows(table, columns) for table, columns in MOVED.items()}


def undo_restores_row_by_row(project, folder):
    """Move and undo; what was moved."""
    project, before = copy(project, folder), project.everything()
    project.migrate_from()
    at_once = moved(project)
    said = json.loads(project.migrate_from("--undo", "--json").stdout)
    assert not [one for kind in said.values() for one in kind["kept"]]
    after = project.everything()
    assert {name: rows for name, rows in after.items() if name not in KEPT} == {
        name: rows for name, rows in before.items() if name not in KEPT
    }
    return at_once


def told_of_keys(fact, label, was, now):
    """docs/moving-in/authtoken.md, "What differs": keys that the project made itself."""
    return label == "key" and fact["key"].startswith("own-") and now is None


def told_of_authtoken(fact, label, was, now):
    """docs/moving-in/authtoken.md, "What differs": logins by address."""
    return (label == "address" and was is None and now == fact["name"]) or told_of_keys(fact, label, was, now)


def test_every_user_of_authtoken_is_known_as_before(tmp_path, provider):
    project = made("authtoken", "", tmp_path / "own", provider)
    move(project, tmp_path)
    assert known(project) >= {"name", "key", "other case"}
    assert differences(project, told_of_authtoken) == []


def told_of_rest_auth(fact, label, was, now):
    """docs/moving-in/dj-rest-auth.md, "What differs": addresses that aren't verified, and logins at providers."""
    verified = [verified for _, verified in fact["addresses"]]
    if label == "third":
        return now is None
    if label == "provider":
        held_back = now is None and verified and not any(verified)
        return was == fact["name"] and ((now == FACTOR and "codes" in fact) or held_back)
    if label in ("name", "cookies", "primary", "second", "app", "code 1", "code 2"):
        return was is None and now in (fact["name"], FACTOR) and (any(verified) or not verified)
    return told_of_keys(fact, label, was, now)


@pytest.mark.parametrize("variant", ["", "jwt uuid", "jwt rotates members"])
def test_every_user_of_dj_rest_auth_is_known_as_before(tmp_path, provider, variant):
    project = made("dj-rest-auth", variant, tmp_path / "own", provider)
    subjects = [fact["subject"] for fact in project.facts[:: project.every] if "subject" in fact]
    move(project, tmp_path, {one: provider.id_token(sub=one, email=f"{one}@elsewhere.example") for one in subjects})
    ways = (
        {"live access", "live bearer", "live refresh", "live refresh again", "cookies"}
        if variant
        else {"key", "session"}
    )
    assert known(project) >= {"name", "primary", "second", "app", "code 1", "code 2", "provider", *ways}
    assert differences(project, told_of_rest_auth) == []


@pytest.mark.parametrize("variant", ["", "members", "uuid by-address"])
def test_every_user_of_djoser_is_known_as_before(tmp_path, provider, variant):
    def become(given):
        provider.claims.update(sub=given["sub"], email=f"{given['sub']}@elsewhere.example")
        return {}

    project = made("djoser", variant, tmp_path / "own", provider)
    provider.answers["/become"] = become
    move(project, tmp_path, provider.issuer)
    ways = {"name", "pair", "key", "session", "live access", "live refresh", "activation", "provider"}
    assert known(project) >= ways | ({"security key"} if not variant else set())
    assert differences(project, told_of_djoser) == []
    if not variant:
        rows = project.rows("gatepost_authenticator JOIN auth_user ON auth_user.id = user_id", "username")
        assert {name for (name,) in rows} == {fact["name"] for fact in project.facts if only_by_key(fact)}


def only_by_key(fact):
    return "security key" in fact and not fact["has_password"] and "subject" not in fact


def told_of_djoser(fact, label, was, now):
    """docs/moving-in/djoser.md, "What differs": security keys of users who can log in without them too."""
    if label == "security key":
        return was == fact["name"] and now is None and not only_by_key(fact)
    return told_of_keys(fact, label, was, now)
