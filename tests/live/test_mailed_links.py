"""Every link that the standalone server mails for a REST dialect, as a scanner of mails and its reader see it."""

import html
import itertools
import json
import re

import httpx
import pytest
from tests.live.test_server import server
from tests.started import until

pytestmark = pytest.mark.live
PASSWORD, NEW = "tr0ub4dor-and-3", "an0ther-l0ng-one"
DJOSER = "/api/djoser/users/"
_number = itertools.count(1)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with server(tmp_path_factory.mktemp("mailed"), GATEPOST_DJOSER__SEND_ACTIVATION_EMAIL="true") as found:
        if httpx.get(f"{found}/api-auth/login/").status_code == 404:
            pytest.skip("REST framework is not installed beside the server: pip install 'gatepost[server]'")
        if httpx.get(f"{found}/").status_code == 503:
            pytest.skip("the web app is not built: make web")
        yield found


@pytest.fixture
def http(address):
    with httpx.Client(base_url=address) as client:
        client.get("/api/login-set-cookie/").raise_for_status()
        yield client


@pytest.fixture
def post(http):
    return lambda path, **body: http.post(path, json=body, headers={"X-CSRFToken": http.cookies["csrftoken"]})


@pytest.fixture
def ann(post, mailed):
    """Somebody active who signed up by djoser."""
    name = f"ann{next(_number)}"
    post(DJOSER, username=name, email=f"{name}@example.org", password=PASSWORD)
    uid, token = mailed(f"{name}@example.org")[1]
    assert post(f"{DJOSER}activation/", uid=uid, token=token).status_code == 204
    return f"{name}@example.org"


@pytest.fixture
def mailed(http):
    """The link of the newest mail that has one, once there are so many of them, and its last two parts."""

    def read(to, number=1):
        def newest():
            found = [one for one in http.get("/dev/inbox.json").json() if one["to"] == to and one["links"]]
            return found[0] if len(found) >= number else None

        mail = until(newest, f"{number} mails to {to}")
        link = next(link for link in mail["links"] if len(httpx.URL(link).path) > 1)
        return link, link.rsplit("/", 2)[1:]

    return read


def page_of(http, link):
    """What the page of a link may ask, after it was looked at twice, as scanners do."""
    for _ in range(2):
        answer = http.get(httpx.URL(link).path, follow_redirects=True)
        assert answer.status_code == 200
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
    found = re.search(r'<meta name="gatepost" content="([^"]*)">', answer.text)
    return json.loads(html.unescape(found[1]))["mailed"]


def test_activation(http, post, mailed):
    post(DJOSER, username="zoe", email="zoe@example.org", password=PASSWORD).raise_for_status()
    link, (uid, token) = mailed("zoe@example.org")
    takes = page_of(http, link)
    assert post(takes["activate"], uid=uid, token=token).status_code == 204
    assert post(takes["activate"], uid=uid, token=token).status_code == 403
    assert post(takes["activate_again"], email="zoe@example.org").status_code == 204


def test_a_password_asked_for_by_djoser(http, post, mailed, ann):
    post(f"{DJOSER}reset_password/", email=ann).raise_for_status()
    link, (uid, token) = mailed(ann, 2)
    takes = page_of(http, link)
    assert post(takes["reset"], uid=uid, token=token, password="123").json()["errors"]["password"]
    assert post(takes["reset"], uid=uid, token=token, password=NEW).status_code == 200
    assert post(takes["reset"], uid=uid, token=token, password=NEW).json()["code"] == "invalid_token"


def test_a_user_name(http, post, mailed, ann):
    post(f"{DJOSER}reset_username/", email=ann).raise_for_status()
    link, (uid, token) = mailed(ann, 2)
    takes = page_of(http, link)
    assert post(takes["rename"], uid=uid, token=token, new_username="anna").status_code == 204
    assert "token" in post(takes["rename"], uid=uid, token=token, new_username="bea").json()
    assert post(takes["rename_again"], email=ann).status_code == 204


def test_the_two_of_the_cookie_dialect(http, post, mailed):
    post("/api/signup/", email="cleo@example.org", password=PASSWORD).raise_for_status()
    link, (_, key) = mailed("cleo@example.org")
    assert link == str(http.base_url.join(f"/verify-email/{key}")).replace("127.0.0.1", "localhost")
    page_of(http, link)
    assert post("/api/signup/verify/", key=key).status_code == 200
    post("/api/password-reset/", email="cleo@example.org").raise_for_status()
    link, (uid, token) = mailed("cleo@example.org", 2)
    assert link == str(http.base_url.join(f"/reset/{uid}/{token}")).replace("127.0.0.1", "localhost")
    assert post(page_of(http, link)["reset"], uid=uid, token=token, password=NEW).status_code == 200
