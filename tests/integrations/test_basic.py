"""Names and passwords with every request. Source: contracts, REST dialects, section 0.6."""

import base64
import threading

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.client import Api
from tests.factors import with_app
from tests.hashers import CountingHasher
from tests.users import BOB, NEW, PASSWORD, logged_in, make_user

from gatepost.features.password.operations import every_request
from gatepost.ground.models import Event

pytestmark = pytest.mark.usefixtures("rest")
NOT_PROVIDED = "Authentication credentials were not provided."
INVALID = "Invalid username/password."
CHALLENGE = 'Basic realm="api"'


def encoded(name, password, charset="utf-8"):
    return base64.b64encode(f"{name}:{password}".encode(charset)).decode()


def get(header=None, where="basic", **extra):
    return Client().get(f"/{where}/", headers={"Authorization": header} if header is not None else {}, **extra)


def shown(name="bob", password=PASSWORD, **extra):
    return get(f"Basic {encoded(name, password)}", **extra)


def hashes(act):
    before = CountingHasher.calls
    act()
    return CountingHasher.calls - before


@pytest.fixture(autouse=True)
def _limited(configure, clock):
    configure(limits={"enabled": True})


@pytest.mark.parametrize("name", ["bob", "BOB", BOB, f" {BOB} "])
@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_the_right_ones_are_somebody(bob, scheme, name):
    answer = get(f"{scheme} {encoded(name, PASSWORD)}")
    assert (answer.status_code, answer.json()) == (200, {"user": str(bob), "level": None})
    assert not answer.cookies


@pytest.mark.parametrize(
    ("header", "detail"),
    [
        (None, NOT_PROVIDED),
        ("Token abc", NOT_PROVIDED),
        ("Basic", "Invalid basic header. No credentials provided."),
        ("Basic a b", "Invalid basic header. Credentials string should not contain spaces."),
        ("Basic !", "Invalid basic header. Credentials not correctly base64 encoded."),
        (
            f"Basic {base64.b64encode(b'no colon').decode()}",
            "Invalid basic header. Credentials not correctly base64 encoded.",
        ),
        (f"Basic {encoded('bob', 'wrong')}", INVALID),
        (f"Basic {encoded('nobody', PASSWORD)}", INVALID),
        (f"Basic {encoded('', PASSWORD)}", INVALID),
        (f"Basic {encoded('bob', '')}", INVALID),
        (f"Basic {encoded('', '')}", INVALID),
        (f"Basic {encoded('bo' + chr(0) + 'b', PASSWORD)}", INVALID),
        (f"Basic {encoded('bob', 'x' * 10_000)}", INVALID),
        (f"Basic {encoded('b' * 10_000, 'x')}", INVALID),
    ],
)
@pytest.mark.parametrize("where", ["basic", "basic-session", "session-basic"])
def test_the_rest_are_told_why_and_the_first_class_decides_how(bob, header, detail, where):
    answer = get(header, where)
    assert answer.json() == {"detail": detail}
    if where == "session-basic":
        assert (answer.status_code, answer.get("WWW-Authenticate")) == (403, None)
    else:
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, CHALLENGE)


@pytest.mark.parametrize("password", ["with:colons:", " blanks ", "Ünïcode-1", "日本語-Secret"])
def test_passwords_are_taken_as_they_are(db, password):
    make_user(password=password)
    assert shown(password=password).status_code == 200


def test_latin_1_is_understood_where_it_is_no_utf_8(db):
    make_user(password="käse-Secret-1")
    assert get(f"Basic {encoded('bob', 'käse-Secret-1', 'latin-1')}").status_code == 200


def test_the_next_request_costs_no_hash_and_two_statements(bob):
    assert hashes(shown) == 1
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert hashes(shown) == 0
    assert len(counted) == 2, [query["sql"] for query in counted.captured_queries]


def test_a_password_is_hashed_again_after_a_while(bob, clock):
    shown()
    clock.forward(301)
    assert hashes(shown) == 1


def test_nothing_is_remembered_where_the_settings_say_so(bob, configure):
    configure(password={"remembered_seconds": 0})
    assert hashes(lambda: [shown() for _ in range(3)]) == 3


def test_the_oldest_are_forgotten_first(bob, monkeypatch):
    monkeypatch.setattr(every_request, "REMEMBERED_AT_MOST", 1)
    make_user("ann@example.org", "ann")
    shown()
    assert hashes(lambda: shown("ann")) == 1
    assert hashes(lambda: shown("ann")) == 0
    assert hashes(shown) == 1


def test_a_new_password_ends_the_old_one_at_once(bob):
    shown()
    api = logged_in(bob)
    assert api.post("account/password/change", {"current_password": PASSWORD, "new_password": NEW}).status == 200
    assert shown().json() == {"detail": INVALID}
    assert shown(password=NEW).status_code == 200
    bob.password = make_password(PASSWORD)
    bob.save()
    assert shown(password=NEW).status_code == 401


def test_a10_a_disabled_user_is_refused_at_once_and_told_nothing(bob):
    shown()
    type(bob).objects.update(is_active=False)
    assert (shown().status_code, shown().json()) == (401, {"detail": INVALID})


def test_a10_a_full_bucket_is_felt_at_once_whichever_door_filled_it(bob, clock):
    shown()
    for _ in range(6):
        Api("app").post("auth/login", {"email": BOB, "password": "wrong"})
    answer = shown()
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert answer.json() == {"detail": "Request was throttled. Expected available in 60 seconds."}
    clock.forward(61)
    assert shown().status_code == 200


def test_a1_wrong_passwords_fill_the_bucket_of_every_door(bob):
    assert hashes(lambda: [shown(password=f"wrong-{n}") for n in range(20)]) == 5
    assert Api("app").post("auth/login", {"email": BOB, "password": PASSWORD}).codes == [
        ("too_many_login_attempts", None)
    ]


def test_a_limited_guesser_cannot_tell_the_right_password(bob):
    shown()
    answers = [shown(password=f"wrong-{n}") for n in range(20)]
    assert {answer.status_code for answer in answers[6:]} == {429}
    with CaptureQueriesContext(connection) as wrong:
        guess = shown(password="wrong-again")
    with CaptureQueriesContext(connection) as right:
        told = shown()
    assert (told.status_code, told.json()) == (guess.status_code, guess.json())
    assert [query["sql"][:40] for query in wrong.captured_queries] == [
        query["sql"][:40] for query in right.captured_queries
    ]


def test_a6_a_network_that_tries_many_names_is_stopped(bob):
    statuses = [shown(f"user{n}").status_code for n in range(40)]
    assert (statuses.count(401), statuses.count(429)) == (10, 30)
    assert shown(REMOTE_ADDR="192.0.2.7").status_code == 200


def test_requests_with_the_right_password_are_not_counted_against_the_network(bob):
    assert {shown().status_code for _ in range(50)} == {200}


def test_a10_who_has_a_second_factor_is_refused_with_the_step_that_is_missing(bob):
    shown()
    with_app(bob)
    answer = shown()
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, CHALLENGE)
    assert answer.json() == {"detail": INVALID, "code": "mfa_authenticate"}


def test_a10_refusals_and_fresh_proofs_are_events(bob, clock):
    shown(password="wrong")
    clock.forward(1)
    shown()
    shown()
    assert list(Event.objects.order_by("at").values_list("kind", "outcome", "user_key")) == [
        ("login", "refused", str(bob.pk)),
        ("password_shown", "done", str(bob.pk)),
    ]


def test_there_is_no_csrf_rule(bob):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/basic/", headers={"Authorization": f"Basic {encoded('bob', PASSWORD)}"}).status_code == 200


@pytest.mark.races
@pytest.mark.django_db(transaction=True)
def test_requests_at_once_with_the_right_password_make_one_hash(rest):
    make_user()
    statuses = []

    def ask():
        statuses.append(shown().status_code)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(12)]
    before = CountingHasher.calls
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (statuses, CountingHasher.calls - before) == ([200] * 12, 1)
