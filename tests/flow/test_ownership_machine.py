"""An owner, a stranger and a project that writes columns, at random.

What must hold: once the owner has recovered an account by the mailbox, nothing that the stranger holds opens it; and no
recovery takes a second factor from an account that had an owner before.
"""

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.client import CODE, KEY, Api
from tests.factors import with_app
from tests.users import PASSWORD, logged_in, make_user

from gatepost.accounts.models import AccountRecord, Authenticator
from gatepost.ground import clock as ground_clock
from gatepost.ground import outbox
from gatepost.tokens.models import Token

OWNER, OWN = "owner@example.org", "strangers@example.org"
OWNERS_PASSWORD = "owners-Secret-55"
ADDRESSES = st.sampled_from([OWNER, OWN])
WAYS = st.sampled_from(["reset", "code"])
WRITTEN = st.sampled_from([OWNER, OWN, "", "other@corp.local"])


class Ownership(RuleBasedStateMachine):
    @initialize(established=st.booleans(), factor=st.booleans())
    def begin(self, established, factor):
        self.now = 1_900_000_000.0
        ground_clock.set_source(lambda: self.now)
        self.savepoint = transaction.savepoint()
        self.mails, self.stranger, self.tokens = [], [], []
        self.recovered = {}
        if established:
            user = make_user(OWNER, "owner", password=OWNERS_PASSWORD)
            self.recovered[user.pk] = False
            if factor:
                with_app(user)

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)
        ground_clock.set_source(None)

    def call(self, api, verb, path, body=None):
        self.now += 61
        original = outbox.send
        outbox.send = lambda _channel, _kind, to, context, _language: self.mails.append((to, context))
        try:
            answer = api.call(verb, path, body)
            outbox.deliver_due()
        finally:
            outbox.send = original
        assert answer.status < 500, answer
        return answer

    def secret(self, address, pattern):
        """The newest code or key that was mailed to an address."""
        for to, context in reversed(self.mails):
            found = pattern.findall(f"{context.get('code', '')} {context.get('link', '')}")
            if to == address and found:
                return found[-1]
        return "none"

    # --- the stranger, who reads the mailbox OWN

    @rule(address=ADDRESSES)
    def a_stranger_signs_up(self, address):
        api = Api("app")
        body = {"email": address, "username": f"stranger{len(self.stranger)}", "password": PASSWORD}
        self.call(api, "POST", "auth/signup", body)
        self.stranger.append((api, body["username"]))

    @rule(which=st.integers(0, 3))
    def a_stranger_adds_and_verifies_an_address(self, which):
        if self.stranger:
            api, _ = self.stranger[which % len(self.stranger)]
            self.call(api, "POST", "account/email", {"email": OWN})
            self.call(Api("app"), "POST", "auth/email/verify", {"key": self.secret(OWN, KEY)})

    @rule(which=st.integers(0, 3))
    def a_stranger_takes_a_token_and_a_key(self, which):
        if self.stranger:
            api, name = self.stranger[which % len(self.stranger)]
            self.call(api, "POST", "auth/reauthenticate", {"password": PASSWORD})
            answer = self.call(api, "POST", "account/keys", {"name": "mine"})
            if answer.status == 200:
                self.tokens.append(("Bearer", answer.body["meta"]["key"]))
            got = api.http.post("/api-token-auth/", {"username": name, "password": PASSWORD})
            if got.status_code == 200:
                self.tokens.append(("Token", got.json()["token"]))

    @rule(which=st.integers(0, 3))
    def a_stranger_sets_an_app_up(self, which):
        if self.stranger:
            api, _ = self.stranger[which % len(self.stranger)]
            self.call(api, "POST", "auth/reauthenticate", {"password": PASSWORD})
            answer = self.call(api, "GET", "account/authenticators/totp")
            if answer.status == 404:
                session = self.call(api, "GET", "auth/session")
                with_app(get_user_model().objects.get(pk=session.body["data"]["user"]["id"]))

    @rule(way=WAYS)
    def a_stranger_recovers_by_the_own_mailbox(self, way):
        api = Api("app")
        if way == "code":
            self.call(api, "POST", "auth/code/request", {"email": OWN})
            self.call(api, "POST", "auth/code/confirm", {"code": self.secret(OWN, CODE)})
        else:
            self.call(api, "POST", "auth/password/request", {"email": OWN})
            self.call(api, "POST", "auth/password/reset", {"key": self.secret(OWN, KEY), "password": PASSWORD})
            self.call(api, "POST", "auth/login", {"email": OWN, "password": PASSWORD})
        session = self.call(api, "GET", "auth/session")
        owned = {key for key, whole in self.recovered.items() if whole}
        assert session.status != 200 or session.body["data"]["user"]["id"] not in owned

    # --- the project

    @rule(which=st.integers(0, 3), address=WRITTEN, saves=st.booleans())
    def the_project_writes_an_address(self, which, address, saves):
        users = list(get_user_model().objects.order_by("pk"))
        if not users:
            return
        user = users[which % len(users)]
        self.recovered.pop(user.pk, None)  # whose account it is now is what the project says
        if saves:
            user.email = address
            user.save()
        else:
            get_user_model().objects.filter(pk=user.pk).update(email=address)

    # --- the owner, who reads the mailbox OWNER

    @rule(way=WAYS)
    def the_owner_recovers(self, way):
        established = set(AccountRecord.objects.values_list("user_id", flat=True))
        held = {user_id: self.held(user_id) for user_id in established}
        api = Api("app")
        if way == "code":
            self.call(api, "POST", "auth/code/request", {"email": OWNER})
            self.call(api, "POST", "auth/code/confirm", {"code": self.secret(OWNER, CODE)})
        else:
            self.call(api, "POST", "auth/password/request", {"email": OWNER})
            body = {"key": self.secret(OWNER, KEY), "password": OWNERS_PASSWORD}
            self.call(api, "POST", "auth/password/reset", body)
            self.call(api, "POST", "auth/login", {"email": OWNER, "password": OWNERS_PASSWORD})
        for user_id, before in held.items():
            assert self.held(user_id) >= before, "a recovery took a factor from an account that had an owner"
        session = self.call(api, "GET", "auth/session")
        if session.status == 200:
            self.recovered[session.body["data"]["user"]["id"]] = True

    @rule()
    def the_owner_sets_an_app_up(self):
        for user_id in (key for key, whole in self.recovered.items() if whole):
            if not self.held(user_id):
                with_app(get_user_model().objects.get(pk=user_id))

    def held(self, user_id):
        return Authenticator.objects.filter(user_id=user_id).count()

    @invariant()
    def nothing_of_the_strangers_opens_what_the_owner_recovered(self):
        owned = {key for key, whole in getattr(self, "recovered", {}).items() if whole}
        if not owned:
            return
        for api, name in self.stranger:
            session = api.get("auth/session")
            assert session.status != 200 or session.body["data"]["user"]["id"] not in owned
            for body in ({"username": name}, {"email": OWN}, {"email": OWNER}):
                answer = Api("app").post("auth/login", {**body, "password": PASSWORD})
                assert answer.status != 200 or answer.body["data"]["user"]["id"] not in owned
        assert not Token.objects.filter(user_id__in=owned).exists()


@pytest.mark.parametrize("verification", ["optional", "none"])
def test_an_owner_keeps_what_was_recovered(verification, db, configure, settings_of_dialects):
    configure(accounts={"email_verification": verification}, tokens={"keys": True})
    run_state_machine_as_test(
        Ownership,
        settings=settings(
            max_examples=30, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.fixture
def settings_of_dialects(settings):
    settings.ROOT_URLCONF = "tests.dialects.urls"


def test_the_machine_reaches_what_it_watches(db, configure, settings_of_dialects):
    """One run by hand, so that the rules are known to do something."""
    configure(accounts={"email_verification": "optional"}, tokens={"keys": True})
    machine = Ownership()
    machine.begin(established=False, factor=False)
    machine.a_stranger_signs_up(OWNER)
    machine.a_stranger_adds_and_verifies_an_address(0)
    machine.a_stranger_takes_a_token_and_a_key(0)
    assert {scheme for scheme, _ in machine.tokens} == {"Bearer", "Token"}
    machine.the_owner_recovers("code")
    assert any(machine.recovered.values())
    machine.nothing_of_the_strangers_opens_what_the_owner_recovered()
    assert logged_in(get_user_model().objects.get()).get("account/keys").body["data"] == []
    machine.teardown()
