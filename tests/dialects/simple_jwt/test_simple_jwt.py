"""Contract: simplejwt, line by line."""

import base64
import hashlib
import hmac
import json
import re

import jwt as pyjwt
import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.checks import run_checks
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.test import APIClient, APIRequestFactory
from rest_framework.views import APIView
from tests.counted import Counted
from tests.factors import with_app
from tests.users import BOB, NEW, PASSWORD, make_user

from gatepost.accounts import lifecycle
from gatepost.dialects.signed_tokens import signing
from gatepost.dialects.simple_jwt.authentication import JWTAuthentication
from gatepost.features.password.operations import change
from gatepost.flow.visit import Bearer, Visit
from gatepost.ground.models import Event
from gatepost.sessions import issue
from gatepost.tokens.models import RefreshFamily

OBTAIN, REFRESH, VERIFY, BLACKLIST = "/token/", "/token/refresh/", "/token/verify/", "/token/blacklist/"
SLIDING, SLIDE = "/token/sliding/", "/token/sliding/refresh/"
GOOD = {"username": "bob", "password": PASSWORD}
SECRET = "a secret of the tests that is long enough for the longest of the three algorithms"
OTHER = "t2:" + "A" * 43
NO_ACCOUNT = {"detail": "No active account found with the given credentials"}
GONE = {"detail": "No active account found for the given token."}
REQUIRED, NULL, BLANK = "This field is required.", "This field may not be null.", "This field may not be blank."


def bad(text):
    return {"detail": text, "code": "token_not_valid"}


BLACKLISTED = bad("Token is blacklisted")


@pytest.fixture(autouse=True)
def _key(configure):
    configure(simple_jwt={"signing_key": SECRET})


def call(path, body=None, **headers):
    client = APIClient()
    answer = client.post(
        path, json.dumps(body if body is not None else {}), content_type="application/json", headers=headers
    )
    return answer.status_code, json.loads(answer.content) if answer.content else None


def obtain(path=OBTAIN):
    status, body = call(path, GOOD)
    assert status == 200, body
    return body


def read(token):
    return pyjwt.decode(
        token, SECRET, algorithms=["HS256"], options={"verify_aud": False, "verify_exp": False, "verify_iat": False}
    )


def forged(token, drop=(), secret=SECRET, algorithm="HS256", **changed):
    """A token with other claims, signed by whoever has the key."""
    claims = {name: value for name, value in {**read(token), **changed}.items() if name not in drop}
    return pyjwt.encode(claims, secret, algorithm=algorithm)


class Protected(APIView):
    authentication_classes = (JWTAuthentication,)
    permission_classes = (IsAuthenticated,)

    def get(self, request):
        return Response({"user": request.user.username, "type": request.auth.get("token_type")})


def show(header):
    """What a protected view answers to a header: status, body, challenge."""
    headers = {"HTTP_AUTHORIZATION": header} if header is not None else {}
    answer = Protected.as_view()(APIRequestFactory().get("/", **headers)).render()
    return answer.status_code, json.loads(answer.content), answer.get("WWW-Authenticate")


def use(token):
    return show(f"Bearer {token}")[:2]


def refused(message, kind="access", name="AccessToken"):
    messages = [{"token_class": name, "token_type": kind, "message": message}]
    return 401, {**bad("Given token not valid for any token type"), "messages": messages}


LIVES = (200, {"user": "bob", "type": "access"})


# --- obtain, and the form of tokens


def test_a_login_gives_a_pair(bob):
    body = obtain()
    assert list(body) == ["refresh", "access"]
    bob.refresh_from_db()
    assert bob.last_login is not None
    assert Event.objects.filter(kind="login", outcome="done").count() == 1


@pytest.mark.parametrize(("name", "seconds"), [("access", 300), ("refresh", 86400)])
def test_the_claims_of_a_pair(bob, clock, name, seconds):
    token = obtain()[name]
    assert pyjwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}
    claims = read(token)
    assert re.fullmatch("[0-9a-f]{32}", claims.pop("jti"))
    now = int(clock.now)
    assert claims == {"token_type": name, "exp": now + seconds, "iat": now, "user_id": str(bob.pk)}


def test_access_and_refresh_tokens_have_ids_of_their_own(bob):
    body = obtain()
    assert read(body["access"])["jti"] != read(body["refresh"])["jti"]


def test_the_frame_of_tokens_is_a_setting(bob, configure):
    names = {"user_id_claim": "uid", "token_type_claim": "kind", "jti_claim": "id"}
    configure(simple_jwt={**names, "audience": ["a", "b"], "issuer": "me", "access_seconds": 7})
    body = obtain()
    claims = read(body["access"])
    assert (claims["uid"], claims["kind"], claims["aud"], claims["iss"]) == (str(bob.pk), "access", ["a", "b"], "me")
    assert claims["exp"] - claims["iat"] == 7
    assert len(claims["id"]) == 32
    assert call(REFRESH, {"refresh": body["refresh"]})[0] == 200
    assert use(body["access"])[0] == 200


def test_the_key_follows_from_the_ring_where_none_is_configured(bob, configure, settings):
    configure(simple_jwt={"signing_key": ""})
    token = obtain()["access"]
    assert use(token) == LIVES
    ring = settings.GATEPOST["KEYS"]
    settings.GATEPOST = {**settings.GATEPOST, "KEYS": [OTHER, *ring]}
    assert use(token) == LIVES
    settings.GATEPOST = {**settings.GATEPOST, "KEYS": [OTHER]}
    assert use(token) == refused(INVALID)


def extra_limits(user):
    return {"name": user.username}


def test_further_claims_are_handed_on_to_access_tokens(bob, configure):
    configure(simple_jwt={"claims": "tests.dialects.simple_jwt.test_simple_jwt.extra_limits"})
    body = obtain()
    renewed = call(REFRESH, {"refresh": body["refresh"]})[1]["access"]
    assert [read(one)["name"] for one in (body["refresh"], body["access"], renewed)] == ["bob"] * 3


LOGINS = [
    ({}, 400, {"username": [REQUIRED], "password": [REQUIRED]}),
    ({"username": None, "password": ""}, 400, {"username": [NULL], "password": [BLANK]}),
    (
        {"username": [], "password": True},
        400,
        {"username": ["Not a valid string."], "password": ["Not a valid string."]},
    ),
    ({**GOOD, "password": "wrong"}, 401, NO_ACCOUNT),
    ({**GOOD, "username": "nobody"}, 401, NO_ACCOUNT),
    ({**GOOD, "username": "a" * 5000}, 401, NO_ACCOUNT),
    ({**GOOD, "password": "x" * 5000}, 401, NO_ACCOUNT),
    ([], 400, {"non_field_errors": ["Invalid data. Expected a dictionary, but got list."]}),
]


@pytest.mark.parametrize("path", [OBTAIN, SLIDING])
@pytest.mark.parametrize(("body", "status", "errors"), LOGINS)
def test_a_login_tells_what_is_wrong(bob, path, body, status, errors):
    assert call(path, body) == (status, errors)


def test_b1_a_disabled_user_is_told_as_one_who_is_wrong(bob):
    get_user_model().objects.update(is_active=False)
    assert call(OBTAIN, GOOD) == (401, NO_ACCOUNT)


def test_a_401_names_the_challenge(bob, configure):
    configure(simple_jwt={"auth_header_types": ["JWT", "Bearer"]})
    for path, body in ((OBTAIN, {**GOOD, "password": "x"}), (REFRESH, {"refresh": "x"})):
        answer = APIClient().post(path, body, format="json")
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'JWT realm="api"')


@pytest.mark.parametrize("path", [OBTAIN, REFRESH, VERIFY, BLACKLIST, SLIDING, SLIDE])
def test_only_posts_are_taken_and_bad_credentials_in_headers_do_no_harm(db, path):
    headers = {"Authorization": "Bearer junk"}
    answer = APIClient().get(path, headers=headers)
    assert (answer.status_code, answer.json()) == (405, {"detail": 'Method "GET" not allowed.'})
    assert call(path, {}, **headers)[0] == 400


@pytest.mark.parametrize("form", ["multipart", "json"])
def test_forms_are_taken_and_passwords_trimmed(bob, form):
    body = {**GOOD, "password": f" {PASSWORD} "}
    assert APIClient().post(OBTAIN, body, format=form).status_code == 200


def test_f11_a_second_factor_is_named_and_no_token_is_given(bob):
    with_app(bob)
    for path in (OBTAIN, SLIDING):
        assert call(path, GOOD) == (401, {**NO_ACCOUNT, "code": "mfa_authenticate"})
    assert not RefreshFamily.objects.exists()


def test_an_address_to_be_proved_is_named(db, configure):
    configure(accounts={"email_verification": "mandatory"})
    make_user(verified=False)
    assert call(OBTAIN, GOOD) == (401, {**NO_ACCOUNT, "code": "verify_email"})


def test_a1_tries_are_limited_by_account(bob, configure):
    configure(limits={"enabled": True})
    names = ("bob", "BOB", BOB, "bob", "bob", "bob")
    assert [call(OBTAIN, {"username": name, "password": "x"})[0] for name in names] == [401] * 5 + [429]
    assert call(OBTAIN, GOOD)[0] == 429


# --- errors of tokens, wherever they are shown


def other_key(token):
    return forged(token, secret="another secret of more than thirty-two bytes")


def written(token, header, claims=None):
    """Any header over any claims, well signed."""
    parts = [base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=") for one in (header, claims or read(token))]
    mac = base64.urlsafe_b64encode(hmac.digest(SECRET.encode(), b".".join(parts), "sha256")).rstrip(b"=")
    return b".".join([*parts, mac]).decode()


def header_of(**header):
    return lambda token: written(token, {"alg": "HS256", "typ": "JWT", **header})


def claims_of(**claims):
    return lambda token: written(token, {"alg": "HS256", "typ": "JWT"}, {**read(token), **claims})


INVALID, EXPIRED = "Token is invalid", "Token is expired"
FAULTS = {
    "junk": (lambda _: "junk", INVALID),
    "three parts of junk": (lambda _: "a.b.c", INVALID),
    "cut": (lambda token: token[:-4], INVALID),
    "another key": (other_key, INVALID),
    "h1 no algorithm": (header_of(alg="none", typ="JWT"), INVALID),
    "h1 no algorithm, in capitals": (header_of(alg="NONE", typ="JWT"), INVALID),
    "h3 a key in the header": (header_of(jwk={"kty": "oct", "k": "AAAA"}), INVALID),
    "h3 a key id": (header_of(kid="../../x"), INVALID),
    "h4 crit": (header_of(crit=["x"], x=1), INVALID),
    "h4 ten thousand dots": (lambda _: "." * 10000, INVALID),
    "h5 another algorithm of the family": (lambda token: forged(token, algorithm="HS512"), INVALID),
    "expired": (lambda token: forged(token, exp=1), EXPIRED),
    "h6 an end that is a text": (claims_of(exp="2099"), INVALID),
    "h6 an end that is true": (claims_of(exp=True), INVALID),
    "h6 an id that is a number": (claims_of(jti=5), INVALID),
    "made in the future": (lambda token: forged(token, iat=4_000_000_000), INVALID),
}
TYPES = {
    "no type": (lambda token: forged(token, drop=["token_type"]), "Token has no type"),
    "another type": (lambda token: forged(token, token_type="other"), "Token has wrong type"),
    "a type that is a list": (lambda token: forged(token, token_type=["refresh"]), "Token has wrong type"),
}


@pytest.mark.parametrize("fault", [*FAULTS, *TYPES])
def test_a_bad_refresh_token_is_told(bob, fault):
    spoil, text = {**FAULTS, **TYPES}[fault]
    token = spoil(obtain()["refresh"])
    assert call(REFRESH, {"refresh": token}) == (401, bad(text))
    assert call(BLACKLIST, {"refresh": token}) == (401, bad(text))


@pytest.mark.parametrize("fault", [*FAULTS, *TYPES])
def test_a_bad_access_token_is_told(bob, fault):
    spoil, text = {**FAULTS, **TYPES}[fault]
    assert use(spoil(obtain()["access"])) == refused(text)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_token_does_not_verify(bob, fault):
    spoil, text = FAULTS[fault]
    assert call(VERIFY, {"token": spoil(obtain()["access"])}) == (401, bad(text))


TEXTS = [
    (None, NULL),
    ("", BLANK),
    ([], "Not a valid string."),
    ("a\0", "Null characters are not allowed."),
]


@pytest.mark.parametrize("path", [REFRESH, BLACKLIST, VERIFY, SLIDE])
@pytest.mark.parametrize(
    ("value", "text"),
    [(None, NULL), ("", BLANK), ([], "Not a valid string."), ("a\0", "Null characters are not allowed.")],
)
def test_a_token_is_a_text(db, path, value, text):
    field = "refresh" if path in (REFRESH, BLACKLIST) else "token"
    assert call(path, {field: value}) == (400, {field: [text]})
    assert call(path, {}) == (400, {field: [REQUIRED]})


def test_audience_and_issuer_count_only_where_they_are_configured(bob, configure):
    token = obtain()["access"]
    assert use(forged(token, aud="anybody")) == LIVES
    configure(simple_jwt={"audience": ["api"], "issuer": "me"})
    for claims in ({}, {"aud": "api"}, {"aud": "other", "iss": "me"}, {"aud": "api", "iss": "mee"}):
        assert use(forged(token, **claims)) == refused(INVALID)
    assert use(forged(token, aud=["x", "api"], iss="me")) == LIVES


def test_a_leeway_lets_clocks_differ(bob, clock, configure):
    token = obtain()["access"]
    clock.forward(301)
    assert use(token) == refused(EXPIRED)
    configure(simple_jwt={"leeway": 5})
    assert use(token) == LIVES


def test_the_time_of_making_may_be_absent_and_the_user_be_a_number(bob):
    token = obtain()["access"]
    assert use(forged(token, drop=["iat"])) == LIVES
    assert use(forged(token, user_id=bob.pk)) == LIVES


# --- the header


HEADERS = [
    (None, "Authentication credentials were not provided.", None),
    ("bearer {token}", "Authentication credentials were not provided.", None),
    ("JWT {token}", "Authentication credentials were not provided.", None),
    ("{token}", "Authentication credentials were not provided.", None),
    ("Bearer", "Authorization header must contain two space-delimited values", "bad_authorization_header"),
    ("Bearer a b", "Authorization header must contain two space-delimited values", "bad_authorization_header"),
]


@pytest.mark.parametrize(("header", "text", "code"), HEADERS)
def test_a_header_that_is_not_taken(bob, header, text, code):
    token = obtain()["access"]
    answer = show(header.format(token=token) if header else None)
    assert answer == (401, {"detail": text} | ({"code": code} if code else {}), 'Bearer realm="api"')


def test_any_run_of_blanks_separates(bob):
    assert show(f"Bearer  \t {obtain()['access']}")[:2] == LIVES


def test_words_and_header_are_settings(bob, configure):
    token = obtain()["access"]
    configure(simple_jwt={"auth_header_types": ["JWT"]})
    assert show(f"JWT {token}")[:2] == LIVES
    assert show(f"Bearer {token}")[2] == 'JWT realm="api"'


def test_a_sliding_token_lets_in_only_where_it_is_configured(bob, configure):
    token = obtain(SLIDING)["token"]
    assert use(token) == refused("Token has wrong type")
    configure(simple_jwt={"auth_token_classes": ["access", "sliding"]})
    assert use(token) == (200, {"user": "bob", "type": "sliding"})
    status, body = use("junk")
    assert (status, [one["token_class"] for one in body["messages"]]) == (401, ["AccessToken", "SlidingToken"])


USERS = [
    ({"user_id": 4711}, "User not found", "user_not_found"),
    ({"user_id": "x"}, "User not found", "user_not_found"),
    ({"user_id": []}, "User not found", "user_not_found"),
    ({"user_id": None}, "User not found", "user_not_found"),
    ({"user_id": 10**40}, "User not found", "user_not_found"),
]


@pytest.mark.parametrize("stateless", [True, False])
@pytest.mark.parametrize("line", USERS)
def test_a_token_of_nobody(bob, configure, stateless, line):
    claims, text, code = line
    configure(simple_jwt={"stateless": stateless})
    token = obtain()["access"]
    assert use(forged(token, **claims)) == (401, {"detail": text, "code": code})


def test_a_token_that_names_nobody(bob):
    token = forged(obtain()["access"], drop=["user_id"])
    assert use(token) == (401, bad("Token contained no recognizable user identification"))


@pytest.mark.parametrize("stateless", [True, False])
def test_c4_f17_tokens_of_disabled_and_deleted_users_are_worth_nothing(bob, configure, stateless):
    configure(simple_jwt={"stateless": stateless})
    body = obtain()
    get_user_model().objects.update(is_active=False)
    assert use(body["access"]) == (401, {"detail": "User is inactive", "code": "user_inactive"})
    assert call(REFRESH, {"refresh": body["refresh"]}) == (401, GONE)
    assert call(VERIFY, {"token": body["refresh"]})[0] == 401
    lifecycle.delete(bob.pk)
    make_user()
    assert use(body["access"]) == (401, {"detail": "User not found", "code": "user_not_found"})
    assert call(REFRESH, {"refresh": body["refresh"]}) == (401, GONE)


def test_a_user_whom_staff_disabled_is_told_so(bob):
    body = obtain()
    lifecycle.set_active(bob.pk, active=False)
    assert use(body["access"]) == (401, {"detail": "User is inactive", "code": "user_inactive"})
    lifecycle.set_active(bob.pk, active=True)
    assert use(body["access"]) == refused("Token is blacklisted")


# --- refresh


def test_a_refresh_gives_an_access_token(bob, clock):
    body = obtain()
    clock.forward(600)
    assert use(body["access"]) == refused(EXPIRED)
    status, renewed = call(REFRESH, {"refresh": body["refresh"]})
    assert (status, list(renewed)) == (200, ["access"])
    assert use(renewed["access"]) == LIVES
    assert call(REFRESH, {"refresh": body["refresh"]})[0] == 200


def test_a_refresh_token_ends(bob, clock):
    body = obtain()
    clock.forward(86401)
    assert call(REFRESH, {"refresh": body["refresh"]}) == (401, bad(EXPIRED))


def test_rotation_gives_a_new_id_and_a_full_life(bob, clock, configure):
    configure(simple_jwt={"rotate_refresh_tokens": True})
    first = obtain()["refresh"]
    clock.forward(3600)
    status, body = call(REFRESH, {"refresh": first})
    assert (status, list(body)) == (200, ["access", "refresh"])
    assert read(body["refresh"])["jti"] != read(first)["jti"]
    assert read(body["refresh"])["exp"] == int(clock.now) + 86400


def test_without_blacklisting_the_old_token_stays_usable(bob, clock, configure):
    configure(simple_jwt={"rotate_refresh_tokens": True})
    first = obtain()["refresh"]
    second = call(REFRESH, {"refresh": first})[1]["refresh"]
    clock.forward(60)
    for token in (first, second, first):
        assert call(REFRESH, {"refresh": token})[0] == 200
        assert call(VERIFY, {"token": token}) == (200, {})


@pytest.fixture
def rotating(configure):
    configure(simple_jwt={"rotate_refresh_tokens": True, "blacklist_after_rotation": True})


def test_h8_a_second_use_is_told_and_ends_the_login(bob, rotating, post):
    first = obtain()["refresh"]
    body = call(REFRESH, {"refresh": first})[1]
    assert call(VERIFY, {"token": first}) == (400, {"non_field_errors": ["Token is blacklisted"]})
    assert use(body["access"]) == LIVES
    assert call(REFRESH, {"refresh": first}) == (401, BLACKLISTED)
    assert call(REFRESH, {"refresh": body["refresh"]}) == (401, BLACKLISTED)
    assert use(body["access"]) == refused("Token is blacklisted")
    assert Event.objects.filter(kind="refresh_replayed").count() == 1
    assert len(post.to(BOB)) == 1


def test_h9_a_grace_gives_racing_clients_the_same_token(bob, clock, configure, rotating):
    configure(simple_jwt={"grace_seconds": 10})
    first = obtain()["refresh"]
    bodies = [call(REFRESH, {"refresh": first})[1] for _ in range(3)]
    assert len({body["refresh"] for body in bodies}) == 1
    clock.forward(11)
    assert call(REFRESH, {"refresh": first}) == (401, BLACKLISTED)


def test_h10_the_grace_ends_when_the_successor_is_used(bob, clock, configure, rotating):
    configure(simple_jwt={"grace_seconds": 10})
    first = obtain()["refresh"]
    second = call(REFRESH, {"refresh": first})[1]["refresh"]
    assert call(REFRESH, {"refresh": second})[0] == 200
    clock.forward(2)
    assert call(REFRESH, {"refresh": first}) == (401, BLACKLISTED)


def test_h8_rotation_does_not_go_on_for_ever(bob, clock, configure, rotating):
    configure(tokens={"refresh_absolute_seconds": 2 * 86400})
    token = obtain()["refresh"]
    for _ in range(3):
        clock.forward(60000)
        status, body = call(REFRESH, {"refresh": token})
        token = body.get("refresh", token)
    assert (status, body) == (401, bad(EXPIRED))


def test_c5_a_new_password_ends_refresh_tokens(bob):
    body = obtain()
    change.change(Visit(bearer=Bearer(user=bob)), current=PASSWORD, new=NEW)
    assert call(REFRESH, {"refresh": body["refresh"]}) == (401, BLACKLISTED)
    assert use(body["access"]) == refused("Token is blacklisted")


def test_c5_a_password_set_by_whatever_way_ends_them_too(bob):
    body = obtain()
    bob.set_password(NEW)
    bob.save()
    assert call(REFRESH, {"refresh": body["refresh"]}) == (401, BLACKLISTED)
    assert use(body["access"]) == refused("Token is blacklisted")


@pytest.mark.parametrize("stateless", [True, False])
def test_a_new_password_is_told_where_tokens_are_checked_against_it(bob, configure, stateless):
    configure(simple_jwt={"check_revoke_token": True, "stateless": stateless})
    body = obtain()
    mark = hashlib.md5(get_user_model().objects.get().password.encode(), usedforsecurity=False).hexdigest().upper()
    assert read(body["access"])["hash_password"] == mark
    assert use(body["access"]) == LIVES
    bob.set_password(NEW)
    bob.save()
    text = "The user's password has been changed."
    assert use(body["access"]) == (401, {"detail": text, "code": "password_changed"})


@pytest.mark.parametrize("rotates", [True, False])
def test_a_login_elsewhere_that_renews_the_hash_ends_no_login(bob, configure, rotates):
    configure(simple_jwt={"check_revoke_token": True, "rotate_refresh_tokens": rotates})
    bob.password = old_hash = make_password(PASSWORD, hasher="pbkdf2_sha256")
    bob.save()
    body, family = obtain(), RefreshFamily.objects.get()
    get_user_model().objects.update(password=old_hash)
    RefreshFamily.objects.filter(pk=family.pk).update(auth_hash=issue.auth_hash(bob))
    access = forged(body["access"], hash_password=signing.password_mark(bob))
    refresh = forged(body["refresh"], hash_password=signing.password_mark(bob))
    obtain()
    bob.refresh_from_db()
    assert bob.password != old_hash
    assert use(access) == LIVES
    status, renewed = call(REFRESH, {"refresh": refresh})
    assert status == 200
    assert use(renewed["access"]) == LIVES
    assert read(renewed["access"])["hash_password"] == signing.password_mark(bob)


# --- verify, blacklist


def test_any_good_token_verifies(bob, configure):
    body = obtain()
    for token in (body["refresh"], body["access"], obtain(SLIDING)["token"]):
        assert call(VERIFY, {"token": token}) == (200, {})
    assert call(VERIFY, {"token": forged(body["access"], drop=["token_type"])}) == (200, {})


def test_c3_a_logout_ends_both_tokens_of_a_login_and_no_other(bob):
    body, other = obtain(), obtain()
    assert call(BLACKLIST, {"refresh": body["refresh"]}) == (200, {})
    assert call(BLACKLIST, {"refresh": body["refresh"]}) == (401, BLACKLISTED)
    assert call(REFRESH, {"refresh": body["refresh"]}) == (401, BLACKLISTED)
    assert use(body["access"]) == refused("Token is blacklisted")
    assert call(VERIFY, {"token": body["refresh"]}) == (400, {"non_field_errors": ["Token is blacklisted"]})
    assert call(VERIFY, {"token": body["access"]}) == (401, BLACKLISTED)
    assert use(other["access"]) == LIVES
    assert Event.objects.filter(kind="logout").count() == 1


def test_an_access_token_can_not_be_blacklisted(bob):
    assert call(BLACKLIST, {"refresh": obtain()["access"]}) == (401, bad("Token has wrong type"))
    assert call(REFRESH, {"refresh": obtain()["access"]}) == (401, bad("Token has wrong type"))


def test_stateless_access_tokens_outlive_their_login(bob, configure):
    body = obtain()
    call(BLACKLIST, {"refresh": body["refresh"]})
    configure(simple_jwt={"stateless": True})
    assert use(body["access"]) == LIVES
    assert call(VERIFY, {"token": body["access"]}) == (200, {})


def test_c6_no_token_is_stored(bob):
    body = obtain()
    row = json.dumps(RefreshFamily.objects.values().get(), default=str)
    for token in body.values():
        assert token not in row
        assert read(token)["jti"] not in row


# --- sliding


def test_a_sliding_login(bob, clock):
    body = obtain(SLIDING)
    claims, now = read(body["token"]), int(clock.now)
    assert list(body) == ["token"]
    assert (claims["token_type"], claims["exp"], claims["refresh_exp"]) == ("sliding", now + 300, now + 86400)


def test_a_sliding_token_keeps_its_id(bob, clock):
    token = obtain(SLIDING)["token"]
    clock.forward(200)
    status, body = call(SLIDE, {"token": token})
    before, after = read(token), read(body["token"])
    assert (status, after["jti"], after["refresh_exp"]) == (200, before["jti"], before["refresh_exp"])
    assert after["exp"] == before["exp"] + 200


SLIDES = [
    (lambda token: forged(token, drop=["refresh_exp"]), "Token has no 'refresh_exp' claim"),
    (lambda token: forged(token, refresh_exp=5), "Token 'refresh_exp' claim has expired"),
    (lambda token: forged(token, refresh_exp="5"), "Token has no 'refresh_exp' claim"),
    (lambda token: forged(token, exp=5), EXPIRED),
    (lambda token: forged(token, token_type="access"), "Token has wrong type"),
    (lambda _: "x", INVALID),
]


@pytest.mark.parametrize(("spoil", "text"), SLIDES)
def test_a_bad_sliding_token_is_told(bob, spoil, text):
    assert call(SLIDE, {"token": spoil(obtain(SLIDING)["token"])}) == (401, bad(text))


def test_a_sliding_login_ends_in_the_end(bob, clock):
    token = obtain(SLIDING)["token"]
    for _ in range(320):
        clock.forward(290)
        status, body = call(SLIDE, {"token": token})
        if status != 200:
            break
        token = body["token"]
    assert (status, body) == (401, bad(EXPIRED))


def test_a_sliding_token_of_a_disabled_user(bob):
    token = obtain(SLIDING)["token"]
    get_user_model().objects.update(is_active=False)
    assert call(SLIDE, {"token": token}) == (401, GONE)


# --- set-ups


@pytest.mark.parametrize("key", ["secret", "x" * 31, "-----BEGIN PUBLIC KEY-----" + "x" * 40])
def test_h7_a_weak_key_does_not_start(configure, key):
    configure(simple_jwt={"signing_key": key})
    assert "gatepost.E016" in [message.id for message in run_checks(tags=["gatepost"])]


def test_h2_a_public_key_signs_nothing(bob, configure):
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    private = ec.generate_private_key(ec.SECP256R1())
    form = serialization.Encoding.PEM
    pem = private.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    public = private.public_key().public_bytes(form, serialization.PublicFormat.SubjectPublicKeyInfo)
    configure(simple_jwt={"algorithm": "ES256", "signing_key": pem, "verifying_key": public.decode()})
    token = obtain()["access"]
    assert pyjwt.decode(token, public, algorithms=["ES256"])["token_type"] == "access"
    assert use(token) == LIVES
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').rstrip(b"=").decode()
    signed = f"{head}.{token.split('.')[1]}"
    mac = base64.urlsafe_b64encode(hmac.digest(public, signed.encode(), "sha256")).rstrip(b"=").decode()
    assert use(f"{signed}.{mac}") == refused(INVALID)


def test_statements(bob, configure):
    configure(limits={"enabled": True}, simple_jwt={"rotate_refresh_tokens": True, "blacklist_after_rotation": True})
    body = obtain()
    for act, most in (
        (lambda: use(body["access"]), 1),
        (lambda: use("junk"), 0),
        (lambda: call(VERIFY, {"token": body["refresh"]}), 1),
        (lambda: call(OBTAIN, GOOD), 8),
        (lambda: call(REFRESH, {"refresh": body["refresh"]}), 3),
    ):
        with Counted() as counted:
            act()
        assert len(counted.statements) <= most, counted.statements


def test_a_stateless_check_is_one_statement(bob, configure):
    configure(simple_jwt={"stateless": True})
    token = obtain()["access"]
    with Counted() as counted:
        assert use(token) == LIVES
    assert len(counted.statements) == 1
