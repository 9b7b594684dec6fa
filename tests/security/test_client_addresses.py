"""The visitor's address behind proxies, and what counts as one network."""

import logging
import time

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.asgi import ASGIRequest
from django.test import RequestFactory
from tests.client import Api
from tests.counted import Counted
from tests.users import BOB, PASSWORD, logged_in, make_user

from gatepost import conf
from gatepost.door import visitor
from gatepost.ground import client_address, limits, text
from gatepost.ground.models import Event
from gatepost.ground.settings import HeadlessSettings
from gatepost.sessions.models import Session

PROXY = "9.9.9.9"


@pytest.fixture(autouse=True)
def _warns_again(monkeypatch):
    """What is logged once a process is logged once a test."""
    for name in ("_warn_unreadable", "_warn_without_address"):
        monkeypatch.setattr(client_address, name, client_address._Once(getattr(client_address, name).text))


def seen(value, header="Forwarded", direct=PROXY):
    return visitor.address(RequestFactory(REMOTE_ADDR=direct).get("/", headers={header: value}))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, "for=1.2.3.4", PROXY),
        (1, "for=192.0.2.43", "192.0.2.43"),
        (1, "For=192.0.2.43", "192.0.2.43"),
        (1, "for=192.0.2.43:47011", "192.0.2.43"),
        (1, 'for="192.0.2.43:47011"', "192.0.2.43"),
        (1, 'for="192.0.2.43:_port"', "192.0.2.43"),
        (1, r'for="192\.0.2.43"', "192.0.2.43"),
        (1, 'for="[2001:db8::1]:4711"', "2001:db8::1"),
        (1, 'for="[2001:DB8:0::1]"', "2001:db8::1"),
        (1, "for=[2001:db8::1]:4711", "2001:db8::1"),
        (1, "for=unknown", PROXY),
        (1, "for=_hidden", PROXY),
        (1, 'for="_SEVKISEK"', PROXY),
        (1, "for=", PROXY),
        (1, "proto=https", PROXY),
        (1, "garbage", PROXY),
        (1, ",", PROXY),
        (1, ";", PROXY),
        (1, "for=192.0.2.43;proto=http;by=203.0.113.43", "192.0.2.43"),
        (1, 'by=203.0.113.43 ; proto=http; for="192.0.2.43"', "192.0.2.43"),
        (1, "for=192.0.2.43;", "192.0.2.43"),
        (1, 'host="a, for=6.6.6.6";for=192.0.2.43', "192.0.2.43"),
        (1, 'for=192.0.2.43;host="a, for=6.6.6.6"', "192.0.2.43"),
        (1, r'for=192.0.2.43;host="a, for=\"6.6.6.6"', "192.0.2.43"),
        (1, "for=6.6.6.6;for=192.0.2.43", PROXY),
        (1, "for=6.6.6.6, for=192.0.2.43", "192.0.2.43"),
        (1, "for=6.6.6.6,for=192.0.2.43 , ", "192.0.2.43"),
        (2, 'for=6.6.6.6, for="[2001:db8::7]:1";proto=https, for=5.5.5.5', "2001:db8::7"),
        (2, "for=192.0.2.43", "192.0.2.43"),
        (2, "for=_hidden, for=5.5.5.5", PROXY),
        # What the visitor sent must not swallow what the proxy added.
        (1, 'for="6.6.6.6, for=192.0.2.43', "192.0.2.43"),
        (1, 'for="6.6.6.6\\, for="[2001:db8::1]"', "2001:db8::1"),
        (1, "\x00(, for=192.0.2.43", "192.0.2.43"),
        (1, "for=6.6.6.6 for=192.0.2.43", PROXY),
        (2, 'for=", for=192.0.2.43, for=5.5.5.5', "192.0.2.43"),
    ],
)
def test_forwarded_is_read_as_rfc_7239_has_it(configure, proxies, forwarded, found):
    configure(headless={"trusted_proxies": proxies, "address_header": "Forwarded"})
    assert seen(forwarded) == found


def test_a_header_in_several_lines_is_one_list(configure):
    configure(headless={"trusted_proxies": 2, "address_header": "Forwarded"})
    lines = [(b"forwarded", b"for=6.6.6.6"), (b"forwarded", b"for=192.0.2.43, for=5.5.5.5")]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": lines, "client": (PROXY, 1)}
    assert visitor.address(ASGIRequest(scope, None)) == "192.0.2.43"


def test_another_header_is_not_looked_at(configure):
    configure(headless={"trusted_proxies": 1, "address_header": "Forwarded"})
    assert seen("192.0.2.43", "X-Forwarded-For") == PROXY
    configure(headless={"trusted_proxies": 1, "address_header": "X-Real-IP"})
    assert seen("for=192.0.2.43") == PROXY
    assert seen("192.0.2.43", "X-Real-IP") == "192.0.2.43"


@pytest.mark.parametrize(
    "hostile", ['for=",' * 20_000, 'a=",b=";' * 20_000, "for=a;" * 20_000, " , " * 20_000, '"' * 99_999]
)
def test_a_hostile_forwarded_header_costs_no_time(configure, hostile):
    configure(headless={"trusted_proxies": 3, "address_header": "forwarded"})
    start = time.thread_time()
    seen(hostile)
    assert time.thread_time() - start < 2  # CPU seconds: milliseconds if it is linear, a minute if it is quadratic


@pytest.mark.parametrize(
    ("direct", "found"),
    [
        ("198.51.100.7:5000", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("fe80::1%eth0", "fe80::1"),
        ("2001:DB8::7", "2001:db8::7"),
        ("", ""),
        ("unix:", ""),
        ("/run/gunicorn.sock" + "x" * 400, ""),
    ],
)
def test_the_connection_is_read_as_servers_write_it(direct, found):
    assert visitor.address(RequestFactory(REMOTE_ADDR=direct).get("/")) == found


@pytest.mark.parametrize("direct", ["", "unix:", None])
def test_behind_a_unix_socket_visitors_have_networks_of_their_own(db, configure, direct):
    make_user()
    configure(limits={"enabled": True, "rates": {"login_network": ["2/60"]}}, headless={"trusted_proxies": 1})
    statuses = []
    for number in range(6):
        api = Api("app", **{"X-Forwarded-For": f"198.51.100.{number // 3}"})
        api.http.defaults["REMOTE_ADDR"] = direct
        statuses.append(api.post("auth/login", {"email": BOB, "password": "x"}).status)
    assert statuses == [400, 400, 429] * 2


@pytest.mark.parametrize(("proxies", "forwarded"), [(0, "198.51.100.7"), (1, "")])
def test_a_connection_without_an_address_is_warned_of_once(configure, caplog, proxies, forwarded):
    configure(headless={"trusted_proxies": proxies})
    with caplog.at_level(logging.WARNING, "gatepost"):
        for _ in range(3):
            assert seen(forwarded, "X-Forwarded-For", direct="") == ""
    (record,) = caplog.records
    assert "headless.trusted_proxies" in record.getMessage()


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
def test_an_unreadable_value_is_logged_once_and_short(configure, caplog, header):
    configure(headless={"trusted_proxies": 1, "address_header": header})
    with caplog.at_level(logging.WARNING, "gatepost"):
        for number in range(3):
            assert seen(f"{'é' * 500}\r\nforged line\x1b[31m{number}", header) == PROXY
    (record,) = caplog.records
    message = record.getMessage()
    assert message.startswith(header)
    assert "forged line" in message
    assert message.isascii()
    assert message.isprintable()
    assert len(message) < 500


@pytest.mark.parametrize("wrong", [{"trusted_proxies": -1}, {"address_header": "X Real"}, {"address_header": ""}])
def test_settings_that_name_no_header_are_refused(wrong):
    with pytest.raises(ImproperlyConfigured):
        conf.parse(HeadlessSettings, wrong)


def test_a_session_notes_the_visitor_not_the_proxy(configure, db):
    configure(headless={"trusted_proxies": 1})
    api = Api("browser", **{"X-Forwarded-For": "[2001:db8::7]:80"})
    make_user()
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
    assert Session.objects.get().ip == "2001:db8::7"


def test_djangos_own_login_notes_the_visitor_not_the_proxy(configure, db, client):
    configure(headless={"trusted_proxies": 1})
    user = make_user()
    user.is_staff = user.is_superuser = True
    user.save()
    given = {"username": user.get_username(), "password": PASSWORD}
    assert client.post("/admin/login/", given, headers={"X-Forwarded-For": "198.51.100.7:99"}).status_code == 302
    assert Session.objects.get().ip == "198.51.100.7"


def test_sites_are_the_48s_of_ipv6_networks():
    assert text.site(text.network("2001:db8:1:2::3")) == "2001:db8:1::/48"
    assert text.site(text.network("198.51.100.7")) == text.site("") == ""


def from_network(number, path="auth/login", **body):
    api = Api("app")
    api.http.defaults["REMOTE_ADDR"] = f"2001:db8:1:{number:x}::1"
    return api.post(path, body).status


def test_a_48_cannot_use_each_of_its_networks_in_full(db, configure):
    configure(limits={"enabled": True, "rates": {"login_network": ["2/60"]}, "ipv6_site_factor": 3})
    make_user()
    statuses = [from_network(number, email=f"x{number}@example.org", password="x") for number in range(8)]
    assert statuses == [400] * 6 + [429] * 2
    other = Api("app")
    other.http.defaults["REMOTE_ADDR"] = "2001:db8:2::1"
    assert other.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200


def test_a_single_network_of_a_48_has_its_own_smaller_limit(db, configure):
    configure(limits={"enabled": True, "rates": {"login_network": ["2/60"]}, "ipv6_site_factor": 3})
    statuses = [from_network(1, email=f"x{number}@example.org", password="x") for number in range(5)]
    assert statuses == [400] * 2 + [429] * 3
    assert from_network(2, email="y@example.org", password="x") == 400


def test_a_48_sends_no_more_messages_by_sms_than_its_limit(db, configure, post):
    configure(
        limits={"enabled": True, "rates": {"phone_network": ["1/60"]}, "ipv6_site_factor": 2},
        accounts={"login_methods": ["phone"], "signup_fields": ["phone*", "password*"]},
    )
    for number in range(5):
        from_network(number, "auth/signup", phone=f"+4917612345{number:03}", password=PASSWORD)
    assert len([one for one in post.all() if one[1] == "sms"]) == 2


def test_a_48_gets_only_one_of_the_messages_that_are_reserved_for_networks(db, configure, post):
    configure(limits={"enabled": True, "rates": {"reset_address": ["1/3600"]}})
    make_user()
    statuses = [from_network(number, "auth/password/request", email=BOB) for number in range(4)]
    assert statuses == [200, 429, 429, 429]
    other = Api("app")
    other.http.defaults["REMOTE_ADDR"] = "2001:db8:2::1"
    assert other.post("auth/password/request", {"email": BOB}).status == 200


def test_all_network_limits_count_by_48_too(configure, db, clock):
    configure(limits={"enabled": True, "ipv6_site_factor": 1})
    for name in (one for one in limits.known() if one.endswith("_network")):
        allowed = limits._parse(limits.known()[name][0]).count
        counted = [limits.wait((name, f"2001:db8:1:{number:x}::/64")) for number in range(allowed + 2)]
        assert not any(counted[:allowed]), name
        assert all(counted[allowed:]), name


def test_a_limited_48_is_noted_once_an_hour_not_once_a_network(db, configure):
    configure(limits={"enabled": True, "rates": {"login_network": ["1/60"]}, "ipv6_site_factor": 1})
    for number in range(6):
        from_network(number, email=f"x{number}@example.org", password="x")
    assert Event.objects.filter(kind="network_limited").count() == 1


def test_a_login_from_ipv6_costs_no_more_statements(db, configure):
    configure(limits={"enabled": True}, accounts={"email_verification": "optional"})
    make_user()
    counts = []
    for address in ("198.51.100.7", "2001:db8:1:2::3"):
        api = Api("app")
        api.http.defaults["REMOTE_ADDR"] = address
        with Counted() as counted:
            assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200
        counts.append(len(counted.statements))
    assert counts[0] == counts[1]


def test_logged_in_users_keep_their_session_when_the_address_is_unknown(db):
    api = logged_in(make_user(), "app")
    api.http.defaults["REMOTE_ADDR"] = ""
    assert api.get("auth/session").status == 200
