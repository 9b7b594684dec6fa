"""Users, apps, services, codes, refreshes, exchanges and everything that revokes, at random, through the endpoints.

What must hold: no token without consent of the user for its app and scopes, and none that is valid after what it came
from was revoked. GATEPOST_MACHINE=10 makes ten times as many runs.
"""

import os
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.oauth import EXCHANGE, RESOURCE, URI, App, allow, query
from tests.users import PASSWORD, logged_in, make_user

from gatepost.accounts import lifecycle
from gatepost.features.provider.operations import clients
from gatepost.features.provider.operations.grant_types import DEVICE
from gatepost.ground import clock as ground_clock
from gatepost.tokens.signed import signing_keys

TIMES = int(os.environ.get("GATEPOST_MACHINE", "1"))
SECONDS, OVERLAP, BEGINNING = 300, 10, 1_900_000_000.0
ALL = "openid read write offline_access"
SCOPES = st.sampled_from(["openid", "openid read", ALL, "openid offline_access"])
WHICH = st.integers(0, 5)
GONE = ("disabled", "disabled by the project", "deleted", "deletes the account")


@dataclass
class Access:
    """What the model knows of an access token."""

    app: int
    user: int
    scopes: set
    login: "Login"
    text: str
    ends: float
    behind: "Access | None" = None
    revoked: bool = False

    def is_valid(self, now):
        if self.revoked or now >= self.ends or self.login.ended:
            return False
        return self.behind is None or self.behind.is_valid(now)


@dataclass
class Login:
    """An authorization by a user: its code, and what came of it."""

    app: int
    user: int
    browser: int
    scopes: set
    code: str
    at: float
    redeemed: bool = False
    ended: bool = False
    offline: bool = False
    refresh: list = field(default_factory=list)


@dataclass
class Device:
    """A device that waits for its user, and whoever allowed or declined it."""

    code: str
    typed: str
    scopes: set
    at: float
    login: Login | None = None
    declined: bool = False


class Provider(RuleBasedStateMachine):
    @initialize(opaque=st.booleans(), ahead=st.booleans())
    def begin(self, opaque, ahead):
        self.now = BEGINNING
        ground_clock.set_source(lambda: self.now)
        signing_keys.forget()  # those that an earlier run made were rolled back with it
        self.savepoint = transaction.savepoint()
        self.users = [make_user(f"user{number}@example.org", f"user{number}") for number in range(2)]
        form = "opaque" if opaque else "jwt"
        scope = "openid read write offline_access"
        grants = ["authorization_code", "refresh_token"]
        self.apps = [
            App(name="0", token_format=form, scope=scope, grant_types=[*grants, DEVICE]),
            App(name="1", token_format=form, scope=scope, first_party=True),
            App(
                name="2",
                token_format="jwt" if opaque else "opaque",
                scope="openid read",
                grant_types=[*grants, EXCHANGE],
                audiences=[RESOURCE],
            ),
        ]
        self.came = len(self.users)
        self.passwords = [PASSWORD] * self.came
        self.kept = []  # browsers that logged out, so that no id is used again
        self.browsers = {}
        self.consents = {}
        self.logins, self.tokens, self.devices, self.disabled = [], [], [], set()
        if ahead:  # so that short runs reach what follows a login, too
            self.a_user_is_sent_to_the_provider(0, 0, ALL, agrees=True)
            self.an_app_redeems_a_code(0, thief=False)

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)
        ground_clock.set_source(None)

    def browser(self, user):
        if user not in self.browsers:
            self.browsers[user] = logged_in(self.users[user], "browser")
        return self.browsers[user]

    def end(self, **which):
        """The logins that match end, with everything that came of them."""
        for login in self.logins:
            if all(getattr(login, name) == value for name, value in which.items()):
                login.ended = True

    def pick(self, found, which):
        return found[which % len(found)] if found else None

    # --- users and their browsers

    @rule(user=st.integers(0, 1), app=WHICH, scope=SCOPES, agrees=st.booleans())
    def a_user_is_sent_to_the_provider(self, user, app, scope, agrees):
        app %= len(self.apps)
        wants = set(scope.split()) & set(self.apps[app].row.scopes)
        answer = self.apps[app].authorize(self.browser(user).http, scope=scope, resource=RESOURCE)
        if app in self.disabled:
            assert answer.status_code == 400
            return
        where = answer["Location"]
        known = app == 1 or wants <= self.consents.get((user, app), set())
        assert where.startswith(URI) == known, "a code without consent, or consent asked for again"
        if not where.startswith(URI):
            if not agrees:
                return
            where = allow(self.browser(user), where)
            self.consents[user, app] = self.consents.get((user, app), set()) | wants
        login = Login(app, user, id(self.browser(user)), wants, query(where)["code"], self.now)
        self.logins.append(login)

    @rule(user=st.integers(0, 1))
    def a_user_logs_out(self, user):
        browser = self.browsers.pop(user, None)
        if browser is not None:
            browser.delete("auth/session")
            self.end(browser=id(browser), offline=False)
            self.kept.append(browser)

    @rule(user=st.integers(0, 1))
    def a_user_changes_the_password(self, user):
        new = f"{PASSWORD}-{len(self.kept)}"  # never one that was: the tests' hasher has no salt
        given = {"current_password": self.passwords[user], "new_password": new}
        browser = self.browser(user)
        assert browser.post("account/password/change", given).status == 200
        self.passwords[user] = new
        self.users[user].refresh_from_db()
        self.kept.append(self.browsers.pop(user))
        self.end(user=user)

    @rule(user=st.integers(0, 1), which=WHICH)
    def a_user_withdraws_the_access_of_an_app(self, user, which):
        apps = sorted(self.browser(user).get("account/apps").body["data"], key=lambda one: one["app"]["name"])
        entry = self.pick(apps, which)
        if entry is None:
            return
        self.browser(user).delete("account/apps", {"apps": [entry["id"]]})
        app = int(entry["app"]["name"])
        self.consents.pop((user, app), None)
        self.end(user=user, app=app)

    @rule(user=st.integers(0, 1), how=st.sampled_from(GONE))
    def a_user_is_gone_and_another_comes(self, user, how):
        if how == "deletes the account":
            browser = self.browser(user)
            assert browser.post("auth/reauthenticate", {"password": self.passwords[user]}).status == 200
            assert browser.delete("account").status == 401  # it has no session any more
        elif how == "deleted":
            self.users[user].delete()
        elif how == "disabled by the project":
            type(self.users[user]).objects.filter(pk=self.users[user].pk).update(is_active=False)
        else:
            lifecycle.set_active(self.users[user].pk, active=False)
        self.kept.append(self.browsers.pop(user, None))
        self.end(user=user)
        for app in range(len(self.apps)):
            self.consents.pop((user, app), None)
        self.came += 1
        self.users[user] = make_user(f"user{self.came}@example.org", f"user{self.came}")
        self.passwords[user] = PASSWORD

    # --- apps

    @precondition(lambda self: any(login.code for login in self.logins))
    @rule(which=WHICH, thief=st.booleans())
    def an_app_redeems_a_code(self, which, thief):
        login = self.pick([one for one in self.logins if one.code], which)
        app = (login.app + 1) % len(self.apps) if thief else login.app
        verifier = self.apps[login.app].verifier
        answer = self.apps[app].redeem(login.code, resource=RESOURCE, code_verifier=verifier)
        good = (
            not thief
            and not login.redeemed
            and not login.ended
            and app not in self.disabled
            and self.now - login.at < 60
        )
        assert (answer.status_code == 200) == good, answer.content
        if not good:
            replayed = not thief and login.redeemed and app not in self.disabled
            login.ended = login.ended or replayed
            return
        login.redeemed, login.offline = True, "offline_access" in login.scopes
        self.note(login, answer.json())

    def note(self, login, tokens):
        scopes = set(tokens["scope"].split())
        assert scopes <= login.scopes
        self.tokens.append(Access(login.app, login.user, scopes, login, tokens["access_token"], self.now + SECONDS))
        if "refresh_token" in tokens:
            login.refresh.append((tokens["refresh_token"], self.now))

    @precondition(lambda self: any(login.refresh for login in self.logins))
    @rule(which=WHICH, older=st.booleans())
    def an_app_refreshes(self, which, older):
        login = self.pick([one for one in self.logins if one.refresh], which)
        at = 0 if older else len(login.refresh) - 1
        text, _ = login.refresh[at]
        replaced = login.refresh[at + 1][1] if at + 1 < len(login.refresh) else None
        answer = self.apps[login.app].refresh(text)
        if login.ended or login.app in self.disabled:
            assert answer.status_code != 200
            return
        if replaced is None:
            assert answer.status_code == 200, answer.content
            self.note(login, answer.json())
        elif answer.status_code == 200:  # within the ten seconds: the same successor again
            assert self.now - replaced <= OVERLAP
            assert answer.json()["refresh_token"] == login.refresh[at + 1][0]
            access = answer.json()["access_token"]
            self.tokens.append(Access(login.app, login.user, login.scopes, login, access, self.now + SECONDS))
        else:
            login.ended = True

    @precondition(lambda self: self.tokens)
    @rule(which=WHICH, scope=st.sampled_from(["", "openid", "read", "write", "openid read write"]))
    def the_service_exchanges_a_token(self, which, scope):
        token = self.pick(self.tokens, which)
        answer = self.apps[2].exchange(token.text, scope=scope or None)
        deep = 0
        one = token
        while one is not None:
            deep, one = deep + 1, one.behind
        both = token.scopes & {"openid", "read"}
        good = token.is_valid(self.now) and not self.is_disabled(token) and 2 not in self.disabled
        good = good and set(scope.split()) <= both and deep <= 5
        assert (answer.status_code == 200) == good, answer.content
        if good:
            scopes = set(answer.json()["scope"].split())
            assert scopes == (set(scope.split()) or both)
            ends = min(token.ends, self.now + SECONDS)
            self.tokens.append(
                Access(2, token.user, scopes, token.login, answer.json()["access_token"], ends, behind=token)
            )

    @precondition(lambda self: self.tokens)
    @rule(which=WHICH)
    def an_app_revokes_a_token(self, which):
        token = self.pick(self.tokens, which)
        answer = self.apps[token.app].post("revoke", token=token.text)
        if token.app in self.disabled:
            assert answer.status_code == 401
            return
        assert answer.status_code == 200
        if not token.is_valid(self.now) or self.is_disabled(token):
            return
        if self.apps[token.app].row.token_format == "jwt" and token.behind is None:
            token.login.ended = True
        token.revoked = True

    # --- devices

    @rule(scope=SCOPES)
    def a_device_asks_for_a_code(self, scope):
        answer = self.apps[0].post("device", scope=scope, resource=RESOURCE)
        assert (answer.status_code == 200) == (0 not in self.disabled), answer.content
        if answer.status_code == 200:
            given = answer.json()
            self.devices.append(Device(given["device_code"], given["user_code"], set(scope.split()), self.now))

    @precondition(lambda self: self.devices)
    @rule(user=st.integers(0, 1), which=WHICH, agrees=st.booleans())
    def a_user_answers_a_device(self, user, which, agrees):
        device = self.pick(self.devices, which)
        waits = device.login is None and not device.declined and self.now - device.at < 600 and 0 not in self.disabled
        answer = self.browser(user).post("auth/device/answer", {"code": device.typed, "allow": agrees})
        assert (answer.status == 200) == waits, answer
        if waits and agrees:
            device.login = Login(0, user, 0, device.scopes, "", self.now, offline=True)
            self.logins.append(device.login)
            self.consents[user, 0] = self.consents.get((user, 0), set()) | device.scopes
        elif waits:
            device.declined = True

    @precondition(lambda self: self.devices)
    @rule(which=WHICH, thief=st.booleans())
    def a_device_polls(self, which, thief):
        device = self.pick(self.devices, which)
        answer = self.apps[2 if thief else 0].post("token", grant_type=DEVICE, device_code=device.code)
        login = device.login
        good = (
            not thief
            and login is not None
            and not login.ended
            and not login.redeemed
            and self.now - device.at < 600
            and 0 not in self.disabled
        )
        assert (answer.status_code == 200) == good, answer.content
        if good:
            login.redeemed = True
            self.note(login, answer.json())

    # --- staff and time

    @rule(app=WHICH)
    def staff_disable_or_enable_an_app(self, app):
        app %= len(self.apps)
        row = clients.find(self.apps[app].id)
        if app in self.disabled:
            clients.enable(row, by="command")
            self.disabled.remove(app)
        else:
            clients.disable(row, by="command")
            self.disabled.add(app)

    @rule(seconds=st.sampled_from([1, 11, 61, 301]))
    def time_passes(self, seconds):
        self.now += seconds

    def is_disabled(self, token):
        while token is not None:
            if token.app in self.disabled:
                return True
            token = token.behind
        return False

    @invariant()
    def tokens_are_valid_exactly_as_long_as_nothing_ended_them(self):
        for token in getattr(self, "tokens", [])[-4:]:
            if 2 in self.disabled:
                continue
            found = self.apps[2].introspect(token.text)
            valid = token.is_valid(self.now) and not self.is_disabled(token)
            assert found["active"] == valid, (token, found)
            if valid:
                assert set(found["scope"].split()) == token.scopes
                assert found["client_id"] == self.apps[token.app].id

    @invariant()
    def no_app_has_a_token_without_consent(self):
        for token in getattr(self, "tokens", []):
            if token.login.app != 1 and token.is_valid(self.now):
                allowed = self.consents.get((token.user, token.login.app), set())
                assert token.scopes <= allowed


@pytest.fixture
def machine_settings(configure, db):
    configure(
        provider={"enabled": True, "resources": [RESOURCE], "scopes": {"read": {}, "write": {}}},
        limits={"enabled": False},
        accounts={"deletion": True},
    )
    ground_clock.set_source(lambda: BEGINNING)
    signing_keys.signer("RS256")  # which takes a while, once for all runs
    ground_clock.set_source(None)


def _run(examples, steps):
    run_state_machine_as_test(
        Provider,
        settings=settings(
            max_examples=examples * TIMES,
            stateful_step_count=steps,
            deadline=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_no_token_without_consent_and_none_after_revocation(db, machine_settings):
    _run(8, 30)


@pytest.fixture
def machine(db, machine_settings):
    """A run by hand, so that the rules are known to do something: a user has logged in at an app."""
    found = Provider()
    found.begin(opaque=False, ahead=False)
    found.a_user_is_sent_to_the_provider(0, 0, ALL, agrees=True)
    found.an_app_redeems_a_code(0, thief=True)
    found.an_app_redeems_a_code(0, thief=False)
    yield found
    found.teardown()


def valid(machine):
    """Of each token, whether the model holds it for valid; the endpoints must agree."""
    machine.tokens_are_valid_exactly_as_long_as_nothing_ended_them()
    machine.no_app_has_a_token_without_consent()
    return [token.is_valid(machine.now) for token in machine.tokens]


def test_the_machine_exchanges_refreshes_and_withdraws(machine):
    machine.the_service_exchanges_a_token(0, "read")
    machine.the_service_exchanges_a_token(1, "write")
    machine.an_app_refreshes(0, older=False)
    assert [token.app for token in machine.tokens] == [0, 2, 0]
    assert valid(machine) == [True] * 3
    machine.a_user_withdraws_the_access_of_an_app(0, 0)
    assert valid(machine) == [False] * 3
    machine.an_app_refreshes(0, older=False)
    assert len(machine.tokens) == 3


def test_the_machine_knows_devices(machine):
    for _ in range(2):
        machine.a_device_asks_for_a_code("openid read")
    machine.a_device_polls(0, thief=False)
    for number in range(2):
        machine.a_user_answers_a_device(1, number, agrees=True)
    machine.a_device_polls(0, thief=True)
    machine.a_device_polls(0, thief=False)
    assert valid(machine) == [True, True]
    machine.a_user_withdraws_the_access_of_an_app(1, 0)
    assert valid(machine) == [True, False]
    machine.a_device_polls(1, thief=False)
    assert len(machine.tokens) == 2


@pytest.mark.parametrize("how", GONE)
def test_the_machine_sees_users_go(machine, how):
    assert valid(machine) == [True]
    machine.a_user_is_gone_and_another_comes(0, how)
    assert valid(machine) == [False]
    machine.an_app_refreshes(0, older=False)
    assert len(machine.tokens) == 1


@pytest.mark.parametrize("scope", [ALL, "openid read"])
def test_the_machine_sees_what_ends_with_a_session_or_a_password(machine, scope):
    machine.a_user_is_sent_to_the_provider(1, 0, scope, agrees=True)
    machine.an_app_redeems_a_code(1, thief=False)
    machine.a_user_logs_out(1)
    assert valid(machine) == [True, scope == ALL]
    machine.a_user_changes_the_password(1)
    assert valid(machine) == [True, False]


def test_the_machine_replays_codes_and_refresh_tokens(machine):
    machine.a_user_is_sent_to_the_provider(1, 1, ALL, agrees=True)
    machine.an_app_redeems_a_code(1, thief=False)
    assert valid(machine) == [True, True]
    machine.an_app_redeems_a_code(0, thief=False)
    assert valid(machine) == [False, True]
    machine.an_app_refreshes(1, older=False)
    machine.time_passes(OVERLAP + 1)
    machine.an_app_refreshes(1, older=True)
    assert valid(machine) == [False] * 3


def test_the_machine_disables_apps(machine):
    machine.staff_disable_or_enable_an_app(0)
    machine.an_app_refreshes(0, older=False)
    machine.tokens_are_valid_exactly_as_long_as_nothing_ended_them()
    machine.staff_disable_or_enable_an_app(0)
    assert valid(machine) == [True]
