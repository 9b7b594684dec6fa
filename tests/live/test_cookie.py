"""The cookie dialect at the server, as a script with cookies sees it."""

import json
import re

import httpx
import pytest
from tests.live.test_server import server
from tests.started import get, until

pytestmark = pytest.mark.live
EMAIL, PASSWORD, NEW = "ann@example.org", "tr0ub4dor-and-3", "an0ther-l0ng-one"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with server(tmp_path_factory.mktemp("cookie")) as found:
        yield found


@pytest.fixture
def http(address):
    with httpx.Client(base_url=f"{address}/api/") as client:
        client.get("login-set-cookie/").raise_for_status()
        yield client


def post(http, path, **body):
    return http.post(path, json=body, headers={"X-CSRFToken": http.cookies["csrftoken"]})


def mailed(address, pattern):
    """The last text of the inbox that holds it."""

    def found():
        texts = [entry["text"] for entry in get(f"{address}/dev/inbox.json").json()]
        return [match for text in texts for match in re.findall(pattern, text)]

    return until(found, f"a mail with {pattern}")


def test_somebody_signs_up_logs_in_recovers_and_leaves(address, http):
    sent = post(http, "signup/", email=EMAIL, password=PASSWORD)
    assert (sent.status_code, sent.json()) == (202, {"detail": "Verification email sent"})
    assert post(http, "login/", email=EMAIL, password=PASSWORD).json()["code"] == "email_not_verified"
    (key,) = mailed(address, r"/verify-email/(\S+)")
    assert post(http, "signup/verify/", key=key).json() == {"detail": "success"}
    login = post(http, "login/", email=EMAIL, password=PASSWORD)
    assert login.json() == {"detail": "success"}
    assert "HttpOnly" in next(one for one in login.headers.get_list("set-cookie") if one.startswith("sessionid"))
    assert http.get("whoami/").json() == {"email": EMAIL}
    assert http.get("session/").json()["user"]["email_verified"] is True
    assert httpx.get(f"{address}/_allauth/browser/v1/auth/session", cookies=http.cookies).status_code == 200
    assert post(http, "logout/").json() == {"detail": "success"}
    assert "sessionid" not in http.cookies
    assert (http.get("whoami/").status_code, http.get("whoami/").json()["code"]) == (403, "not_authenticated")
    post(http, "password-reset/", email=EMAIL)
    ((uid, token),) = mailed(address, r"/reset/([^/]+)/(\S+)")
    assert post(http, "password-reset/confirm/", uid=uid, token=token, password=NEW).status_code == 200
    assert post(http, "login/", email=EMAIL, password=NEW).json() == {"detail": "success"}


def test_what_is_wrong_is_json(http):
    assert http.post("login/", json={}).json()["detail"] == "CSRF Failed: CSRF token missing."
    assert http.get("login/").json() == {"detail": 'Method "GET" not allowed.', "code": "method_not_allowed"}
    assert http.options("login/").status_code == 204
    assert post(http, "login/").json()["code"] == "invalid"


def test_the_page_at_which_a_providers_login_ends_is_the_web_apps(address):
    page = httpx.get(f"{address}/auth/github/callback?code=c&state=s")
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert page.text == httpx.get(f"{address}/account/login").text
    assert httpx.get(f"{address}/auth/verify").status_code == 401


CONNECTION = {
    "github": {"provider": "github", "client_id": "c", "secret": "s"},
}


def test_the_server_takes_no_code_without_a_state_of_its_own(tmp_path):
    with server(tmp_path, GATEPOST_SOCIAL__CONNECTIONS=json.dumps(CONNECTION)) as address:
        for state in ("", "their own"):
            answer = httpx.get(f"{address}/api/social/github/", params={"code": "c", "state": state})
            assert answer.json() == {"detail": "Invalid state", "code": "invalid_state"}
