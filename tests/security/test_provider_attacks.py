"""Attacks on the provider, by the rows of the list: D8, H11, J12 and section L."""

import pytest

from gatepost.features.provider.operations import redirect_uris

WEB = "https://app.example.org/callback"
LOOP = "http://127.0.0.1/callback"
VARIANTS = [
    *(WEB + end for end in ("/", "?", "?a=b", "#", "#x", "%2f", "/..", "/../callback", ";x", " ", "\t", "\n", "%00")),
    *(
        WEB.replace("https://", start)
        for start in ("http://", "HTTPS://", "//", "https:/", "https:", "https:///", "javascript:", "data:", "ftp://")
    ),
    *(
        WEB.replace("app.example.org", host)
        for host in (
            "APP.example.org", "app.example.org.", "app.example.org:443", "app.example.org:80", "app.example.com",
            "evil.org", "app.example.org.evil.org", "evil-app.example.org", "sub.app.example.org", "example.org",
            "app.example.org@evil.org", "evil.org@app.example.org", "user:pass@app.example.org", "app.example.org%40",
            "app.example.org\\@evil.org", "app%2eexample.org", "app.example.orgevil", "аpp.example.org", "[::1]",
            "app.example.org/evil", "app.example.org:0443", "app.example.org#evil.org", "app.example.org?evil.org",
        )
    ),
    *(
        WEB.replace("/callback", path)
        for path in (
            "", "/", "/Callback", "/CALLBACK", "/callbac", "/callback2", "/callback/x", "//callback", "/./callback",
            "/x/../callback", "/%63allback", "/callback%20", "/callback\u200b", "/callback%0a", "/callback?code=x",
            "/callback&x", "\\callback", "/callback/../evil", "/callback..;/", "/callback.html",
        )
    ),
    *(LOOP.replace("127.0.0.1", host) for host in (
        "127.0.0.2", "127.1", "0.0.0.0", "2130706433", "127.0.0.1.evil.org", "127.0.0.1@evil.org", "evil.org:127.0.0.1",
        "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:99999", "127.0.0.1:", "127.0.0.1:080", "127.0.0.1:+80",
        "127.0.0.1:80@evil.org", "127.0.0.1:80:80", "127.0.0.1:8o", "127.0.0.1:80evil.org", "127.0.0.1:80.evil.org",
        "localhost", "localhost:80", "[::1]", "[::1]:80", "[::ffff:127.0.0.1]", "127.0.0.1%00", "0177.0.0.1",
        "127.0.0.1:1#", "127.0.0.1:1?", "127.0.0.1:１２",
    )),
    *(LOOP + end for end in ("/", "?x", "#x", "/..", "2")),
    LOOP.replace("/callback", ":8080/callback/"), LOOP.replace("/callback", ":8080/Callback"),
    LOOP.replace("http", "https"), LOOP.replace("http", "HTTP"), LOOP.replace("http://", "http:/"),
    "org.example.app:/callback/", "org.example.app:callback", "ORG.example.app:/callback", "org.example.app2:/callback",
    *(f"https://app.example.org{path}" for path in ("/callback\r\nX: y", "/callback?next=//evil.org", "/call\\back",
        "/callback/%2e%2e/x", "/callback%23", "/callback%3f", "/%2fcallback", "/callback!")),
    "", " ", "null", "*", "https://*.example.org/callback", "https://app.example.org/*", f" {WEB}", f"{WEB},{LOOP}",
]  # fmt: skip


def test_d8_only_registered_uris_are_accepted():
    registered = [WEB, LOOP, "org.example.app:/callback"]
    assert len(set(VARIANTS)) >= 120
    for native in (False, True):
        wrong = [uri for uri in VARIANTS if redirect_uris.matches(registered, uri, native=native)]
        assert not wrong
        assert all(redirect_uris.matches(registered, uri, native=native) for uri in registered)


@pytest.mark.parametrize("uri", ["http://127.0.0.1:1/callback", "http://127.0.0.1:65535/callback"])
def test_d8_the_port_of_a_loopback_uri_may_differ_for_native_apps_alone(uri):
    assert redirect_uris.matches([LOOP], uri, native=True)
    assert redirect_uris.matches(["http://127.0.0.1:9/callback"], uri, native=True)
    assert not redirect_uris.matches([LOOP], uri, native=False)
