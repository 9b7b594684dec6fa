"""Every kind of secret that a client may hold, each made for Bob, who has no second factor.

A kind is a function that gets the `World`, and returns the text of a new secret. For a code that belongs to one
session, `world.session` is that session from then on.
"""

import itertools
import json
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.test import Client
from tests.client import Api
from tests.factors import codes_of
from tests.oauth import RESOURCE, App, key, sent
from tests.users import BOB, PASSWORD, logged_in, login_names

from gatepost.features.account.operations.names import RESET as RESET_USERNAME
from gatepost.features.password.purposes import RESET as RESET_PASSWORD
from gatepost.features.provider.operations import grant_types
from gatepost.flow import account_links, registry
from gatepost.flow.activation import ACTIVATION
from gatepost.ground import secrets
from gatepost.sessions import devices, issue, trusted
from gatepost.tokens import forms, opaque
from gatepost.tokens.opaque import Plan
from gatepost.tokens.refresh import families
from gatepost.tokens.signed import access

EVE = "eve@example.org"
HOUR = timedelta(hours=1)
BODY = {**login_names(), "password": PASSWORD}
EVES = {"username": "eve", "password": PASSWORD}
NUMBERS = itertools.count()


class World:
    """Bob, Eve with an authenticator app, an OAuth client of each kind, and the session that shows what is offered."""

    def __init__(self, bob, eve, totp, post):
        self.bob, self.eve, self.totp, self.post = bob, eve, totp, post
        grants = ["authorization_code", "refresh_token", grant_types.EXCHANGE]
        self.wiki = App(grant_types=grants)
        self.device = App(public=True, name="TV", redirect_uris=[], grant_types=[grant_types.DEVICE, "refresh_token"])
        self.browser = logged_in(bob, "browser")
        self.session = self._waiting = None

    @property
    def waiting(self):
        """A session of Eve that waits for her second factor; a new one once it has had it."""
        if self._waiting is None or self._waiting.get("auth/session").status == 200:
            self._waiting = pending()
        return self._waiting


def answered(path, body, **headers):
    answer = Client().post(path, json.dumps(body), content_type="application/json", headers=headers)
    assert answer.status_code in (200, 201), answer.content
    return answer.json()


def opened(user):
    return issue.open_for(user, client="app", ip="", user_agent="", proofs=[])


def pending(client="app"):
    """The session of Eve, whose password was right and whose app was not asked for yet."""
    api = Api(client)
    assert api.post("auth/login", {"email": EVE, "password": PASSWORD}).pending == ["mfa_authenticate"]
    return api


def code_of_a_login(world):
    world.session = Api()
    world.session.post("auth/code/request", {"email": BOB})
    return world.post.code(BOB)


def new_address(world):
    address = f"bob-{next(NUMBERS)}@example.org"
    assert logged_in(world.bob).post("account/email", {"email": address}).status == 200
    return world.post.key(address)


def request_that_waits(world):
    return key(sent(world.wiki.authorize(world.browser.http, prompt="consent")))


def pushed(world):
    return world.wiki.post("par", **world.wiki.parameters()).json()["request_uri"]


def tokens(world, name):
    return world.wiki.log_in(world.browser, scope="openid offline_access read", resource=RESOURCE)[name]


def device(world, name):
    found = world.device.post("device", scope="openid").json()
    if name == "device_code":
        assert world.browser.post("auth/device/answer", {"code": found["user_code"], "allow": True}).status == 200
    return found[name]


KINDS = {
    "session of an app": lambda world: logged_in(world.bob).token,
    "session of a browser": lambda world: logged_in(world.bob, "browser").http.cookies["sessionid"].value,
    "login that waits": lambda _: pending().token,
    "login that waits in a browser": lambda _: pending("browser").http.cookies["sessionid"].value,
    "access JWT": lambda world: access.make(opened(world.bob).state),
    "opaque access token": lambda world: families.start(world.bob, session=opened(world.bob).state).access,
    "refresh token": lambda world: families.start(world.bob, session=opened(world.bob).state).text,
    "API key": lambda world: opaque.make(world.bob.pk, name="x", scope="", expires_at=None)[0],
    "authtoken": lambda world: opaque.open_for(world.bob, Plan(kind=forms.AUTHTOKEN))[0],
    "knox token": lambda world: opaque.open_for(world.bob, Plan(kind=forms.KNOX))[0],
    "simplejwt access": lambda _: answered("/jwt/", BODY)["access"],
    "simplejwt refresh": lambda _: answered("/jwt/", BODY)["refresh"],
    "sliding token": lambda _: answered("/jwt/sliding/", BODY)["token"],
    "code of a mailed login": code_of_a_login,
    "dj-rest-auth login that waits": lambda _: answered("/rest/login/", EVES)["ephemeral_token"],
    "code of an app": lambda world: world.totp.code(),
    "recovery code": lambda world: codes_of(world.eve)[0],
    "OAuth code": lambda world: world.wiki.code(world.browser),
    "OAuth access token": lambda world: tokens(world, "access_token"),
    "OAuth token for userinfo": lambda world: world.wiki.log_in(world.browser)["access_token"],
    "OAuth refresh token": lambda world: tokens(world, "refresh_token"),
    "ID token": lambda world: tokens(world, "id_token"),
    "device code": lambda world: device(world, "device_code"),
    "user code": lambda world: device(world, "user_code"),
    "client secret": lambda world: world.wiki.secret,
    "pushed request": pushed,
    "request that waits": request_that_waits,
    "registration token": lambda _: answered("/oauth/register", {"redirect_uris": ["https://a.example/"]})[
        "registration_access_token"
    ],
    "trusted browser": lambda world: trusted.remember(world.bob.pk, ["mfa_authenticate"], ip="", user_agent=""),
    "link: verify_email": new_address,
    "known browser": lambda world: devices.remember("", world.bob.pk),
}
"""Kinds of secrets by name. Beside them there is a link of each purpose of one-time secrets, see `links`."""


LINKS = {
    "rest_auth and djoser reset": RESET_PASSWORD,
    "djoser activation": ACTIVATION,
    "djoser reset of the username": RESET_USERNAME,
}


def links():
    """A kind for each purpose that a feature declares (its link or ticket), and links that name their user."""
    declared = [purpose for feature in registry.features() for purpose in feature.purposes]
    found = {f"link: {purpose}": _link(purpose) for purpose in declared if f"link: {purpose}" not in KINDS}
    return found | {name: _paired(purpose) for name, purpose in LINKS.items()}


def _link(purpose):
    return lambda world: secrets.issue(purpose, user_id=world.bob.pk, target=BOB, lifetime=HOUR).link


def _paired(purpose):
    def make(world):
        user = get_user_model().objects.get(pk=world.bob.pk)
        state = account_links._state(user)[0]
        return secrets.issue_paired(purpose, user_id=user.pk, target=BOB, lifetime=HOUR, state=state)

    return make
