"""What support staff do in the admin."""

import pytest
from django.test import Client
from tests.client import Api
from tests.factors import with_app
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost.ground.models import Event
from gatepost.sessions.models import Session

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def staff(db):
    boss = make_user("boss@example.org", "boss")
    boss.is_staff = boss.is_superuser = True
    boss.save()
    client = Client()
    answer = client.post("/admin/login/?next=/admin/", {"username": "boss@example.org", "password": PASSWORD})
    assert answer.status_code == 302
    return client


def test_pages_show_sessions_and_events_but_no_key(staff):
    user = make_user()
    key = logged_in(user).token
    Api("app").post("auth/login", {"email": BOB, "password": PASSWORD})
    for page in ("session/", "event/", f"session/{Session.objects.filter(user=user).first().pk}/change/"):
        answer = staff.get(f"/admin/gatepost/{page}")
        assert answer.status_code == 200
        assert key.encode() not in answer.content
    digest = Session.objects.filter(user=user).first().digest
    assert digest.encode() not in answer.content


def test_pages_say_in_words_what_a_session_is_used_with(staff):
    user = make_user()
    Api("app", **{"User-Agent": FIREFOX}).post("auth/login", {"email": BOB, "password": PASSWORD})
    session = Session.objects.filter(user=user).first()
    for page in ("gatepost/session/", f"gatepost/session/{session.pk}/change/", f"auth/user/{user.pk}/change/"):
        assert b"Firefox on Windows" in staff.get(f"/admin/{page}").content


@pytest.mark.parametrize("action", ["end_sessions", "disable", "send_reset"])
def test_staff_act_on_users_and_leave_an_event(staff, action, post):
    user = make_user()
    api = logged_in(user)
    url = f"/admin/{user._meta.app_label}/user/"
    assert BOB.encode() in staff.get(f"{url}{user.pk}/change/").content
    before = Event.objects.count()
    assert staff.post(url, {"action": action, "_selected_action": [user.pk]}).status_code == 302
    assert Event.objects.count() > before
    assert api.get("auth/session").status == (200 if action == "send_reset" else 410)
    if action == "send_reset":
        assert post.key(BOB)


def test_nobody_gets_into_the_admin_with_a_wrong_password(db):
    boss = make_user()
    boss.is_staff = True
    boss.save()
    client = Client()
    assert client.post("/admin/login/", {"username": "bob", "password": "x"}).status_code == 200
    assert client.get("/admin/").status_code == 302


def test_staff_reset_the_factors_of_a_user_who_is_told(staff, post):
    user = make_user()
    with_app(user)
    api = logged_in(user)
    url = f"/admin/{user._meta.app_label}/user/"
    assert staff.post(url, {"action": "reset_factors", "_selected_action": [user.pk]}).status_code == 302
    assert api.get("auth/session").status == 410
    assert Api("app").post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    event = Event.objects.get(kind="factors_reset")
    assert event.details["reason"] == "lost"
    assert event.details["by"]
    assert "turned off two-step verification" in post.to(BOB)[0]
