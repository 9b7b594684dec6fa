"""The visitor's address as the running server takes it from headers that come in several lines."""

import httpx
import pytest
from tests.live.test_server import EMAIL, PASSWORD, Visitor, server

pytestmark = pytest.mark.live


@pytest.mark.parametrize(
    ("header", "lines"),
    [
        ("X-Forwarded-For", ["6.6.6.6", "192.0.2.43:47011, 5.5.5.5"]),
        ("Forwarded", ['for=6.6.6.6;host="', 'for="192.0.2.43:47011", for=5.5.5.5;proto=https']),
    ],
)
def test_the_proxies_lines_are_read_and_the_visitors_is_not(tmp_path, header, lines):
    chosen = {"GATEPOST_HEADLESS__TRUSTED_PROXIES": "2", "GATEPOST_HEADLESS__ADDRESS_HEADER": header}
    with server(tmp_path, **chosen) as address:
        visitor = Visitor(address, "app")
        headers = [(header, line) for line in lines]
        body = {"email": EMAIL, "password": PASSWORD}
        url = f"{address}/_allauth/app/v1/auth/signup"
        token = httpx.post(url, json=body, headers=headers).json()["meta"]["session_token"]
        visitor.http.headers["X-Session-Token"] = token
        code = visitor.mail(EMAIL, 0)["code"]
        url = f"{address}/_allauth/app/v1/auth/email/verify"
        answer = httpx.post(url, json={"key": code}, headers=[*headers, ("X-Session-Token", token)]).json()
        visitor.http.headers["X-Session-Token"] = answer["meta"]["session_token"]
        (session,) = visitor.call("GET", "auth/sessions")[1]["data"]
        assert session["ip"] == "192.0.2.43"
        visitor.close()
