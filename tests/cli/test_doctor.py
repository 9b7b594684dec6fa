"""`gatepost doctor`: each problem is set up for real, and named with its consequence and the line to change."""

import json
import socket
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from click.testing import CliRunner
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from tests.client import Api
from tests.factors import with_app
from tests.users import BOB, logged_in, make_user

from gatepost import cli
from gatepost.ground import audit, keyring
from gatepost.ground import clock as clocks
from gatepost.ground.models import Event
from gatepost.sessions.models import Session

pytestmark = pytest.mark.django_db
PUBLIC = "https://app.example.org"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture(autouse=True)
def _configured(settings, configure):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.GATEPOST = {**settings.GATEPOST, "public_url": PUBLIC}
    settings.MIDDLEWARE = ["gatepost.integrations.unreadable.unreadable_request_middleware", *settings.MIDDLEWARE]


def run(section, *arguments):
    """What is found in a section, other than that all is well: level, text and fix."""
    result = CliRunner().invoke(cli.gatepost, ["doctor", "--json", *arguments])
    document = json.loads(result.stdout)
    found = document["findings"]
    problems = [one for one in found if one["level"] == "problem"]
    assert (result.exit_code, document["problems"]) == (int(bool(problems)), len(problems)), result.output
    for one in problems:
        assert one["consequence"], one
        assert one["fix"], one
    return [
        (one["level"], one["text"], one["fix"]) for one in found if one["section"] == section and one["level"] != "ok"
    ]


def test_nothing_is_wrong_and_every_section_says_what_it_saw():
    result = CliRunner().invoke(cli.gatepost, ["doctor"])
    assert (result.exit_code, result.output.strip().endswith("No problems found.")) == (0, True), result.output
    for section in ("Keys", "Database", "Retention", "Redis", "Mail server", "Cookies", "Proxies"):
        assert f"{section}\n" in result.output
    assert "ok: 1 in the ring" in result.output


def test_a_wrong_setting(configure):
    configure(accounts={"login_methods": ["fax"]})
    ((level, text, _),) = run("Settings")
    assert (level, "login_methods" in text, "gatepost.E006" in text) == ("problem", True, True)


def test_a_setting_that_stops_everything_is_named_once(settings):
    settings.GATEPOST = {**settings.GATEPOST, "accounts": {"login_method": ["email"]}}
    found = run("Settings")
    assert [(level, "did you mean 'login_methods'" in text) for level, text, _ in found] == [("problem", True)]


def test_a_project_without_its_public_url(settings, configure):
    settings.GATEPOST = {**settings.GATEPOST, "public_url": ""}
    configure(outbox={"loopback_links": False})
    found = run("Settings")
    assert any(level == "problem" and "public_url is not set" in text for level, text, _ in found)


def test_a_key_that_is_not_random(settings):
    settings.GATEPOST = {**settings.GATEPOST, "KEYS": ["k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE"]}
    assert run("Keys") == [("problem", "key 1 (k1) is not random", "gatepost keys rotate")]


def test_rows_sealed_by_a_key_that_was_removed(settings):
    with_app(make_user())
    assert run("Keys") == []
    old = settings.GATEPOST["KEYS"]
    new = keyring.generate()
    settings.GATEPOST = {**settings.GATEPOST, "KEYS": [new]}
    ((level, text, fix),) = [one for one in run("Keys") if one[0] == "problem"]
    assert (level, "totp" in text, "add the older key again" in fix) == ("problem", True, True)
    settings.GATEPOST = {**settings.GATEPOST, "KEYS": [new, *old]}
    assert run("Keys") == []


def test_a_migration_that_is_not_applied():
    latest = MigrationLoader(connection).graph.leaf_nodes("gatepost")[0][1]
    MigrationRecorder(connection).record_unapplied("gatepost", latest)
    ((level, text, fix),) = run("Database")
    assert (level, f"gatepost.{latest}" in text, "migrate" in fix) == ("problem", True, True)


@pytest.mark.parametrize(("rows", "days"), [("sessions", 30), ("events", 365)])
def test_tables_that_grow_because_nobody_deletes(rows, days, clock, bob):
    if rows == "sessions":
        logged_in(bob)
        Session.objects.update(expires_at=clocks.now() + timedelta(days=days))
        Event.objects.all().delete()
    else:
        audit.record("login", user_id=bob.pk)
    clock.forward(days * 86_400 + 86_400)
    assert run("Retention") == []
    clock.forward(2 * 86_400)
    ((level, text, fix),) = run("Retention")
    assert (level, text.split()[0], "gatepost worker" in fix) == ("warning", rows, True)
    call_command("gatepost", "cleanup")
    assert run("Retention") == []


@pytest.mark.parametrize(("seconds", "level"), [(10, "warning"), (-10, "warning"), (90, "problem")])
def test_a_clock_that_is_wrong(clock, seconds, level):
    clocks.set_source(__import__("time").time)
    assert run("Clock") == []
    clocks.set_source(lambda: __import__("time").time() + seconds)
    ((found, text, fix),) = run("Clock")
    assert (found, ("behind" if seconds > 0 else "ahead of") in text, "set-ntp" in fix) == (level, True, True)


def test_a_redis_that_does_not_answer(configure, redis_url):
    configure(limits={"redis_url": redis_url})
    assert run("Redis") == []
    configure(limits={"redis_url": "redis://127.0.0.1:1/0"})
    ((level, text, fix),) = run("Redis")
    assert (level, "can't be used" in text, "redis_url" in fix) == ("problem", True, True)


class Refusing:
    """A mail server that notes whether any mail was sent."""

    sent = False

    async def handle_DATA(self, *_):  # noqa: N802 - the library's name
        self.sent = True
        return "250 OK"


@pytest.fixture
def mail_server(settings):
    """Start a mail server, with options of the library."""
    started = []

    def start(**options):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        controller = Controller(Refusing(), hostname="127.0.0.1", port=port, **options)
        controller.start()
        started.append(controller)
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", port
        settings.DEFAULT_FROM_EMAIL = "us@example.org"
        return controller.handler

    yield start
    for controller in started:
        controller.stop()


def test_a_mail_server_that_works_gets_no_mail(mail_server):
    handler = mail_server()
    assert run("Mail server") == []
    assert not handler.sent


def test_a_mail_server_that_refuses_the_login_and_the_password_is_not_shown(mail_server, settings):
    mail_server(
        authenticator=lambda *_: AuthResult(success=False, handled=False),
        auth_require_tls=False,
    )
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "us", "a-Secret-of-mail"
    ((level, text, fix),) = run("Mail server")
    assert (level, "refuses the login" in text, "EMAIL_HOST_USER" in fix) == ("problem", True, True)
    assert "a-Secret-of-mail" not in CliRunner().invoke(cli.gatepost, ["doctor"]).output


def test_a_password_sent_without_tls(mail_server, settings):
    mail_server(authenticator=lambda *_: AuthResult(success=True), auth_require_tls=False)
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "us", "secret"
    ((level, text, fix),) = run("Mail server")
    assert (level, "without TLS" in text, fix) == ("warning", True, "EMAIL_USE_TLS = True")


def test_a_mail_server_without_starttls(mail_server, settings):
    mail_server()
    settings.EMAIL_USE_TLS = True
    ((level, text, _),) = run("Mail server")
    assert (level, text.endswith("offers no STARTTLS")) == ("problem", True)


def test_a_mail_server_without_smtputf8(mail_server, settings, configure):
    mail_server(enable_SMTPUTF8=False)
    settings.EMAIL_BACKEND = "gatepost.ground.smtp.EmailBackend"
    configure(email={"smtputf8": True})
    ((level, text, _),) = run("Mail server")
    assert (level, "SMTPUTF8" in text) == ("problem", True)


def test_no_mail_server_at_that_port(settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", 1
    ((level, text, fix),) = run("Mail server")
    assert (level, "ConnectionRefusedError" in text, "EMAIL_HOST" in fix) == ("problem", True, True)


def test_mails_that_nobody_gets(settings, configure):
    configure(outbox={"loopback_links": False})
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert [level for level, _, _ in run("Mail server")] == ["problem"]
    settings.DEBUG = True
    assert [level for level, _, _ in run("Mail server")] == ["note"]


@pytest.mark.parametrize(
    ("changes", "text", "fix"),
    [
        ({"SESSION_COOKIE_SECURE": False}, "sessionid is not Secure", "SESSION_COOKIE_SECURE = True"),
        ({"SESSION_COOKIE_DOMAIN": "example.com"}, "doesn't belong", "SESSION_COOKIE_DOMAIN = None"),
        ({"SESSION_COOKIE_DOMAIN": "org"}, "anyone can register names", "SESSION_COOKIE_DOMAIN = None"),
        ({"SESSION_COOKIE_NAME": "__Host-s", "SESSION_COOKIE_PATH": "/app"}, "the path /", "SESSION_COOKIE_PATH = '/'"),
        ({"CSRF_COOKIE_SAMESITE": "None", "CSRF_COOKIE_SECURE": False}, "demands Secure", "CSRF_COOKIE_SECURE = True"),
        ({"CSRF_COOKIE_HTTPONLY": True}, "no script can read", "CSRF_COOKIE_HTTPONLY = False"),
        ({"CSRF_USE_SESSIONS": True}, "no script can read", "CSRF_USE_SESSIONS = False"),
    ],
)
def test_cookies_that_browsers_refuse(settings, changes, text, fix):
    assert run("Cookies") == []
    for name, value in changes.items():
        setattr(settings, name, value)
    assert any(text in found and fix in line for _, found, line in run("Cookies")), run("Cookies")


def test_a_proxy_that_django_knows_and_limits_do_not(settings, configure):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ((level, _, fix),) = run("Proxies")
    assert (level, "'trusted_proxies': 1" in fix) == ("warning", True)
    configure(headless={"trusted_proxies": 1})
    assert run("Proxies") == []
    settings.SECURE_PROXY_SSL_HEADER = None
    assert any("SECURE_PROXY_SSL_HEADER" in fix for _, _, fix in run("Proxies"))


def test_visitors_who_all_come_from_the_proxys_own_address():
    make_user()
    for _ in range(25):
        Api("app").post("auth/login", {"email": BOB, "password": "wrong-Passw0rd"})
    assert [level for level, _, _ in run("Proxies")] == ["warning"]
    Event.objects.filter(pk=Event.objects.latest("at").pk).update(network="198.51.101.7")
    assert run("Proxies") == []


@pytest.fixture
def template(settings, tmp_path):
    """Write a template of the project's own."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    def write(name, text):
        file = tmp_path / "gatepost" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    return write


def test_templates_of_the_project(template):
    template("email/verify/body.txt", "{% load i18n %}Hi {{ user }}: {{ code }} {{ link }}, {{ from_name }}")
    assert run("Templates") == []
    template("email/account_exists/body.txt", "Hi {{ user }}: {{ lnik }}")
    ((level, text, _),) = run("Templates")
    assert (level, "lnik (perhaps link)" in text) == ("warning", True)
    template("email/changed/body.txt", "{% url 'no-such-page' %}")
    ((level, text, fix),) = [one for one in run("Templates") if one[0] == "problem"]
    assert (level, "NoReverseMatch" in text, "email/changed/body.txt" in fix) == ("problem", True, True)


def test_a_template_that_no_message_uses(template):
    template("email/verification/body.txt", "{{ link }}")
    ((level, text, _),) = run("Templates")
    assert (level, "there is no message 'email/verification'" in text) == ("warning", True)


def test_our_own_templates_ask_for_nothing_unknown(template):
    """An exact copy of ours is never complained about."""
    from gatepost.ground import mail_templates  # noqa: PLC0415

    for folder in (mail_templates.ROOT / "features").glob("*/messages/*/*.txt"):
        feature, name = folder.parts[-4], folder.parts[-2]
        template(f"{feature}/{name}/{folder.name}", "{% load i18n %}" + folder.read_text())
    assert run("Templates") == []
