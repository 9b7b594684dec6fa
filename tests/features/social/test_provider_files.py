"""What holds for every provider's file, and that each reads its documented answer."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from gatepost.features.social import connections, person, providers
from gatepost.features.social.provider import STANDARD_CLAIMS, Ask

FOLDER = Path(__file__).parent / "providers"
NAMES = sorted(providers.names())
BUILT_IN = {"client_id", "client_secret", "access_token", "uid"}
PATHS = ("email", "email_verified", "full_name", "username", "picture", "access_token")


def documented(name):
    return json.loads((FOLDER / f"{name}.json").read_text())


def asked(provider):
    return [*provider.asks, *([provider.audience.ask] if provider.audience else [])]


def texts(provider):
    yield from (provider.issuer, provider.authorize, provider.exchange, provider.keys, provider.userinfo)
    for ask in asked(provider):
        yield from (ask.url, *ask.params.values(), *ask.headers.values(), *ask.body.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_provider_has_a_documented_answer_and_reads_it(name):
    given = documented(name)
    provider = providers.named(name)
    answers = {**given.get("answers", {}), "token": given["token"]}
    if provider.openid:
        answers[STANDARD_CLAIMS] = given["claims"]
    found = msgspec.structs.asdict(person.read(provider, answers))
    assert {key: value for key, value in found.items() if value not in ("", False)} == {
        key: value for key, value in given["person"].items() if value is not False
    }
    assert person.look(answers, provider.access_token)
    assert given["source"].startswith("https://")


@pytest.mark.parametrize("name", NAMES)
def test_a_provider_uses_https_and_names_only_what_it_declares(name):
    provider = providers.named(name)
    assert provider.docs.startswith("https://")
    for text in texts(provider):
        names = set(re.findall(r"\{(\w+)\}", text))
        assert names <= BUILT_IN | set(provider.options), text
    for url in [
        *[ask.url for ask in asked(provider)],
        provider.authorize,
        provider.exchange,
        provider.keys,
        provider.issuer,
    ]:
        assert not url or url.startswith(("https://", "{"))
    if not provider.openid:
        assert provider.authorize
        assert provider.exchange
        assert provider.asks or provider.subject[:6] == "token."


@pytest.mark.parametrize("name", NAMES)
def test_a_provider_looks_only_at_answers_that_it_asks_for(name):
    provider = providers.named(name)
    known = {ask.name for ask in provider.asks} | {"token", "user"}
    known |= {STANDARD_CLAIMS} if provider.openid else set()
    subjects = (provider.subject,) if isinstance(provider.subject, str) else provider.subject
    paths = [*subjects, *(getattr(provider, one) for one in PATHS)]
    if provider.emails is not None:
        paths = [path for path in paths if path not in (provider.email, provider.email_verified)] + [
            provider.emails.path
        ]
    for path in paths:
        assert not path or path.split(".")[0] in known, path
    if provider.audience is not None:
        given = documented(name)["audience"]
        assert person.look(given, provider.audience.client_id) == "client"
        assert isinstance(provider.audience.ask, Ask)


@pytest.mark.parametrize("name", NAMES)
def test_a_provider_without_an_id_in_its_answer_names_nobody(name):
    provider = providers.named(name)
    for broken in (None, "", 0, False, [], {}, 1.5, True):
        subjects = (provider.subject,) if isinstance(provider.subject, str) else provider.subject
        root, *rest = subjects[0].split(".")
        value = broken
        for word in reversed(rest):
            value = {word: value} if not word.isdecimal() else [value]
        with pytest.raises(person.NobodyError):
            person.read(provider, {root: value})


@pytest.mark.parametrize("name", NAMES)
def test_a_providers_id_tokens_are_signed_by_public_keys_only(name):
    assert set(providers.named(name).algorithms) <= {"RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"}


PAGES = sorted(Path(__file__).parents[3].glob("docs/providers/*.md"))
BLOCK = re.compile(r"```python\n(GATEPOST = .*?)```", re.DOTALL)


class Anything(dict):
    """An environment, and files, in which everything is there."""

    def __missing__(self, name):
        return name

    def read_text(self):
        return "a key"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_blocks_of_the_pages_are_connections(page, settings):
    names = {
        "os": SimpleNamespace(environ=Anything()),
        "pathlib": SimpleNamespace(Path=lambda name: Anything(name=name)),
    }
    for block in BLOCK.findall(page.read_text()):
        exec(block, names)
        settings.GATEPOST = {**settings.GATEPOST, **names["GATEPOST"]}
        made = connections.every()
        assert page.stem in made or page.stem == "README"
        for connection in made.values():
            assert page.stem == "README" or f"/_allauth/social/{connection.id}/callback`" in page.read_text()
    assert BLOCK.findall(page.read_text())
