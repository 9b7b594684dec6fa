"""The visitor's address behind a real nginx, whatever header it is configured to send."""

import httpx
import pytest
from tests.live.test_nginx import nginx, require_nginx
from tests.live.test_server import EMAIL, PASSWORD, Visitor, server

pytestmark = pytest.mark.live
HEADERS = {
    "X-Forwarded-For": "$proxy_add_x_forwarded_for",
    "X-Real-IP": "$remote_addr",
    "Forwarded": '"for=$remote_addr:$remote_port;proto=$scheme"',
}
SERVER = """
server {{
  listen 127.0.0.1:{{port}};
  location / {{
    proxy_pass http://gatepost;
    proxy_set_header Host $http_host;
    proxy_set_header {name} {value};
  }}
}}
"""
GUESSES = 6
FEW = {"GATEPOST_LIMITS__NETWORK_FACTOR": "1", "GATEPOST_LIMITS__RATES": '{"login_network": ["3/60"]}'}


@pytest.mark.parametrize("name", sorted(HEADERS))
def test_what_a_visitor_claims_to_be_is_not_believed(tmp_path, name):
    require_nginx()
    for folder in ("server", "nginx"):
        (tmp_path / folder).mkdir()
    chosen = {"GATEPOST_HEADLESS__TRUSTED_PROXIES": "1", "GATEPOST_HEADLESS__ADDRESS_HEADER": name, **FEW}
    block = SERVER.format(name=name, value=HEADERS[name])
    with (
        server(tmp_path / "server", **chosen) as gatepost,
        nginx(tmp_path / "nginx", gatepost.removeprefix("http://"), server=block) as proxy,
    ):
        visitor = Visitor(gatepost, "app")
        visitor.http.base_url = f"{proxy}/_allauth/app/v1/"
        visitor.http.headers[name] = "for=6.6.6.6" if name == "Forwarded" else "6.6.6.6"
        visitor.call("POST", "auth/signup", {"email": EMAIL, "password": PASSWORD})
        visitor.call("POST", "auth/email/verify", {"key": visitor.mail(EMAIL, 0)["code"]})
        (session,) = visitor.call("GET", "auth/sessions")[1]["data"]
        assert session["ip"] == "127.0.0.1"
        statuses = set()
        for number in range(GUESSES):
            claimed = {name: f"for=192.0.2.{number}" if name == "Forwarded" else f"192.0.2.{number}"}
            body = {"username": f"nobody{number}", "password": "wrong-Passw0rd"}
            url = f"{proxy}/api/v1/dj-rest-auth/login/"
            statuses.add(httpx.post(url, json=body, headers=claimed).status_code)
        assert 429 in statuses
        visitor.close()
