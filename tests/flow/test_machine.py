"""The flow, driven at random beside a small model written from the contract.

Two visitors, two people with or without an authenticator app, a clock that moves. What must hold: nobody is logged in
without the proofs that the settings and the app ask for, no proof crosses people or logins, no code of an app works
twice, and no input gives a 5xx.
"""

import re

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.client import CODE, Api
from tests.factors import App, with_app
from tests.users import PASSWORD, make_user

from gatepost.ground import clock as ground_clock
from gatepost.ground import outbox

PEOPLE = ("ann@example.org", "ben@example.org")
VISITORS = st.integers(0, 1)
SOMEBODY = st.sampled_from(PEOPLE)
TOTP = "account/authenticators/totp"
PURPOSES = {"email/verify": "verify", "password/reset": "reset", "code/login": "login"}


class Flow(RuleBasedStateMachine):
    """`client` is set by the test."""

    client = "app"
    second_steps = 0

    @initialize(with_factor=st.booleans())
    def begin(self, with_factor):
        self.now = 1_900_000_000.0
        ground_clock.set_source(lambda: self.now)
        self.savepoint = transaction.savepoint()
        self.visitors = [Api(self.client), Api(self.client)]
        self.passwords = {}
        self.proved = set()
        self.mails = []
        self.pending = [None, None]
        self.logged_in = [None, None]
        self.counter = 0
        self.apps = {}
        self.taken = {}
        self.waiting = [None, None]
        if with_factor:
            who = PEOPLE[1]
            self.apps[who] = with_app(make_user(who, "ben"))
            self.passwords[who], self.taken[who] = PASSWORD, 0
            self.proved.add(who)

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)
        ground_clock.set_source(None)

    def call(self, visitor, verb, path, body=None):
        sent = []
        original = outbox.send
        outbox.send = lambda _channel, kind, to, context, _language: sent.append((kind, to, context))
        try:
            answer = self.visitors[visitor].call(verb, path, body)
            outbox.deliver_due()
        finally:
            outbox.send = original
        assert answer.status < 500
        for kind, to, context in sent:
            if kind in PURPOSES:
                code = CODE.fullmatch(context["code"])[0]
                self.mails.append((PURPOSES[kind], to, code, visitor, self.now))
        return answer

    def enters(self, visitor, answer, who):
        if answer.status == 200 and answer.body.get("meta", {}).get("is_authenticated"):
            assert answer.body["data"]["user"]["email"] == who
            assert who in self.proved, "somebody got in without a proved address"
            shown = any(one["method"] == "mfa" for one in answer.body["data"]["methods"])
            assert shown == (who in self.apps), "somebody got in without the second factor"
            self.waiting[visitor] = None
            self.logged_in[visitor] = who
            self.pending[visitor] = None

    @rule(visitor=VISITORS, who=SOMEBODY)
    def sign_up(self, visitor, who):
        self.counter += 1
        password = f"a-l0ng-Secret-{self.counter}"
        answer = self.call(visitor, "POST", "auth/signup", {"email": who, "password": password})
        if self.logged_in[visitor]:
            assert answer.status == 409
            return
        assert (answer.status, answer.pending) == (401, ["verify_email"])
        fresh = who not in self.passwords
        if fresh:
            self.passwords[who] = password
        self.pending[visitor] = who if fresh else "nobody"

    @rule(visitor=VISITORS, who=SOMEBODY, right=st.booleans())
    def log_in(self, visitor, who, right):
        password = self.passwords.get(who, "none") if right else "wrong"
        answer = self.call(visitor, "POST", "auth/login", {"email": who, "password": password})
        if not right or who not in self.passwords:
            assert answer.codes == [("email_password_mismatch", "password")]
        elif self.logged_in[visitor]:
            assert answer.status == 409
        elif who in self.apps:
            assert (answer.status, answer.pending) == (401, ["mfa_authenticate"])
            self.waiting[visitor] = who
        elif who in self.proved:
            assert answer.status == 200
            self.enters(visitor, answer, who)
        else:
            assert (answer.status, answer.pending) == (401, ["verify_email"])
            self.pending[visitor] = who

    def codes(self, purpose):
        return [mail for mail in self.mails if mail[0] == purpose]

    @rule(visitor=VISITORS, data=st.data())
    def verify(self, visitor, data):
        mails = self.codes("verify")
        if not mails:
            return
        _, who, code, asked, _ = data.draw(st.sampled_from(mails))
        answer = self.call(visitor, "POST", "auth/email/verify", {"key": code})
        if answer.status == 200:
            assert asked == visitor, "a code worked in a session that did not ask for it"
            self.proved.add(who)
            self.enters(visitor, answer, who)

    @rule(visitor=VISITORS, who=SOMEBODY)
    def ask_reset(self, visitor, who):
        answer = self.call(visitor, "POST", "auth/password/request", {"email": who})
        assert answer.status == (200 if self.logged_in[visitor] else 401)

    @rule(visitor=VISITORS, data=st.data())
    def reset(self, visitor, data):
        mails = self.codes("reset")
        if not mails:
            return
        _, who, code, asked, _ = data.draw(st.sampled_from(mails))
        self.counter += 1
        password = f"a-l0ng-Secret-{self.counter}"
        answer = self.call(visitor, "POST", "auth/password/reset", {"key": code, "password": password})
        if answer.status == 401 or (answer.status == 200 and self.logged_in[visitor]):
            assert asked == visitor
            self.passwords[who] = password
            self.proved.add(who)
            self.logged_in = [None if one == who else one for one in self.logged_in]
        else:
            assert answer.status in (400, 409)

    @rule(visitor=VISITORS, who=SOMEBODY)
    def ask_code(self, visitor, who):
        answer = self.call(visitor, "POST", "auth/code/request", {"email": who})
        assert answer.status == (200 if self.logged_in[visitor] else 401)

    @rule(visitor=VISITORS, data=st.data())
    def confirm_code(self, visitor, data):
        mails = self.codes("login")
        if not mails:
            return
        _, who, code, asked, _ = data.draw(st.sampled_from(mails))
        before = self.logged_in[visitor]
        answer = self.call(visitor, "POST", "auth/code/confirm", {"code": code})
        if before:
            assert answer.status == 409
        elif answer.status == 200:
            assert asked == visitor
            if who not in self.proved:
                self.logged_in = [None if one == who else one for one in self.logged_in]
            self.proved.add(who)
            self.enters(visitor, answer, who)
        elif answer.status == 401:
            assert (asked, answer.pending) == (visitor, ["mfa_authenticate"])
            assert who in self.apps
            self.waiting[visitor] = who

    def reauthenticated(self, visitor):
        who = self.logged_in[visitor]
        if who is None:
            return None
        answer = self.call(visitor, "POST", "auth/reauthenticate", {"password": self.passwords[who]})
        assert answer.status == 200
        return who

    @rule(visitor=VISITORS)
    def set_an_app_up(self, visitor):
        who = self.reauthenticated(visitor)
        if who is None or who in self.apps:
            return
        app = App(self.call(visitor, "GET", TOTP).body["meta"]["secret"])
        assert self.call(visitor, "POST", TOTP, {"code": app.wrong()}).status == 400
        assert self.call(visitor, "POST", TOTP, {"code": app.code()}).status == 200
        self.apps[who] = app
        self.taken[who] = int(self.now) // 30 - 1

    @rule(visitor=VISITORS)
    def remove_the_app(self, visitor):
        who = self.reauthenticated(visitor)
        if who in self.apps:
            assert self.call(visitor, "DELETE", TOTP).status == 200
            del self.apps[who]

    @rule(visitor=VISITORS, data=st.data())
    def take_the_second_step(self, visitor, data):
        if not self.apps:
            return
        owner = self.waiting[visitor] or data.draw(st.sampled_from(sorted(self.apps)))
        owner = owner if owner in self.apps else min(self.apps)
        code = data.draw(st.sampled_from(["right", "right", "wrong"]))
        typed = self.apps[owner].code() if code == "right" else self.apps[owner].wrong()
        answer = self.call(visitor, "POST", "auth/2fa/authenticate", {"code": typed})
        step = int(self.now) // 30
        if answer.status == 200:
            assert (code, owner) == ("right", self.waiting[visitor]), "a code worked for somebody else"
            assert step > self.taken[owner], "a code worked twice"
            self.taken[owner] = step
            self.enters(visitor, answer, owner)
            type(self).second_steps += 1
        else:
            assert answer.status in (400, 401, 410)
            if answer.status == 400 and code == "right" and owner == self.waiting[visitor]:
                assert step <= self.taken[owner], "a good code was refused"

    @rule(visitor=VISITORS, path=st.sampled_from(["auth/email/verify", "auth/password/reset", "auth/code/confirm"]))
    def guess(self, visitor, path):
        answer = self.call(
            visitor, "POST", path, {"key": "BBBB-BBBB", "code": "BBBB-BBBB", "password": "a-l0ng-Secret"}
        )
        assert answer.status in (400, 409)

    @rule(visitor=VISITORS)
    def log_out(self, visitor):
        assert self.call(visitor, "DELETE", "auth/session").status in (401, 410)
        self.visitors[visitor].token = None
        self.logged_in[visitor] = self.pending[visitor] = self.waiting[visitor] = None

    @rule(seconds=st.sampled_from([1, 200, 1000]))
    def wait(self, seconds):
        self.now += seconds

    @invariant()
    def the_server_agrees_on_who_is_logged_in(self):
        for number, visitor in enumerate(getattr(self, "visitors", [])):
            answer = visitor.call("GET", "auth/session")
            if self.logged_in[number] is None:
                assert answer.status in (401, 410)
            else:
                assert answer.status == 200
                assert answer.body["data"]["user"]["email"] == self.logged_in[number]


@pytest.mark.django_db
@pytest.mark.parametrize("client", ["app", "browser"])
def test_nobody_gets_in_without_the_proofs(client, configure):
    configure(
        accounts={
            "login_methods": ["email"],
            "signup_fields": ["email*", "password*"],
            "email_verification": "mandatory",
        },
        email={"verification_by": "code", "resends": 2},
        password={"reset_by": "code", "reset_code_seconds": 900},
    )
    machine = type("Machine", (Flow,), {"client": client, "TestCase": None})
    assert re.match(r"\w+", connection.vendor)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=40,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert machine.second_steps > 0, "no login with a second factor was ever complete: the walk is too short"
