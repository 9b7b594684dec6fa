"""Rows B of the list of attacks: nobody learns who has an account."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.client import Api
from tests.hashers import CountingHasher
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost.ground.models import Message

GHOST = "eve@example.org"


@pytest.fixture(autouse=True)
def _quiet(configure, clock, db):
    configure(
        accounts={
            "login_methods": ["email"],
            "signup_fields": ["email*", "password*"],
            "email_verification": "mandatory",
        },
        email={"verification_by": "both"},
        password={"reset_by": "both"},
        limits={"enabled": True},
    )


def observed(client, path, body):
    """What a stranger sees, and what the server did."""
    api = Api(client)
    api.get("config")
    messages, hashed = Message.objects.count(), CountingHasher.calls
    with CaptureQueriesContext(connection) as queries:
        answer = api.post(path, body)
    control = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
    statements = [query["sql"].split()[0] for query in queries.captured_queries if not query["sql"].startswith(control)]
    if answer.body and "meta" in answer.body:
        answer.body["meta"].pop("session_token", None)
    seen = answer.status, answer.body, sorted(answer.headers), sorted(answer.response.cookies)
    return seen, len(statements), CountingHasher.calls - hashed, Message.objects.count() - messages


@pytest.mark.parametrize("client", ["app", "browser"])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("auth/login", {"password": "wrong"}),
        ("auth/signup", {"password": "a-new-Secret-88"}),
        ("auth/password/request", {}),
        ("auth/code/request", {}),
    ],
)
def test_b1_b2_b3_known_and_unknown_are_alike(client, path, body):
    make_user()
    known = observed(client, path, {**body, "email": BOB})
    unknown = observed(client, path, {**body, "email": GHOST})
    assert known == unknown


@pytest.mark.parametrize("state", ["unknown", "inactive", "without password", "unverified"])
def test_b1_a_login_answers_the_same_in_every_state(state):
    user = make_user(verified=state != "unverified")
    if state == "inactive":
        user.is_active = False
        user.save()
    if state == "without password":
        user.set_unusable_password()
        user.save()
    make_user("ann@example.org", "ann")
    wrong = {"password": "wrong"}
    email = GHOST if state == "unknown" else BOB
    assert observed("app", "auth/login", {**wrong, "email": email}) == observed(
        "app", "auth/login", {**wrong, "email": "ann@example.org"}
    )


def test_b3_the_owner_hears_of_a_second_signup(post):
    make_user()
    Api("app").post("auth/signup", {"email": BOB.upper(), "password": PASSWORD})
    assert ["already" in text for text in post.to(BOB)] == [True]
    assert post.to(BOB.upper()) == []


def test_b4_adding_an_address_does_not_tell_whose_it_is(post):
    make_user()
    ann = make_user("ann@example.org", "ann")
    taken, free = (logged_in(ann).post("account/email", {"email": email}) for email in (BOB, GHOST))
    assert [row["verified"] for row in taken.body["data"]] == [True, False]
    assert (taken.status, len(free.body["data"])) == (200, 3)
    assert "already" in post.to(BOB)[-1]


def test_b5_a_mail_server_that_fails_tells_nothing(settings, configure, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    configure(outbox={"delivery": "immediate"})
    make_user()
    statuses = []
    for email in (BOB, GHOST):
        with django_capture_on_commit_callbacks(execute=True):
            statuses.append(Api("app").post("auth/password/request", {"email": email}).status)
    assert statuses == [401, 401]
    assert Message.objects.filter(sent_at__isnull=True, due_at__isnull=False).count() == 2


def test_b7_anonymous_requests_show_nobody():
    make_user("canary@example.org", "canary")
    for path in ("config", "auth/session", "auth/sessions", "account/email", "account/phone", "auth/email/verify"):
        assert b"canary" not in Api("app").get(path).response.content
