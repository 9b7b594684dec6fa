"""How long a session lasts, by the project's settings and by our own limits; cookie and row end together."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import JsonResponse
from django.test import Client
from django.urls import path
from django.utils.timezone import make_naive
from tests.client import Api
from tests.counted import Counted
from tests.urls import urlpatterns as usual
from tests.users import BOB, PASSWORD, logged_in

from gatepost.ground import clock as ground_clock
from gatepost.sessions.models import Session

DAY = 86_400
MONTH = 30 * DAY
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


def choose(request):
    """A project that chooses how long this session lasts."""
    kind, _, value = request.GET["value"].partition(":")
    if kind == "none":
        request.session.set_expiry(None)
    elif kind == "seconds":
        request.session.set_expiry(int(value))
    else:
        date = ground_clock.now() + timedelta(seconds=int(value))
        request.session.set_expiry(make_naive(date) if kind == "naive" else date)
    return look(request)


def look(request):
    """What the session says of itself."""
    found = {
        "user": str(request.user),
        "age": request.session.get_expiry_age(),
        "date": request.session.get_expiry_date().timestamp(),
        "close": request.session.get_expire_at_browser_close(),
    }
    return JsonResponse(found)


async def alook(request):
    """The same in an async view."""
    await request.auser()
    session = request.session
    found = {
        "age": await session.aget_expiry_age(),
        "date": (await session.aget_expiry_date()).timestamp(),
        "close": await session.aget_expire_at_browser_close(),
    }
    return JsonResponse(found)


def change(request):
    """A project that changes the session, or says that it did."""
    if "cart" in request.GET:
        request.session["cart"] = request.GET["cart"]
    request.session.modified = True
    return JsonResponse({})


def cycle(request):
    """A project that wants another key, as after a rise in rights."""
    request.session.cycle_key()
    return JsonResponse({})


urlpatterns = [
    *usual,
    *(path(f"{view.__name__}/", view) for view in (choose, look, alook, change, cycle)),
]


def log_in(api):
    answer = api.post("auth/login", {"email": BOB, "password": PASSWORD})
    assert answer.status == 200
    return answer.response.cookies["sessionid"]


def row():
    return Session.objects.get(user__isnull=False)


def lasts(clock):
    return row().expires_at.timestamp() - clock.now


def inside(api):
    return api.http.get("/look/").json()["user"] != "AnonymousUser"


@pytest.fixture(params=["UTC", "Asia/Tokyo"])
def zone(request, settings):
    settings.TIME_ZONE = request.param


@pytest.fixture
def api(bob, clock):
    return Api("browser")


def test_by_default_cookie_and_row_end_after_two_idle_weeks(api, clock):
    assert log_in(api)["max-age"] == lasts(clock) == 14 * DAY
    clock.forward(14 * DAY)
    assert not inside(api)


def test_the_cookie_is_renewed_with_use_up_to_the_absolute_limit(api, clock):
    log_in(api)
    for day in range(1, 30):
        clock.forward(DAY)
        response = api.http.get("/look/")
        assert response.json()["user"] != "AnonymousUser", day
        assert lasts(clock) == min(14, 30 - day) * DAY
        # Once the row can't last any longer, the browser has all that there is.
        sent = [cookie["max-age"] for cookie in response.cookies.values()]
        assert sent == ([lasts(clock)] if day <= 16 else [])
    clock.forward(DAY)
    assert not inside(api)


def test_the_native_api_renews_the_cookie_too(api, clock):
    log_in(api)
    clock.forward(DAY)
    answer = api.get("auth/session")
    assert answer.response.cookies["sessionid"]["max-age"] == lasts(clock) == 14 * DAY


def test_an_idle_limit_beyond_two_weeks_is_reachable(api, clock, configure):
    configure(sessions={"idle_seconds": 20 * DAY, "absolute_seconds": 90 * DAY})
    assert log_in(api)["max-age"] == lasts(clock) == 20 * DAY
    clock.forward(20 * DAY - 1)
    assert inside(api)


@pytest.mark.parametrize("idle", [30, 60, 300])
def test_a_short_idle_limit_is_renewed_with_use(api, clock, configure, idle):
    configure(sessions={"idle_seconds": idle})
    log_in(api)
    for _ in range(20):
        clock.forward(idle * 0.8)
        assert inside(api)
    clock.forward(idle)
    assert not inside(api)


def test_a_renewal_is_one_statement_at_most_once_a_minute(api, clock):
    log_in(api)
    costs, cookies = [], []
    for _ in range(12):
        clock.forward(10.5)
        with Counted() as counted:
            response = api.http.get("/look/")
        costs.append(len(counted.statements))
        cookies.append("sessionid" in response.cookies)
    assert costs == [1, 1, 1, 1, 1, 2] * 2
    assert cookies == [cost == 2 for cost in costs]


def test_session_cookie_age_counts_from_the_last_change(api, clock, settings):
    settings.SESSION_COOKIE_AGE = 600
    assert log_in(api)["max-age"] == lasts(clock) == 600
    clock.forward(300)
    response = api.http.get("/look/")
    assert (response.json()["age"], "sessionid" in response.cookies) == (300, False)
    assert api.http.get("/change/").cookies["sessionid"]["max-age"] == lasts(clock) == 600
    clock.forward(599)
    assert api.http.get("/change/?cart=1").cookies["sessionid"]["max-age"] == lasts(clock) == 600
    clock.forward(601)
    response = api.http.get("/look/")
    assert response.json()["user"] == "AnonymousUser"
    assert response.cookies["sessionid"].value == ""


def test_session_save_every_request_renews_at_every_request(api, clock, settings):
    settings.SESSION_COOKIE_AGE, settings.SESSION_SAVE_EVERY_REQUEST = 600, True
    log_in(api)
    for _ in range(5):
        clock.forward(500)
        assert api.http.get("/look/").cookies["sessionid"]["max-age"] == lasts(clock) == 600
        clock.forward(500)
        assert api.get("auth/session").response.cookies["sessionid"]["max-age"] == lasts(clock) == 600
    clock.forward(600)
    assert not inside(api)


def test_session_save_every_request_alone_sends_a_cookie_that_ends_with_the_row(api, clock, settings):
    settings.SESSION_SAVE_EVERY_REQUEST = True
    log_in(api)
    for _ in range(5):
        clock.forward(25)
        assert api.http.get("/look/").cookies["sessionid"]["max-age"] == lasts(clock)


def test_session_expire_at_browser_close_sends_a_cookie_without_an_end(api, clock, settings):
    settings.SESSION_EXPIRE_AT_BROWSER_CLOSE = True
    cookie = log_in(api)
    assert (cookie["max-age"], cookie["expires"], lasts(clock)) == ("", "", 14 * DAY)
    clock.forward(DAY)
    response = api.http.get("/look/")
    assert (response.cookies["sessionid"]["max-age"], response.json()["close"]) == ("", True)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("seconds:60", 60),
        ("date:60", 60),
        ("naive:60", 60),
        ("seconds:5184000", 60 * DAY),
        ("date:5184000", 60 * DAY),
    ],
)
@pytest.mark.usefixtures("zone")
def test_set_expiry_is_respected_by_cookie_and_row(api, clock, value, seconds):
    log_in(api)
    response = api.http.get(f"/choose/?value={value}")
    assert response.json() | {"user": ""} == {
        "user": "",
        "age": seconds,
        "date": clock.now + seconds,
        "close": False,
    }
    assert response.cookies["sessionid"]["max-age"] == lasts(clock) == seconds
    clock.forward(seconds - 1)
    assert api.http.get("/alook/").json() == {"age": 1, "date": clock.now + 1, "close": False}
    clock.forward(2)
    assert not inside(api)


def test_set_expiry_zero_ends_with_the_browser_and_none_takes_it_back(api, clock):
    log_in(api)
    response = api.http.get("/choose/?value=seconds:0")
    assert (response.cookies["sessionid"]["max-age"], response.json()["close"]) == ("", True)
    assert lasts(clock) == 14 * DAY
    response = api.http.get("/choose/?value=none")
    assert (response.cookies["sessionid"]["max-age"], response.json()["close"]) == (14 * DAY, False)


@pytest.mark.parametrize("value", ["seconds:-5", "date:-5"])
def test_set_expiry_in_the_past_ends_the_session(api, value):
    log_in(api)
    api.http.get(f"/choose/?value={value}")
    assert not inside(api)


def test_an_absurdly_long_expiry_breaks_nothing(api, clock):
    log_in(api)
    assert api.http.get("/choose/?value=seconds:99999999999999").status_code == 200
    clock.forward(40 * 365 * DAY)
    assert inside(api)


def test_an_absolute_limit_that_is_set_caps_what_the_project_chooses(api, clock, configure):
    configure(sessions={"absolute_seconds": 1000})
    log_in(api)
    clock.forward(100)
    assert api.http.get("/choose/?value=seconds:5000").json()["age"] == lasts(clock) == 900
    for _ in range(8):
        clock.forward(100)
        assert api.http.get("/change/").cookies["sessionid"]["max-age"] == lasts(clock)
    clock.forward(101)
    assert not inside(api)


def test_an_idle_limit_that_is_set_holds_beside_session_cookie_age(api, clock, configure, settings):
    settings.SESSION_COOKIE_AGE = 1000
    configure(sessions={"idle_seconds": 100})
    assert log_in(api)["max-age"] == lasts(clock) == 100
    for _ in range(12):
        clock.forward(80)
        assert inside(api)
        assert api.http.cookies["sessionid"]["max-age"] == lasts(clock)
    clock.forward(41)
    assert not inside(api)


def test_changes_do_not_carry_a_login_past_the_absolute_limit(api, clock):
    log_in(api)
    for day in range(29):
        clock.forward(DAY)
        api.http.get(f"/change/?cart={day}")
        assert inside(api)
    assert lasts(clock) == DAY
    api.http.get("/cycle/")
    assert (inside(api), lasts(clock)) == (True, DAY)
    clock.forward(DAY)
    assert not inside(api)


def test_a_login_by_djangos_form_outlives_a_quarter_of_an_hour(clock, bob):
    client = Client()
    client.force_login(bob)
    for _ in range(10):
        clock.forward(600)
        assert client.get("/whoami/").content != b"AnonymousUser"
    assert lasts(clock) == 14 * DAY


def test_a_chosen_expiry_moves_along_with_a_login(clock, bob):
    api = Api("browser")
    api.http.get("/choose/?value=seconds:300")
    assert Session.objects.get().expires_at.timestamp() == clock.now + 300
    assert log_in(api)["max-age"] == lasts(clock) == 300


def test_an_anonymous_session_lasts_as_long_as_the_project_says(clock, settings, db):
    client = Client()
    assert client.get("/change/?cart=1").cookies["sessionid"]["max-age"] == 3600
    settings.SESSION_COOKIE_AGE = MONTH
    client = Client()
    assert client.get("/change/?cart=1").cookies["sessionid"]["max-age"] == MONTH
    clock.forward(MONTH - 1)
    assert client.get("/change/").cookies["sessionid"]["max-age"] == MONTH
    clock.forward(MONTH - 1)
    assert client.session["cart"] == "1"


@pytest.mark.parametrize(("age", "seconds"), [(300, 300), (MONTH, 3600)])
def test_a_session_that_only_a_flow_needs_stays_short(bob, clock, settings, age, seconds):
    settings.SESSION_COOKIE_AGE = age
    answer = Api("browser").post("auth/code/request", {"email": BOB})
    assert answer.response.cookies["sessionid"]["max-age"] == seconds
    assert Session.objects.get().expires_at.timestamp() == clock.now + seconds


def test_djangos_settings_do_not_concern_apps(bob, clock, settings):
    settings.SESSION_COOKIE_AGE = 600
    app = Api("app")
    assert app.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    assert lasts(clock) == 14 * DAY
    clock.forward(700)
    assert app.get("auth/session").status == 200


def test_the_engines_questions_with_arguments_are_answered_as_django_does(api, clock):
    log_in(api)
    session = api.http.session
    moment = datetime(2030, 1, 1, tzinfo=UTC)
    assert session.get_expiry_age(modification=moment, expiry=60) == 60
    assert session.get_expiry_date(modification=moment, expiry=None) == moment + timedelta(days=14)


def test_a_flushed_session_knows_nobody(api):
    log_in(api)
    session = api.http.session
    session.flush()
    assert (session.state, session.get_expiry_age()) == (None, 3600)
    assert Session.objects.count() == 0


@pytest.mark.parametrize("engine", ["cache", "signed_cookies", "file"])
def test_other_engines_renew_their_cookie_with_the_row(bob, clock, settings, tmp_path, engine):
    settings.SESSION_FILE_PATH = str(tmp_path)
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
    api = Api("browser")
    log_in(api)
    clock.forward(DAY)
    response = api.http.get("/whoami/")
    assert response.cookies["sessionid"]["max-age"] == lasts(clock) == 14 * DAY
    assert "sessionid" not in api.http.get("/whoami/").cookies


def test_a_login_of_before_keeps_its_end(bob, clock, settings):
    """The setting counts from the next change, as with Django."""
    api = logged_in(bob, "browser")
    settings.SESSION_COOKIE_AGE = 600
    assert api.http.get("/look/").json()["age"] == 14 * DAY
