"""The example service against a live server: it lets in whom the server logged in, and learns of new keys by itself."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from tests.live.test_server import COMMAND, PASSWORD, Visitor, free_port, server
from tests.started import until, until_up

pytestmark = pytest.mark.live
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "resource_server"
EMAIL = "ann@example.org"
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "GATEPOST", "PYTHONPATH"))}


@contextlib.contextmanager
def service(issuer):
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "run", "--port", str(port)],
        cwd=EXAMPLE,
        env={**CLEAN, "GATEPOST_ISSUER": issuer, "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until_up(process, f"http://127.0.0.1:{port}/", any_status=True)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    home, port = tmp_path_factory.mktemp("server"), free_port()
    issuer = f"http://127.0.0.1:{port}"
    settings = {"GATEPOST_TOKENS__STRATEGY": "jwt", "GATEPOST_TOKENS__ISSUER": issuer}
    with server(home, port=port, **settings), service(issuer) as notes:
        yield issuer, notes, home, settings


@pytest.fixture(scope="module")
def token(project):
    issuer = project[0]
    visitor = Visitor(issuer, "app")
    visitor.call("POST", "auth/signup", {"email": EMAIL, "password": PASSWORD})
    status, answer = visitor.call("POST", "auth/email/verify", {"key": visitor.mail(EMAIL, 0)["code"]})
    assert status == 200
    visitor.close()
    return answer["meta"]["access_token"]


def ask(notes, text, where="notes"):
    return httpx.get(f"{notes}/{where}", headers={"Authorization": f"Bearer {text}"})


def test_a_token_of_the_server_is_somebody(project, token):
    answer = ask(project[1], token)
    subject = jwt.decode(token, options={"verify_signature": False})["sub"]
    assert (answer.status_code, answer.json()["user"]) == (200, subject)


def test_the_rest_is_nobody(project, token):
    _, notes, _, _ = project
    head, body, end = token.split(".")
    claims = jwt.decode(token, options={"verify_signature": False})
    kid = jwt.get_unverified_header(token)["kid"]
    stranger = ec.generate_private_key(ec.SECP256R1())
    forged = [
        f"{head}.{body}.{end[:-4]}AAAA",
        jwt.encode(claims, stranger, algorithm="ES256", headers={"typ": "at+jwt", "kid": kid}),
        jwt.encode(claims, stranger, algorithm="ES256", headers={"typ": "at+jwt", "kid": "unknown"}),
        jwt.encode(claims, "", algorithm="none", headers={"typ": "at+jwt", "kid": kid}),
        jwt.encode(claims, "x" * 32, algorithm="HS256", headers={"typ": "at+jwt", "kid": kid}),
        "junk",
    ]
    for text in forged:
        answer = ask(notes, text)
        assert (answer.status_code, answer.json()) == (401, {"error": "invalid_token"}), text
    assert httpx.get(f"{notes}/notes").json() == {"error": "token_required"}


def test_a_password_alone_opens_no_vault(project, token):
    answer = ask(project[1], token, "vault")
    assert (answer.status_code, answer.json()) == (401, {"error": "insufficient_user_authentication"})


def test_tokens_of_a_key_that_came_later_are_good_and_those_before_stay_so(project, token):
    issuer, notes, home, settings = project
    rotate = [COMMAND, "keys", "signing", "rotate"]
    subprocess.run(rotate, cwd=home, env={**CLEAN, **settings}, capture_output=True, check=True)

    def signed_by_another_key():
        visitor = Visitor(issuer, "app")
        _, answer = visitor.call("POST", "auth/login", {"email": EMAIL, "password": PASSWORD})
        visitor.close()
        later = answer["meta"]["access_token"]
        return later if jwt.get_unverified_header(later)["kid"] != jwt.get_unverified_header(token)["kid"] else None

    later = until(signed_by_another_key, "a token signed by another key")
    assert ask(notes, later).status_code == 200
    assert ask(notes, token).status_code == 200
