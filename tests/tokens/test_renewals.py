"""Refreshing, replaying, logging out, changing the password and disabling, in any order, beside a small model.

What must hold: a token renews a login only while the model says so; of each login at most one token is newest; what
has ended never lives again; and nobody is signed out but by replay, age, or what they or the staff did.
"""

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run
from tests.users import make_user

from gatepost.accounts import lifecycle
from gatepost.flow import logout
from gatepost.flow.visit import Visit
from gatepost.ground import clock as ground_clock
from gatepost.sessions import closing, issue
from gatepost.tokens.refresh import families
from gatepost.tokens.refresh.invalid_refresh import InvalidRefresh

GRACE, UNUSED, LONGEST = 10, 86_400, 30 * 86_400
IDLE, ABSOLUTE = 14 * 86_400, 30 * 86_400
PICK = st.integers(0, 10_000)


class Login:
    """What the model knows of one: its tokens in order, when the newest was made, whether it lives."""

    def __init__(self, who, kind, session, token, now):
        self.who, self.kind, self.session = who, kind, session
        self.tokens, self.begun, self.renewed = [token], now, now
        self.seen = now
        self.ended = False

    def lives(self, now):
        if self.ended or now >= self.renewed + UNUSED or now >= self.begun + LONGEST:
            return False
        return self.session is None or (now < self.seen + IDLE and now < self.begun + ABSOLUTE)


class Renewing(RuleBasedStateMachine):
    happened = frozenset()

    def saw(self, what):
        type(self).happened |= {what}

    @initialize()
    def begin(self):
        self.now = 1_900_000_000.0
        ground_clock.set_source(lambda: self.now)
        self.savepoint = transaction.savepoint()
        self.people = [make_user(f"{name}@example.org", name) for name in ("ann", "ben")]
        self.disabled = set()
        self.logins = []
        self.passwords = 0
        for who, kind, bound in ((0, "native", True), (1, "simple_jwt", False)):
            self.open(who, kind, bound)

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)
        ground_clock.set_source(None)

    def user(self, who):
        return get_user_model().objects.get(pk=self.people[who].pk)

    @rule(who=st.integers(0, 1), kind=st.sampled_from(["native", "simple_jwt"]), bound=st.booleans())
    def log_in(self, who, kind, bound):
        if who not in self.disabled and len(self.logins) < 8:
            self.open(who, kind, bound)

    def open(self, who, kind, bound):
        user = self.user(who)
        session = issue.open_for(user, client="app", ip="", user_agent="", proofs=[]).state if bound else None
        token = families.start(user, kind=kind, session=session).text
        self.logins.append(Login(who, kind, session, token, self.now))

    @precondition(lambda self: self.logins)
    @rule(which=PICK, times=st.integers(1, 3))
    def renew(self, which, times):
        """Show the newest token, and what comes of it."""
        for _ in range(times):
            self.show(which, 0)

    @precondition(lambda self: self.logins)
    @rule(which=PICK, back=st.integers(1, 3), later=st.sampled_from([0, 9, 11]))
    def show_an_older_one(self, which, back, later):
        """Show one that is some generations old, a little later."""
        self.now += later
        self.show(which, back)

    @precondition(lambda self: self.logins)
    @rule(which=PICK)
    def renew_in_two_tabs(self, which):
        """The second tab shows the token that the first one has just used."""
        self.show(which, 0)
        self.show(which, 1)

    def show(self, which, back):
        login = self.logins[which % len(self.logins)]
        back = min(back, len(login.tokens) - 1)
        shown = login.tokens[-1 - back]
        good = login.lives(self.now) and login.who not in self.disabled
        grace = back == 1 and self.now - login.renewed <= GRACE
        try:
            found = families.rotate(shown, kind=login.kind).text
        except InvalidRefresh:
            assert not (good and (back == 0 or grace)), "somebody was signed out"
            self.saw("a replay" if good else "a token of what had ended")
            login.ended = login.ended or good
            return
        assert good, "a token renewed what had ended"
        assert back == 0 or grace, "an old token renewed a login"
        if self.now - login.seen > 60:
            login.seen = self.now
        self.saw(f"{login.kind}, {'lost' if back else 'won'}")
        if back:
            assert found == login.tokens[-1], "two successors"
            return
        assert found not in login.tokens
        login.tokens.append(found)
        login.renewed = self.now

    @precondition(lambda self: self.logins)
    @rule(which=PICK, how=st.sampled_from(["log out", "everywhere", "password", "disable", "disable by SQL"]))
    def something_ends(self, which, how):
        login = self.logins[which % len(self.logins)]
        who = login.who
        if how == "log out":
            self.log_out(login)
        elif how == "disable by SQL":
            get_user_model().objects.filter(pk=self.people[who].pk).update(is_active=False)
            self.disabled.add(who)
        else:
            {"everywhere": self.log_out_everywhere, "password": self.set_password, "disable": self.disable}[how](who)
            self.end(who)

    def log_out(self, login):
        if login.session is not None:
            logout.log_out(Visit(session=login.session))
        else:
            assert families.end(login.tokens[0], kind=login.kind) or not login.lives(self.now)
        login.ended = True

    def log_out_everywhere(self, who):
        closing.end_all(self.people[who].pk)

    def set_password(self, who):
        """Behind our back, as a shell does."""
        self.passwords += 1
        user = self.user(who)
        user.set_password(f"a-l0ng-Secret-{self.passwords}")
        user.save()

    def disable(self, who):
        lifecycle.set_active(self.people[who].pk, active=False)
        self.disabled.add(who)

    @precondition(lambda self: self.disabled)
    @rule()
    def enable(self):
        for who in self.disabled:
            lifecycle.set_active(self.people[who].pk, active=True)
        self.disabled = set()

    def end(self, who):
        for login in self.logins:
            login.ended = login.ended or login.who == who

    @rule(seconds=st.sampled_from([1, 2, 3, 5, 9, 11, 61, 3600, UNUSED - 20, UNUSED]))
    def wait(self, seconds):
        self.now += seconds

    @invariant()
    def the_list_says_the_same(self):
        for who in (0, 1) if hasattr(self, "logins") else ():
            living = [login for login in self.logins if login.who == who and login.lives(self.now)]
            assert len(families.of_user(self.people[who].pk)) >= len(living)


@pytest.mark.django_db
def test_a_login_is_renewed_exactly_while_it_should_be():
    run(
        Renewing,
        settings=settings(
            max_examples=50,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    kinds = {f"{kind}, {way}" for kind in ("native", "simple_jwt") for way in ("won", "lost")}
    assert Renewing.happened == kinds | {"a replay", "a token of what had ended"}, "the walk is too short"
