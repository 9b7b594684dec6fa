"""Refresh tokens that simplejwt itself issued, under the same key."""

import json
import time
import uuid
from datetime import timedelta

import jwt as pyjwt
import pytest
from click.testing import CliRunner
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.db import connection
from rest_framework.test import APIClient
from tests.dialects.rest import PREFIX
from tests.users import NEW, PASSWORD, make_user

from gatepost import cli
from gatepost.dialects.signed_tokens import authentication, signing
from gatepost.dialects.signed_tokens.errors import InvalidToken
from gatepost.flow import everywhere
from gatepost.flow.revocation import ENDING
from gatepost.ground import audit
from gatepost.ground.models import Event
from gatepost.tokens.models import RefreshFamily, TakenOver
from gatepost.tokens.refresh import lineage
from gatepost.tokens.refresh.taken_over_queries import have_blacklist

SECRET = "a secret of the tests that is long enough for the longest of the three algorithms"
REFRESH, VERIFY, BLACKLIST = "/token/refresh/", "/token/verify/", "/token/blacklist/"
BLACKLISTED = (401, {"detail": "Token is blacklisted", "code": "token_not_valid"})
GONE = (401, {"detail": "No active account found for the given token."})
UUID = "0b5f9a3c1d2e4f60a1b2c3d4e5f60718"
ROTATING = {"rotate_refresh_tokens": True, "blacklist_after_rotation": True}


@pytest.fixture(autouse=True)
def own(configure):
    """The dialect as on the day after the switch, with further settings."""

    def change_(**more):
        configure(simple_jwt={"signing_key": SECRET, "take_over": True, **more})

    change_()
    return change_


def token(user, **claims):
    """As simplejwt makes it."""
    now = int(time.time()) - 60
    whole = {"token_type": "refresh", "exp": now + 86400, "iat": now, "jti": uuid.uuid4().hex, "user_id": str(user.pk)}
    return pyjwt.encode({name: value for name, value in (whole | claims).items() if value is not None}, SECRET)


def post(path, **body):
    answer = APIClient().post(path, json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def who(access):
    request = APIClient().get("/", headers={"Authorization": f"Bearer {access}"}).wsgi_request
    return authentication.from_token(request.headers["Authorization"].split()[1])[0]


@pytest.mark.parametrize("times", [1, 3])
def test_a_token_goes_on_where_tokens_do_not_rotate(times, bob):
    old = token(bob)
    for _ in range(times):
        status, body = post(REFRESH, refresh=old)
        assert (status, list(body)) == (200, ["access"])
        assert who(body["access"]) == bob
    assert RefreshFamily.objects.count() == 1
    assert Event.objects.filter(kind="refresh_token_taken_over").count() == 1


def test_a_token_is_exchanged_once_where_tokens_rotate(bob, own, clock):
    own(**ROTATING)
    clock.now = time.time()
    old = token(bob)
    status, body = post(REFRESH, refresh=old)
    assert (status, set(body)) == (200, {"access", "refresh"})
    assert post(REFRESH, refresh=old) == BLACKLISTED
    assert who(body["access"]) == bob, "a client that races itself keeps its login"
    status, second = post(REFRESH, refresh=body["refresh"])
    assert status == 200
    clock.forward(11)
    assert post(REFRESH, refresh=old) == BLACKLISTED
    assert post(REFRESH, refresh=second["refresh"]) == BLACKLISTED, "a replay ends the login"
    assert post(REFRESH, refresh=old) == BLACKLISTED


@pytest.mark.parametrize("more", [{}, {"rotate_refresh_tokens": True}, ROTATING])
def test_nothing_is_taken_while_the_setting_is_off(more, bob, own):
    own(take_over=False, **more)
    old = token(bob)
    assert post(REFRESH, refresh=old) == post(BLACKLIST, refresh=old) == BLACKLISTED
    assert post(VERIFY, token=old) == (400, {"non_field_errors": ["Token is blacklisted"]})
    assert not TakenOver.objects.exists()


def _log_out(user, old):
    del user
    assert post(BLACKLIST, refresh=old) == (200, {})


def _log_out_later(user, old):
    assert post(REFRESH, refresh=old)[0] == 200
    _log_out(user, old)


def _cleanup_of_its_login(user, old):
    assert post(REFRESH, refresh=old)[0] == 200
    assert RefreshFamily.objects.filter(user=user).delete()[0] == 1


def _everywhere(user, old):
    del old
    everywhere.revoke(user.pk)


def _everywhere_later(user, old):
    assert post(REFRESH, refresh=old)[0] == 200
    _everywhere(user, old)


def _new_password(user, old):
    del user, old
    key = post("/auth/token/login/", username="bob", password=PASSWORD)[1]["auth_token"]
    client = APIClient(headers={"Authorization": f"Token {key}"})
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert client.post("/auth/users/set_password/", body, format="json").status_code == 204


@pytest.mark.parametrize("rotation", [{}, ROTATING])
@pytest.mark.parametrize(
    "ends", [_log_out, _log_out_later, _cleanup_of_its_login, _everywhere, _everywhere_later, _new_password]
)
def test_what_has_ended_is_not_taken_again(ends, rotation, bob, own):
    own(**rotation)
    old = token(bob)
    ends(bob, old)
    for _ in range(2):
        assert post(REFRESH, refresh=old) == BLACKLISTED
    assert post(VERIFY, token=old)[0] == 400
    assert post(BLACKLIST, refresh=old) == BLACKLISTED
    assert not RefreshFamily.objects.exists()


def test_no_token_of_a_family_that_ended_is_taken(bob, own):
    own(**ROTATING)
    new = post(REFRESH, refresh=token(bob))[1]["refresh"]
    assert post(BLACKLIST, refresh=new) == (200, {})
    assert post(REFRESH, refresh=new) == BLACKLISTED


def test_no_token_of_our_own_is_taken_after_its_login_ended(bob):
    for _ in range(200):
        assert not lineage.is_uuid(lineage.make("simple_jwt"))
    made = post("/token/", username="bob", password=PASSWORD)[1]
    RefreshFamily.objects.all().delete()
    assert post(REFRESH, refresh=made["refresh"]) == BLACKLISTED


@pytest.mark.parametrize("kind", ENDING)
def test_only_what_ended_logins_after_a_token_was_made_voids_it(kind, bob, clock):
    clock.now = time.time() - 3600
    audit.record(kind, user_id=bob.pk)
    audit.record(kind, user_id=bob.pk + 1)
    clock.now = time.time()
    assert post(REFRESH, refresh=token(bob))[0] == 200
    old = token(bob)
    clock.forward(1)
    audit.record(kind, user_id=bob.pk, outcome="refused")
    assert post(VERIFY, token=old)[0] == 200
    audit.record(kind, user_id=bob.pk)
    assert post(REFRESH, refresh=old) == BLACKLISTED


@pytest.mark.parametrize("jti", ["f" * 32, UUID.upper(), str(uuid.UUID(UUID)), "x", ""])
def test_other_ids_are_not_simplejwts(jti, bob):
    assert post(REFRESH, refresh=token(bob, jti=jti)) == BLACKLISTED


@pytest.mark.parametrize("iat", [None, "x", True, [], 10**18, -(10**18), 1e300])
def test_a_token_without_a_time_is_not_taken(iat, bob):
    status, body = post(REFRESH, refresh=token(bob, iat=iat))
    assert status == 401
    assert body["code"] == "token_not_valid"
    assert not RefreshFamily.objects.exists()


@pytest.mark.parametrize("exp", [10**18, 1e300])
def test_a_token_that_ends_beyond_the_calendar_is_not_taken(exp, bob):
    for path, field in ((REFRESH, "refresh"), (BLACKLIST, "refresh")):
        assert post(path, **{field: token(bob, exp=exp)})[0] == 401
    assert not TakenOver.objects.exists()


@pytest.mark.parametrize("kind", ["access", "sliding", None])
def test_a_refresh_takes_only_refresh_tokens(kind, bob):
    assert post(REFRESH, refresh=token(bob, token_type=kind))[0] == 401
    assert not TakenOver.objects.exists()


def test_a_sliding_token_is_taken_at_its_refresh(bob, own):
    own(auth_token_classes=["access", "sliding"])
    old = token(bob, token_type="sliding", refresh_exp=int(time.time()) + 900)
    assert who(old) == bob
    status, body = post("/token/sliding/refresh/", token=old)
    assert (status, who(body["token"])) == (200, bob)
    assert RefreshFamily.objects.get().kind == "sliding"
    everywhere.revoke(bob.pk)
    assert post("/token/sliding/refresh/", token=old) == BLACKLISTED
    for text in (old, body["token"]):
        with pytest.raises(InvalidToken):
            who(text)


def test_an_access_token_stays_valid_until_logins_end(bob, own):
    old = token(bob, token_type="access")
    assert who(old) == bob
    assert post(VERIFY, token=old) == (200, {})
    own(take_over=False)
    with pytest.raises(InvalidToken):
        who(old)
    own()
    everywhere.revoke(bob.pk)
    assert post(VERIFY, token=old)[0] == 401
    with pytest.raises(InvalidToken):
        who(old)


def test_our_access_token_of_a_login_that_was_taken_over_ends_with_it(bob):
    old = token(bob)
    access = post(REFRESH, refresh=old)[1]["access"]
    assert who(access) == bob
    assert post(BLACKLIST, refresh=old) == (200, {})
    with pytest.raises(InvalidToken):
        who(access)


@pytest.mark.parametrize("whose", [999, "x", "", None, []])
def test_a_token_of_nobody_is_not_taken(whose, bob):
    assert post(REFRESH, refresh=token(bob, user_id=whose)) == GONE
    assert post(BLACKLIST, refresh=token(bob, user_id=whose)) == BLACKLISTED


def test_a_token_of_a_disabled_user_waits_and_is_told(bob):
    get_user_model().objects.update(is_active=False)
    old = token(bob)
    assert post(REFRESH, refresh=old) == GONE
    assert post(VERIFY, token=old) == (401, {"detail": "User is inactive", "code": "user_inactive"})
    assert not TakenOver.objects.exists()


def test_a_token_of_another_password_is_not_taken(bob, own):
    old = token(bob, hash_password=signing.password_mark(bob))
    assert post(REFRESH, refresh=old)[0] == 200
    assert post(REFRESH, refresh=token(bob, hash_password="0" * 32)) == BLACKLISTED
    own(check_revoke_token=True)
    assert post(REFRESH, refresh=token(bob)) == BLACKLISTED


def test_a_token_that_could_be_taken_verifies_and_stays_as_it_is(bob):
    old = token(bob)
    assert post(VERIFY, token=old) == (200, {})
    assert not TakenOver.objects.exists()
    assert post(REFRESH, refresh=old)[0] == 200
    assert post(VERIFY, token=old) == (200, {})


def test_its_login_counts_as_old_and_ends_when_the_token_said(bob):
    ends = int(time.time()) + 500
    assert post(REFRESH, refresh=token(bob, exp=ends))[0] == 200
    family = RefreshFamily.objects.get()
    assert abs(family.expires_at.timestamp() - ends) < 2
    assert family.logged_in_at.year == 1970


def test_the_other_wires_take_tokens_too(bob, configure):
    assert post("/auth/jwt/refresh/", refresh=token(bob))[0] == 200
    configure(rest_auth={"use_jwt": True, "session_login": False})
    assert post(f"{PREFIX}token/refresh/", refresh=token(bob))[0] == 200
    assert RefreshFamily.objects.count() == 2


def test_marks_go_once_no_token_can_be_valid(bob, clock):
    clock.now = time.time()
    post(REFRESH, refresh=token(bob))
    for days, left in ((1, 1), (400, 0)):
        clock.forward(timedelta(days=days).total_seconds())
        CliRunner().invoke(cli.gatepost, ["cleanup"])
        assert TakenOver.objects.count() == left


def test_a_check_tells_that_another_key_takes_nothing(own):
    assert "gatepost.W042" not in [message.id for message in run_checks(tags=["gatepost"])]
    own(signing_key="")
    assert "gatepost.W042" in [message.id for message in run_checks(tags=["gatepost"])]


@pytest.mark.parametrize(("field", "refused"), [("id", False), ("pk", False), ("employee_number", True)])
def test_a_token_that_names_its_user_by_another_column_was_taken_for_another_users(own, settings, field, refused):
    settings.SIMPLE_JWT = {"USER_ID_FIELD": field}
    assert ("gatepost.E075" in [message.id for message in run_checks(tags=["gatepost"])]) is refused


@pytest.fixture
def tables(transactional_db):
    """The package's tables as its own migrations leave them; gives what blacklists a token."""
    key = {"sqlite": "integer", "postgresql": "bigserial", "mysql": "bigint AUTO_INCREMENT"}[connection.vendor]
    moment = {"mysql": "datetime(6)"}.get(connection.vendor, "timestamp")
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE token_blacklist_outstandingtoken (id {key} PRIMARY KEY, token text NOT NULL, "
            f"created_at {moment}, expires_at {moment}, user_id integer, jti varchar(255) NOT NULL UNIQUE)"
        )
        cursor.execute(
            f"CREATE TABLE token_blacklist_blacklistedtoken (id {key} PRIMARY KEY, blacklisted_at {moment}, "
            f"token_id bigint NOT NULL UNIQUE)"
        )

        def add(text, *, ended):
            jti = pyjwt.decode(text, options={"verify_signature": False})["jti"]
            cursor.execute("INSERT INTO token_blacklist_outstandingtoken (token, jti) VALUES (%s, %s)", [text, jti])
            if ended:
                cursor.execute(
                    "INSERT INTO token_blacklist_blacklistedtoken (token_id) "
                    "SELECT id FROM token_blacklist_outstandingtoken WHERE jti = %s",
                    [jti],
                )

        have_blacklist.cache_clear()
        yield add
        have_blacklist.cache_clear()
        cursor.execute("DROP TABLE IF EXISTS token_blacklist_blacklistedtoken")
        cursor.execute("DROP TABLE IF EXISTS token_blacklist_outstandingtoken")


def test_tables_that_are_dropped_while_the_process_runs_refuse_nothing(tables):
    bob = make_user()
    tables(token(bob), ended=False)
    assert post(REFRESH, refresh=token(bob))[0] == 200
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE token_blacklist_blacklistedtoken")
    assert post(REFRESH, refresh=token(bob))[0] == 200


def test_an_access_token_of_simplejwt_costs_one_query_more_and_a_refresh_token_two(tables, django_assert_num_queries):
    bob = make_user()
    access, refresh = token(bob, token_type="access"), token(bob)
    tables(refresh, ended=False)
    post(VERIFY, token=refresh)  # the first of a process lists the tables
    with django_assert_num_queries(2):
        assert who(access) == bob
    with django_assert_num_queries(3):
        assert post(VERIFY, token=refresh) == (200, {})


def test_a_blacklisted_token_is_not_taken(tables):
    bob = make_user()
    ended, outstanding, unlisted = token(bob), token(bob), token(bob)
    tables(ended, ended=True)
    tables(outstanding, ended=False)
    assert post(VERIFY, token=ended)[0] == 400
    assert post(REFRESH, refresh=ended) == post(BLACKLIST, refresh=ended) == BLACKLISTED
    assert post(REFRESH, refresh=outstanding)[0] == 200
    assert post(REFRESH, refresh=unlisted)[0] == 200
    assert TakenOver.objects.count() == 2
