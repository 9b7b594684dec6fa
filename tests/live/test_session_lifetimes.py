"""Idle and absolute limits of a browser's session, with the running server and a cookie jar that keeps time."""

import time

import httpx
import pytest
from tests.live.test_server import EMAIL, PASSWORD, Visitor, server

pytestmark = pytest.mark.live
IDLE, ABSOLUTE = 5, 11


def shows_session(visitor):
    return "sessionid" in visitor.http.build_request("GET", "auth/session").headers.get("Cookie", "")


def test_a_browser_stays_logged_in_while_it_is_used_and_no_longer(tmp_path):
    limits = {"GATEPOST_SESSIONS__IDLE_SECONDS": str(IDLE), "GATEPOST_SESSIONS__ABSOLUTE_SECONDS": str(ABSOLUTE)}
    with server(tmp_path, **limits) as address:
        visitor = Visitor(address, "browser")
        visitor.call("POST", "auth/signup", {"email": EMAIL, "password": PASSWORD})
        assert visitor.call("POST", "auth/email/verify", {"key": visitor.mail(EMAIL, 0)["code"]})[0] == 200
        began, copied = time.monotonic(), visitor.http.cookies["sessionid"]
        while time.monotonic() - began < ABSOLUTE - 1:
            assert shows_session(visitor)
            assert visitor.call("GET", "auth/session")[0] == 200, time.monotonic() - began
            time.sleep(1)
        time.sleep(2)
        assert not shows_session(visitor)
        assert visitor.call("GET", "auth/session")[0] == 401
        stolen = {"Cookie": f"sessionid={copied}"}
        assert httpx.get(f"{address}/_allauth/browser/v1/auth/session", headers=stolen).status_code == 401

        assert visitor.call("POST", "auth/login", {"email": EMAIL, "password": PASSWORD})[0] == 200
        time.sleep(IDLE + 1)
        assert not shows_session(visitor)
        assert visitor.call("GET", "auth/session")[0] == 401
        visitor.close()
