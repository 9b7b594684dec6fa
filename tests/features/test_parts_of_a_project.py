"""`GATEPOST["FEATURES"]`, `["PROVIDERS"]` and `["SMS"]`: a project's own parts, and paths that lead to none."""

import sys
import textwrap

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from tests.client import Api
from tests.users import BOB, PASSWORD, make_user

from gatepost import conf, features
from gatepost.features.social import connections, providers
from gatepost.features.social.settings import ConnectionSettings
from gatepost.flow import registry
from gatepost.ground import mail_templates, outbox

FEATURE = """
    from typing import ClassVar
    import msgspec
    from gatepost import Feature

    class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
        '''A greeting.

        Args:
            word: What is said.
        '''
        section: ClassVar[str] = "greeting"
        word: str = "Hello"

    FEATURE = Feature(
        name="greeting", settings=(Settings,), limits={"greeting": ("5/60",)}, config=lambda: {"greeting": {"is": "on"}}
    )
"""
PROVIDER = """
    from gatepost import Provider
    PROVIDER = Provider(name="Intranet", docs="https://intra.example.org", issuer="https://intra.example.org")
"""
SMS = """
    sent = []
    def send(to, text):
        sent.append((to, text))
    NUMBER = 1
"""


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """A project's package, in which files are written."""
    root = tmp_path / "shop"
    root.mkdir()
    (root / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)

    def write(name, text):
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text))

    yield write
    for name in [name for name in sys.modules if name.partition(".")[0] == "shop"]:
        del sys.modules[name]


@pytest.fixture
def start(settings):
    """Set keys beside the sections and register the features, as a process does when it starts."""

    def change(**keys):
        settings.GATEPOST = {**settings.GATEPOST, **keys}
        registry.register(*features.load())

    yield change
    settings.GATEPOST = {name: value for name, value in settings.GATEPOST.items() if name not in conf.BESIDE[:1]}
    registry.register(*features.load())


def faults():
    return {message.id: message for message in run_checks(tags=["gatepost"]) if message.id.startswith("gatepost.E07")}


def test_a_feature_of_the_project_is_one_like_ours(shop, start, db, configure):
    shop("greeting.py", FEATURE)
    start(FEATURES=["shop.greeting"])
    configure(greeting={"word": "Moin"})
    assert faults() == {}
    assert [one.name for one in registry.features()][-1] == "greeting"
    assert Api("app").get("config").body["data"]["greeting"] == {"is": "on"}
    configure(greeting={"wort": "Moin"})
    assert "did you mean 'word'" in next(str(one) for one in run_checks(tags=["gatepost"]) if one.id == "gatepost.E003")


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("greeting/feature.py", "shop.greeting"),
        ("greeting/__init__.py", "shop.greeting"),
        ("greeting.py", "shop.greeting"),
        ("greeting.py", "shop.greeting.FEATURE"),
        ("greeting/feature.py", "shop.greeting.feature"),
    ],
)
def test_a_feature_is_a_package_a_module_or_a_name_in_one(shop, start, file, path):
    if "/" in file:
        shop("greeting/__init__.py", "")
    shop(file, FEATURE)
    start(FEATURES=[path])
    assert (faults(), registry.features()[-1].name) == ({}, "greeting")


def test_the_mails_of_a_feature_are_in_its_own_folder(shop, start):
    shop("greeting/__init__.py", FEATURE)
    shop("greeting/messages/hello/body.txt", "{% load i18n %}{{ name }}, hello.")
    start(FEATURES=["shop.greeting"])
    assert mail_templates.render("greeting/hello", "body.txt", {"name": "Ann"}) == "Ann, hello."
    assert mail_templates.render("greeting/nothing", "body.txt", {}) is None


BAD = {
    "shop.nothing": "no module 'shop.nothing'",
    "nowhere": "no module 'nowhere'",
    "": "not a dotted path",
    "shop/greeting": "not a dotted path",
    "shop..greeting": "not a dotted path",
    "../shop": "not a dotted path",
    "shop": "it has no FEATURE",
    "shop.empty": "it has no FEATURE",
    "shop.other": "holds a dict, not a gatepost.Feature",
    "shop.broken": "can't be imported: ZeroDivisionError",
    "shop.lacking": "can't be imported: ModuleNotFoundError: No module named 'not_installed'",
    "shop.tables": "INSTALLED_APPS",
    "shop.second": "the section 'totp' again, as the feature 'totp' does",
    "shop.again": "the name 'password' again",
    "shop.limit": "the limit 'login_failed",
    "shop.long": "over 16 characters",
    "shop.step": "the flow 'accept_terms' without a shape",
}


def write_bad(shop):
    shop("empty.py", "")
    shop("other.py", "FEATURE = {}")
    shop("broken.py", "1 / 0")
    shop("lacking.py", "import not_installed")
    shop("tables.py", "from django.db import models\nclass Answer(models.Model): pass")
    shop("second.py", FEATURE.replace('"greeting"', '"totp"', 1))
    shop("again.py", "from gatepost import Feature\nFEATURE = Feature(name='password')")
    shop("limit.py", "from gatepost import Feature\nFEATURE = Feature(name='x', limits={'login_failed': ('9999/1',)})")
    shop(
        "step.py",
        """
        from gatepost import Feature, Step
        FEATURE = Feature(name="x", steps=(Step(name="accept_terms", order=60, needed=lambda account, proofs: False),))
        """,
    )
    shop(
        "long.py",
        """
        import msgspec
        from gatepost import Factor, Feature
        from gatepost.api.shapes import Held
        FEATURE = Feature(name="x", factor=Factor(
            type="security_question", shape=Held, check=None, triggers_second_factor=True,
            enabled=lambda: True))
        """,
    )


@pytest.mark.parametrize("path", BAD)
def test_a_feature_that_cant_be_used_is_named_by_a_check(shop, start, path):
    write_bad(shop)
    start(FEATURES=[path])
    said = faults()["gatepost.E070"]
    assert BAD[path] in said.msg
    assert "INSTALLED_APPS" in said.hint


@pytest.mark.parametrize("given", ["shop.greeting", {"a": 1}, [1], None])
def test_features_that_are_no_list_are_named_by_a_check(start, given):
    start(FEATURES=given)
    assert 'GATEPOST["FEATURES"] must be a list of dotted paths' in faults()["gatepost.E070"].msg


def test_nobody_signs_in_while_a_feature_is_missing(shop, start, db, caplog):
    """It may be the one that would have asked for a second factor."""
    make_user(BOB, "bob")
    start(FEATURES=["shop.nothing"])
    api = Api("app")
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 503
    assert "no module 'shop.nothing'" in caplog.text
    with pytest.raises(ImproperlyConfigured, match="no module 'shop"):
        registry.sealed_columns()
    start(FEATURES=[])
    assert api.post("auth/login", {"email": BOB, "password": PASSWORD}).status == 200


def test_a_section_of_a_dialect_is_not_a_features_to_take(shop, start):
    shop("greeting.py", FEATURE.replace('section: ClassVar[str] = "greeting"', 'section: ClassVar[str] = "cookie"'))
    start(FEATURES=["shop.greeting"])
    assert "'cookie' is declared twice" in faults()["gatepost.E071"].msg


@pytest.mark.parametrize("path", ["shop.intra", "shop.providers.INTRA", "shop.providers.intra"])
def test_a_provider_of_the_project_is_one_like_ours(shop, start, path):
    shop("intra.py", PROVIDER)
    shop("providers/__init__.py", PROVIDER.replace("PROVIDER =", "INTRA ="))
    shop("providers/intra.py", PROVIDER)
    start(PROVIDERS=[path])
    assert faults() == {}
    assert "intra" in providers.names()
    made = connections.make("staff", ConnectionSettings(provider="intra", client_id="us"))
    assert (made.name, made.issuer) == ("Intranet", "https://intra.example.org")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("shop.nothing", "no module 'shop.nothing'"),
        ("shop.empty", "it has no PROVIDER"),
        ("shop.other", "holds a str, not a gatepost.Provider"),
        ("shop.google", "has the id 'google', as"),
        ("shop.broken", "can't be imported: ZeroDivisionError"),
        ("a b", "not a dotted path"),
    ],
)
def test_a_provider_that_cant_be_used_is_named_by_a_check(shop, start, path, said):
    write_bad(shop)
    shop("other.py", "PROVIDER = 'x'")
    shop("google.py", PROVIDER)
    start(PROVIDERS=[path])
    assert said in faults()["gatepost.E072"].msg
    assert 'GATEPOST["PROVIDERS"]' in faults()["gatepost.E072"].msg


@pytest.mark.parametrize("keys", [{"SMS": "shop.sms.send"}, {"outbox": {"sms": "shop.sms.send", "delivery": "worker"}}])
def test_sms_go_through_a_function_of_the_project(shop, start, db, keys):
    shop("sms.py", SMS)
    shop("sms_templates.py", "")
    start(**keys)
    assert faults() == {}
    outbox.put("sms", "phone/verify", "+31612345678", {"code": "123456"}, language="en")
    outbox.deliver_due()
    [(to, text)] = sys.modules["shop.sms"].sent
    assert to == "+31612345678"
    assert "123456" in text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("consol", "neither one of console, inbox, twilio nor a dotted path"),
        ("", "neither one of"),
        ("shop.sms.nothing", "no 'nothing' in 'shop.sms'"),
        ("shop.sms.NUMBER", "can't be called"),
        ("shop.sms", "it is a module"),
        ("shop.broken.send", "can't be imported: ZeroDivisionError"),
        ("shop.", "not a dotted path"),
    ],
)
def test_a_sender_that_cant_be_used_is_named_by_a_check(shop, start, name, said):
    write_bad(shop)
    shop("sms.py", SMS)
    start(SMS=name)
    assert said in faults()["gatepost.E073"].msg
    assert 'GATEPOST["SMS"]' in faults()["gatepost.E073"].msg
