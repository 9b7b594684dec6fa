"""The one public URL, and everything that is derived from it."""

import logging

import msgspec
import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from tests.client import Api
from tests.users import BOB, make_user

from gatepost import checks, conf
from gatepost.features.passkey.operations import ceremony
from gatepost.features.passkey.settings import PasskeySettings
from gatepost.features.social.settings import SocialSettings
from gatepost.ground import links, outbox, targets
from gatepost.ground.models import Message
from gatepost.tokens.settings import TokensSettings

SIGNUP = {"username": "ann", "email": "ann@example.org", "password": "tr0ub4dor-and-3"}
PUBLIC = "https://id.example.org"


@pytest.fixture
def public(settings):
    """Set the public URL."""

    def change(url=PUBLIC, **sections):
        settings.GATEPOST = {**settings.GATEPOST, "public_url": url, **sections}

    return change


def addresses():
    return {
        f"{room.section}.{name}": getattr(conf.read(room), name)
        for room in checks.sections()
        for name in getattr(room, "addresses", ())
    }


def test_every_address_is_below_the_public_url(public):
    public()
    found = addresses()
    assert len(found) == 20
    assert all(url == PUBLIC or url.startswith(f"{PUBLIC}/") for url in found.values()), found
    assert found["tokens.issuer"] == PUBLIC


def test_every_setting_whose_default_is_a_path_of_a_page_is_listed():
    for room in checks.sections():
        paths = {
            field.name
            for field in msgspec.structs.fields(room)
            if isinstance(field.default, str) and field.default.startswith("/")
        }
        # Of our own pages, and the path of a cookie: relative to whichever host serves them.
        relative = {"web": {"home"}, "rest_auth": {"jwt_auth_refresh_cookie_path"}}.get(room.section, set())
        assert paths - relative == set(getattr(room, "addresses", ())), room
        assert not [one for one in msgspec.structs.fields(room) if "127.0.0.1" in str(one.default)]


def test_an_explicit_address_wins_and_a_path_is_below_the_public_url(public):
    public(links={"login": "https://app.example.org/in/{key}", "signup": "/welcome/"})
    found = conf.read(links.section())
    assert found.login == "https://app.example.org/in/{key}"
    assert found.signup == f"{PUBLIC}/welcome/"
    assert found.request_reset == f"{PUBLIC}/account/password/reset"


def test_without_a_public_url_everything_leads_to_this_machine():
    assert all(targets.leads_to_loopback(url) for url in addresses().values())


@pytest.mark.parametrize("given", ["https://ID.example.org/", "https://id.example.org"])
def test_a_slash_and_capitals_do_not_matter(public, given):
    public(given)
    assert conf.public_url() == PUBLIC


@pytest.mark.parametrize(
    "given", ["id.example.org", "ftp://id.example.org", "https://", "https://id.example.org/auth", "https://u@x.org",
              "https://x.org?a=b", "https://x.org:99999", "https://[x", 8000, ["https://x.org"], "//x.org"],
)  # fmt: skip
def test_what_is_not_an_origin_is_refused(public, given):
    public(given)
    with pytest.raises(ImproperlyConfigured, match="public_url must be an origin"):
        conf.public_url()
    assert [message.id for message in run_checks(tags=["gatepost"])] == ["gatepost.E001"]


def test_passkeys_belong_to_its_host(public):
    public()
    passkey = conf.read(PasskeySettings)
    assert (passkey.relying_party(), passkey.own_origins()) == ("id.example.org", (PUBLIC,))
    assert ceremony.origin_is_ours(PUBLIC)
    assert not ceremony.origin_is_ours("https://example.org")
    assert not ceremony.origin_is_ours("http://localhost:8000")


@pytest.mark.parametrize(
    ("chosen", "accepted", "refused"),
    [
        ({"rp_id": "example.org"}, ["https://example.org", PUBLIC], ["https://app.example.org"]),
        ({"rp_id": "example.org", "origins": ["https://app.example.org"]}, ["https://app.example.org"], [PUBLIC]),
        ({"rp_id": "other.org"}, ["https://other.org"], [PUBLIC]),
        ({"rp_id": "d.example.org"}, ["https://d.example.org"], [PUBLIC]),
        ({"rp_id": "localhost"}, ["http://localhost:5173"], [PUBLIC]),
    ],
)
def test_explicit_passkey_settings_win(public, chosen, accepted, refused):
    public(passkey=chosen)
    assert all(ceremony.origin_is_ours(origin) for origin in accepted)
    assert not any(ceremony.origin_is_ours(origin) for origin in refused)


@pytest.mark.parametrize("url", ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:9000"])
def test_on_this_machine_passkeys_belong_to_localhost(public, url):
    public(url)
    assert conf.read(PasskeySettings).relying_party() == "localhost"
    assert ceremony.origin_is_ours("http://localhost:5173")


def deployed():
    return {message.id for message in run_checks(tags=["gatepost"], include_deployment_checks=True)}


@pytest.mark.parametrize(
    ("url", "sections", "id_"),
    [
        ("", {}, "gatepost.E040"),
        ("http://localhost:8000", {}, "gatepost.E041"),
        ("https://0.0.0.0", {}, "gatepost.E041"),
        (PUBLIC, {"links": {"signup": "http://127.0.0.1:3000/signup"}}, "gatepost.E042"),
        (PUBLIC, {"tokens": {"issuer": "http://[::1]"}}, "gatepost.E042"),
        ("http://id.example.org", {}, "gatepost.W043"),
    ],
)
def test_check_deploy_reports_addresses_that_others_cannot_open(public, url, sections, id_):
    public(url, **sections)
    assert id_ in deployed()
    assert id_ not in {message.id for message in run_checks(tags=["gatepost"])}


def test_check_deploy_fails_without_a_public_url(db, public):
    with pytest.raises(SystemCheckError, match=r"E040"):
        call_command("check", deploy=True)
    public()
    assert not [id_ for id_ in deployed() if id_.startswith("gatepost.E")]


@pytest.mark.parametrize(
    ("host", "expected"),
    [("localhost", True), ("LOCALHOST.", True), ("a.localhost", True), ("127.8.8.8", True), ("[::1]", True),
     ("::ffff:127.0.0.1", True), ("localhost.example.org", False), ("128.0.0.1", False), ("", False)],
)  # fmt: skip
def test_loopback_is_recognised(host, expected):
    assert targets.is_loopback(host) is expected


@pytest.fixture
def strict(configure):
    """As in production: links to this machine do not go out."""
    configure(outbox={"delivery": "worker", "loopback_links": False}, email={"verification_by": "link"})


def requests():
    return (
        lambda: Api("app").post("auth/password/request", {"email": BOB}),
        lambda: Api("app").post("auth/password/request", {"email": "unknown@example.org"}),
        lambda: Api("app").post("auth/signup", SIGNUP),
    )


@pytest.mark.usefixtures("strict", "db")
@pytest.mark.parametrize("position", range(3))
def test_no_mail_with_a_loopback_link_leaves_and_it_waits_until_the_url_is_set(
    position, public, mailoutbox, clock, caplog
):
    make_user()
    requests()[position]()
    with caplog.at_level(logging.WARNING):
        assert outbox.deliver_due() == 0
    assert mailoutbox == []
    assert "its link leads to http://127.0.0.1:8000; set GATEPOST['public_url']" in caplog.text
    assert "example.org" not in caplog.text
    message = Message.objects.get()
    assert (message.attempts, message.sent_at, bool(message.sealed)) == (0, None, True)
    public()
    assert outbox.deliver_due() == 0
    clock.forward(61)
    assert outbox.deliver_due() == 1
    assert f"{PUBLIC}/account/" in mailoutbox[0].body
    assert "127.0.0.1" not in mailoutbox[0].body + str(mailoutbox[0].alternatives)


def test_a_request_never_says_where_links_lead(strict, public, db, mailoutbox):
    public()
    make_user()
    api = Api("app")
    api.http.post(
        "/_allauth/app/v1/auth/password/request",
        {"email": BOB},
        content_type="application/json",
        HTTP_HOST="app.example.org",
        HTTP_X_FORWARDED_HOST="evil.example",
    )
    assert outbox.deliver_due() == 1
    assert "app.example.org" not in mailoutbox[0].body
    assert f"{PUBLIC}/account/password/reset/key/" in mailoutbox[0].body


@pytest.mark.parametrize("link", ["https://localhost/r/{key}", "http://[::1]:3000/{key}", "http://127.1.2.3/{key}"])
@pytest.mark.usefixtures("strict", "db")
def test_an_explicit_loopback_link_does_not_leave_either(link, public, configure, mailoutbox):
    public()
    configure(links={"reset_password": link})
    make_user()
    Api("app").post("auth/password/request", {"email": BOB})
    assert outbox.deliver_due() == 0
    assert mailoutbox == []


def test_with_debug_on_links_may_lead_to_this_machine(strict, settings, db, mailoutbox):
    settings.DEBUG = True
    make_user()
    Api("app").post("auth/password/request", {"email": BOB})
    assert outbox.deliver_due() == 1
    assert "http://127.0.0.1:8000/account/password/reset/key/" in mailoutbox[0].body


def test_mails_without_a_link_leave(strict, db, mailoutbox):
    outbox.put("mail", "email/changed", BOB, {}, language="en")
    assert outbox.deliver_due() == 1


def test_the_callback_of_providers_follows(public):
    public()
    assert conf.read(SocialSettings).callback == f"{PUBLIC}/_allauth/social/{{connection}}/callback"
    assert conf.read(TokensSettings).issuer == PUBLIC
