"""Rows C3, C4, C6 and H7 to H15: refresh and access tokens, and whatever else lets somebody in."""

import hashlib
import json
import logging
import re
import string

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection
from tests.client import Api
from tests.counted import Counted
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

from gatepost.ground import keyring
from gatepost.ground.models import Event
from gatepost.sessions import issue
from gatepost.sessions.models import Session
from gatepost.tokens import forms, opaque, strategies
from gatepost.tokens.models import RefreshFamily
from gatepost.tokens.opaque import Plan
from gatepost.tokens.refresh import families
from gatepost.tokens.signed import access, jwt, signing_keys

pytestmark = pytest.mark.django_db
LOGIN = {"email": BOB, "password": PASSWORD}


@pytest.fixture(autouse=True)
def _jwt(configure, clock):
    configure(
        accounts={"email_verification": "optional"}, tokens={"strategy": "jwt", "keys": True, "browser_cookies": True}
    )


@pytest.fixture
def bob():
    return make_user()


def login(client="app"):
    api = Api(client)
    return api, api.post("auth/login", LOGIN).body["meta"]


def refresh(token):
    return Api().post("tokens/refresh", {"refresh_token": token})


def with_access(token):
    return Api().get("auth/session", Authorization=f"Bearer {token}")


@pytest.mark.parametrize("way", ["rotation", "logout", "password change", "its last moment", "one day"])
def test_h8_a_stale_refresh_token_is_refused_and_its_family_dead(bob, clock, way):
    app, meta = login()
    first = last = meta["refresh_token"]
    number = RefreshFamily.objects.get().number
    if way == "rotation":
        for _ in range(2):
            last = refresh(last).body["data"]["refresh_token"]
    elif way == "logout":
        app.delete("auth/session")
    elif way == "password change":
        change = {"current_password": PASSWORD, "new_password": NEW}
        assert logged_in(bob).post("account/password/change", change).status == 200
    elif way == "its last moment":
        for _ in range(30):
            clock.forward(86_000)
            last = refresh(last).body["data"]["refresh_token"]
        clock.forward(86_000)
    else:
        clock.forward(86_400)
    assert refresh(first).body == {"status": 400}
    assert refresh(last).body == {"status": 400}
    assert number not in [family.number for family in families.of_user(bob.pk)]


def test_h9_a_parent_replayed_after_eleven_seconds_ends_the_family_with_event_and_mail(bob, clock, post):
    _, meta = login()
    successor = refresh(meta["refresh_token"]).body["data"]["refresh_token"]
    clock.forward(11)
    assert refresh(meta["refresh_token"]).status == 400
    assert refresh(successor).status == 400
    assert Event.objects.filter(kind="refresh_replayed", user_key=str(bob.pk)).count() == 1
    assert len(post.to(BOB)) == 1


def test_h10_the_grace_of_a_parent_ends_with_the_first_use_of_its_successor(bob, clock):
    _, meta = login()
    successor = refresh(meta["refresh_token"]).body["data"]["refresh_token"]
    clock.forward(1)
    grandchild = refresh(successor).body["data"]["refresh_token"]
    clock.forward(1)
    assert refresh(meta["refresh_token"]).status == 400
    assert refresh(grandchild).status == 400


def test_h11_a_refresh_token_renews_only_what_it_was_made_for(bob):
    """Clients are told apart by kind and family: there is no OAuth client to bind to."""
    foreign = families.start(bob, kind="simple_jwt").text
    assert refresh(foreign).status == 400
    browser, _ = login("browser")
    stolen = browser.http.cookies["gatepost_access"].value
    assert with_access(stolen).status == 401
    for kind in ("simple_jwt", "sliding"):
        with pytest.raises(families.InvalidRefresh):
            families.rotate(login()[1]["refresh_token"], kind=kind)


def spoilt(text):
    """Shortened, lengthened, in another case, with signs changed or swapped."""
    swapped = text.swapcase()
    body = next(place for place in range(8, 40) if text[place] != text[place + 1])
    yield from (
        text[:-1],
        text[1:],
        text + "A",
        text + " ",
        " " + text,
        text + "\n",
        text[:4],
        text.upper(),
        text.lower(),
    )
    yield from (
        swapped,
        text[:4] + text[5:] + "A",
        text.replace("gp", "gp\u200b", 1),
        text[:body] + "é" + text[body + 1 :],
    )
    yield text[:body] + text[body + 1] + text[body] + text[body + 2 :]
    for place in range(4, len(text), 7):
        other = string.ascii_letters.replace(text[place], "")[place % 40]
        yield text[:place] + other + text[place + 1 :]
    for prefix in "srkaivt":
        if prefix != text[2]:
            yield f"gp{prefix}_{text[4:]}"


@pytest.mark.parametrize("kind", ["session", "refresh", "access", "key"])
def test_h12_a_spoilt_token_is_refused_before_any_statement(bob, kind, configure):
    app, meta = login()
    configure(tokens={"strategy": "opaque"})
    text = {
        "session": app.token,
        "refresh": meta["refresh_token"],
        "access": login()[1]["access_token"],
        "key": opaque.make(bob.pk, name="x", scope="", expires_at=None)[0],
    }[kind]
    lookups = {
        "session": lambda one: issue.find(one, "app"),
        "refresh": families.end,
        "access": strategies.chosen().find,
        "key": opaque.find,
    }
    with Counted() as counted:
        for one in spoilt(text):
            assert not lookups[kind](one), one
    assert counted.statements == []
    assert lookups[kind](text)


@pytest.mark.parametrize("claim", ["exp", "nbf", "iat"])
def test_h14_clocks_may_differ_by_thirty_seconds_and_no_more(bob, clock, claim):
    now = clock.now
    for seconds, good in ((29, True), (31, False)):
        moment = now - seconds if claim == "exp" else now + seconds
        text = jwt.sign({"exp": now + 300, claim: moment}, signing_keys.ring().active)
        policy = jwt.Policy(keys=signing_keys.find)
        if good:
            assert jwt.verify(text, policy)
            continue
        with pytest.raises(jwt.BadToken, match="expired" if claim == "exp" else "not_yet"):
            jwt.verify(text, policy)


def test_h14_a_clock_that_jumps_revives_nothing_and_breaks_nothing(bob, clock):
    _, meta = login()
    used = meta["refresh_token"]
    newest = refresh(refresh(used).body["data"]["refresh_token"]).body["data"]["refresh_token"]
    clock.forward(-86_400)
    assert refresh(newest).status == 200
    assert refresh(used).status == 400
    _, meta = login()
    clock.forward(2 * 86_400)
    assert refresh(meta["refresh_token"]).status == 400
    assert with_access(meta["access_token"]).status == 401
    assert login()[1]["access_token"]


# What lets somebody in, by name: each is asked whether it still does.


def every_credential(user):
    """Seven kinds, as their holders show them."""
    app, meta = login()
    browser, _ = login("browser")
    _, for_opaque = login()
    gpa = families.start(user, session=issue.if_logged_in(_row(app))).access
    key = opaque.make(user.pk, name="x", scope="", expires_at=None)[0]
    auth, _ = opaque.open_for(user, Plan(kind=forms.AUTHTOKEN))
    knox, _ = opaque.open_for(user, Plan(kind=forms.KNOX))
    return {
        "session of an app": lambda: app.get("account/email").status == 200,
        "session of a browser": lambda: browser.get("account/email").status == 200,
        "JWT, user asked for": lambda: access.check(meta["access_token"]).user is not None,
        "JWT on the native API": lambda: with_access(meta["access_token"]).status == 200,
        "opaque access token": lambda: _finds(strategies.Opaque(), gpa),
        "refresh token": lambda: refresh(for_opaque["refresh_token"]).status == 200,
        "key": lambda: opaque.find(key) is not None,
        "authtoken": lambda: opaque.find(auth, forms.AUTHTOKEN) is not None,
        "knox": lambda: opaque.find(knox, forms.KNOX) is not None,
    }


def _row(app):
    return Session.objects.select_related("user").get(digest__in=keyring.digests(issue.PURPOSE, "app", app.token))


def _finds(strategy, text):
    try:
        return strategy.find(text) is not None
    except strategies.Ended:
        return False


@pytest.mark.parametrize("way", ["disabled", "deleted"])
def test_c4_each_credential_of_an_account_that_is_disabled_or_gone_is_refused_at_once(bob, way):
    credentials = every_credential(bob)
    assert [name for name, works in credentials.items() if not works()] == []
    with connection.cursor() as cursor:
        if way == "disabled":
            table = get_user_model()._meta.db_table
            cursor.execute(f"UPDATE {connection.ops.quote_name(table)} SET is_active = %s", [False])
        else:
            bob.delete()
    assert [name for name, works in credentials.items() if works()] == []


def test_c3_c5_a_password_set_in_a_shell_ends_whatever_a_login_opened(bob):
    credentials = every_credential(bob)
    user = get_user_model().objects.get(pk=bob.pk)
    user.set_password(NEW)
    user.save()
    assert [name for name, works in credentials.items() if works()] == ["key"]


def every_text():
    """All that the tables hold."""
    for model in apps.get_app_config("gatepost").get_models():
        for values in model.objects.values():
            yield from ((model.__name__, name, str(value)) for name, value in values.items())


def test_c6_a_dump_of_all_tables_holds_nothing_that_anybody_could_show(bob, post):
    app, meta = login()
    renewed = refresh(meta["refresh_token"]).body["data"]
    browser, _ = login("browser")
    key = opaque.make(bob.pk, name="x", scope="", expires_at=None)[0]
    Api().post("auth/password/request", {"email": BOB})
    active = signing_keys.ring().active
    live = {
        app.token, meta["access_token"], meta["refresh_token"], *renewed.values(), key, post.key(BOB),
        active.private()["d"], *(cookie.value for cookie in browser.http.cookies.values() if cookie.value),
    }  # fmt: skip
    assert len(live) >= 9
    found = [(where, name) for where, name, text in every_text() for one in live if one in text]
    assert found == []


def test_c6_who_writes_to_the_database_makes_no_refresh_token(bob):
    own = "gpr_" + "A" * 49
    row = families.start(bob).family
    for text in (own, own[:25]):
        digest = hashlib.sha256(text.encode()).hexdigest()
        RefreshFamily.objects.filter(id=row.id).update(lookup=digest, current=digest, access=digest)
        with pytest.raises(families.InvalidRefresh):
            families.rotate(own)


def test_h15_no_token_is_in_logs_events_printed_values_or_addresses(bob, caplog, settings, post):
    caplog.set_level(logging.DEBUG)
    settings.DEBUG = True
    app, meta = login()
    renewed = refresh(meta["refresh_token"]).body["data"]
    app.get("account/email")
    with_access(renewed["access_token"])
    refresh("gpr_junk")
    refresh(meta["refresh_token"][:-1])
    browser, _ = login("browser")
    browser.post("tokens/cookies")
    app.delete("auth/session")
    refresh(renewed["refresh_token"])
    live = {app.token, *renewed.values(), meta["access_token"], meta["refresh_token"]}
    live |= {browser.http.cookies[name].value for name in ("gatepost_access", "gatepost_refresh", "sessionid")}
    assert None not in live
    said = caplog.text + json.dumps(list(Event.objects.values()), default=str) + "".join(t for *_, t in post.all())
    generation = families.start(bob)
    printed = " ".join(
        repr(one)
        for one in (generation, generation.family, access.check(renewed["access_token"]),
                    access.check(renewed["access_token"]).claims, signing_keys.ring(), signing_keys.ring().active)
    )  # fmt: skip
    for one in {*live, generation.text, generation.access, signing_keys.ring().active.private()["d"]}:
        assert one not in said
        assert one not in printed
    assert not re.search(r"gp[ra]_[0-9A-Za-z]{20}|eyJ[0-9A-Za-z_-]{20}", said + printed)
