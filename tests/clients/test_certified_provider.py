"""The same client at `oidc-provider`, which is certified, and here: every difference has a reason in a table."""

import contextlib
import json
import subprocess
import tomllib
from pathlib import Path

import httpx
import pytest
from tests import npm_packages
from tests.clients.logged_in import User, provider
from tests.clients.provider_script import CALLBACK, CONFIDENTIAL, PUBLIC, SECRET, SERVICE, Script, browse
from tests.live.test_server import free_port, server

pytestmark = pytest.mark.live
FOLDER = Path(__file__).parent / "oauth"
REASONS = tomllib.loads((FOLDER / "differences.toml").read_text())
CODE = ["authorization_code", "refresh_token"]
OURS = {
    CONFIDENTIAL: {
        "name": "Judge", "secret": SECRET, "redirect_uris": [CALLBACK], "grant_types": CODE,
        "scopes": ["openid", "email", "offline_access", "read"], "first_party": True,
    },
    PUBLIC: {"name": "Public", "redirect_uris": [CALLBACK], "scopes": ["openid"], "first_party": True},
    SERVICE: {
        "name": "Batch", "secret": SECRET, "grant_types": ["client_credentials"], "scopes": ["read"],
    },
}  # fmt: skip
THEIRS = [
    {"client_id": CONFIDENTIAL, "client_secret": SECRET, "redirect_uris": [CALLBACK], "grant_types": CODE},
    {"client_id": PUBLIC, "redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none"},
    {
        "client_id": SERVICE, "client_secret": SECRET, "redirect_uris": [], "grant_types": ["client_credentials"],
        "response_types": [], "scope": "read",
    },
]  # fmt: skip


@pytest.fixture(scope="module")
def theirs(node):
    npm_packages.install(npm_packages.find_npm(), FOLDER)
    port = free_port()
    command = [node, FOLDER / "certified_provider.mjs", str(port), json.dumps(THEIRS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        said = []
        for line in process.stdout:
            said.append(line)
            if line.strip() == "READY":
                break
        assert process.poll() is None, "".join(said)
        with httpx.Client(timeout=20) as http:
            script = Script(f"http://127.0.0.1:{port}", lambda url: browse(http, url))
            with contextlib.closing(script):
                yield script.run()
        process.terminate()


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    settings = provider(OURS, scopes={"read": {"text": "Read"}}, registration="open")
    with (
        server(tmp_path_factory.mktemp("ours"), **settings) as address,
        contextlib.closing(User(address.replace("127.0.0.1", "localhost"))) as user,
        contextlib.closing(Script(user.address, user.sent)) as script,
    ):
        yield script.run()


def differing(ours, theirs):
    """Every difference, as `step: field` to both values."""
    found = {}
    for step in {**theirs, **ours}:
        own, other = ours.get(step, {}), theirs.get(step, {})
        for field in {**other, **own}:
            if own.get(field) != other.get(field):
                found[f"{step}: {field}"] = (own.get(field), other.get(field))
    return found


def reason_of(name):
    """The reason for a difference: that of the field in this step, of the field anywhere, or of the step."""
    step, _, field = name.rpartition(": ")
    return REASONS["steps"].get(name) or REASONS["fields"].get(field) or REASONS["steps"].get(step)


def test_every_difference_has_a_reason(ours, theirs):
    assert len(ours) == len(theirs) > 40
    unexplained = {name: both for name, both in differing(ours, theirs).items() if not reason_of(name)}
    assert not unexplained, "\n".join(
        f"{name}: ours {own!r}, theirs {other!r}" for name, (own, other) in unexplained.items()
    )


def test_every_reason_is_for_a_difference(ours, theirs):
    found = differing(ours, theirs)
    used = set(found) | {name.rpartition(": ")[0] for name in found}
    fields = {name.rpartition(": ")[2] for name in found}
    assert not set(REASONS["steps"]) - used
    assert not set(REASONS["fields"]) - fields
