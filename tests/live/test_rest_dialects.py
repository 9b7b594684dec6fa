"""The REST dialects of the server as a process, by clients that are not Django's."""

import re

import pytest
import requests
from tests.live.test_server import server
from tests.started import get, until

pytestmark = pytest.mark.live
PASSWORD, NEW = "tr0ub4dor-and-3", "an0ther-l0ng-one"
ANN = {"username": "ann", "email": "ann@example.org", "password1": PASSWORD, "password2": PASSWORD}
LOGIN = {"username": "ann", "password": PASSWORD}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with server(tmp_path_factory.mktemp("server")) as found:
        if requests.get(f"{found}/api-auth/login/", timeout=10).status_code == 404:
            pytest.skip("REST framework is not installed beside the server: pip install 'gatepost[server]'")
        yield found


@pytest.fixture(scope="module")
def post(address):
    def send(path, body=None, session=requests, **headers):
        return session.post(f"{address}{path}", json=body, headers=headers, timeout=10, allow_redirects=False)

    return send


@pytest.fixture(scope="module")
def mailed(address):
    def link(to, about):
        def links():
            found = get(f"{address}/dev/inbox.json").json()
            return [one for message in found if message["to"] == to for one in message["links"] if about in one]

        return until(links, f"a mail about {about}")[0]

    return link


@pytest.fixture(scope="module")
def ann(post, mailed):
    """Signed up and confirmed by the link."""
    answer = post("/api/v1/dj-rest-auth/registration/", ANN)
    assert (answer.status_code, answer.json()) == (201, {"detail": "Verification e-mail sent."})
    key = mailed(ANN["email"], "account-confirm-email").rstrip("/").split("/")[-1]
    assert post("/api/v1/dj-rest-auth/registration/verify-email/", {"key": key}).json() == {"detail": "ok"}


def whoami(address, key):
    return requests.get(f"{address}/api/whoami/", headers={"Authorization": f"Token {key}"}, timeout=10)


def test_a_token_is_obtained_used_and_ended(ann, address, post):
    key = post("/api-token-auth/", LOGIN).json()["token"]
    assert re.fullmatch("[0-9a-f]{40}", key)
    assert whoami(address, key).json() == {"username": "ann"}
    assert post("/api/token-logout/", Authorization=f"Token {key}").json() == {"username": None}
    assert whoami(address, key).json() == {"detail": "Invalid token."}


def test_a_form_obtains_one_too(ann, address):
    assert requests.post(f"{address}/api-token-auth/", data=LOGIN, timeout=10).status_code == 200


def test_a_path_without_its_final_slash_redirects(address, post):
    answer = post("/api-token-auth", LOGIN)
    assert (answer.status_code, answer.headers["Location"]) == (301, "/api-token-auth/")
    assert post("/api/v1/dj-rest-auth/login", {}).status_code == 400


def test_a_browser_session_and_its_csrf_token(ann, address, post):
    browser = requests.Session()
    assert post("/api/v1/dj-rest-auth/login/", LOGIN, browser).status_code == 200
    assert {"sessionid", "csrftoken"} <= set(browser.cookies.keys())
    assert browser.get(f"{address}/api/v1/dj-rest-auth/user/", timeout=10).json()["username"] == "ann"
    assert browser.get(f"{address}/api/whoami/", timeout=10).json() == {"email": "ann@example.org"}
    refused = post("/api/v1/dj-rest-auth/logout/", None, browser)
    assert refused.json() == {"detail": "CSRF Failed: CSRF token missing."}
    token = {"X-CSRFToken": browser.cookies["csrftoken"]}
    assert post("/api/v1/dj-rest-auth/logout/", None, browser, **token).status_code == 200
    assert "sessionid" not in browser.cookies


def test_a_password_is_reset_by_the_mailed_link(ann, address, post, mailed):
    post("/api/v1/dj-rest-auth/password/reset/", {"email": ANN["email"]})
    link = mailed(ANN["email"], "password/reset/confirm")
    assert "<form" in requests.get(link, timeout=10).text
    uid, token = link.rstrip("/").split("/")[-2:]
    body = {"uid": uid, "token": token, "new_password1": NEW, "new_password2": NEW}
    assert post("/api/v1/dj-rest-auth/password/reset/confirm/", body).status_code == 200
    assert post("/api-token-auth/", LOGIN).status_code == 400
    assert post("/api-token-auth/", {**LOGIN, "password": NEW}).status_code == 200


def test_the_browsable_page_and_its_styles(address):
    page = requests.get(f"{address}/api/v1/dj-rest-auth/login/", headers={"Accept": "text/html"}, timeout=10)
    assert (page.status_code, "/api-auth/login/" in page.text) == (405, True)
    style = re.search(r'href="(/static/rest_framework/[^"]+\.css)"', page.text)[1]
    assert requests.get(f"{address}{style}", timeout=10).status_code == 200
