"""Signing keys of a running server: rotated under load, revoked; a weak secret does not start."""

import os
import subprocess
import threading
import time

import httpx
import jwt as pyjwt
import pytest
from tests.live.test_server import COMMAND, EMAIL, PASSWORD, server

pytestmark = pytest.mark.live
TOKENS = {"GATEPOST_TOKENS__STRATEGY": "jwt", "GATEPOST_ACCOUNTS__EMAIL_VERIFICATION": "optional"}
PER_SECOND, SECONDS = 50, 6


def run(folder, *arguments, **environment):
    clean = {
        key: value for key, value in os.environ.items() if not key.startswith(("DJANGO", "GATEPOST", "PYTHONPATH"))
    }
    return subprocess.run(
        [COMMAND, *arguments], cwd=folder, env={**clean, **environment}, capture_output=True, text=True, check=False
    )


def sign_up(address):
    body = {"email": EMAIL, "password": PASSWORD}
    return httpx.post(f"{address}/_allauth/app/v1/auth/signup", json=body).json()["meta"]


def test_h13_keys_rotate_under_fifty_requests_a_second_and_no_token_fails(tmp_path):
    with server(tmp_path, **TOKENS) as address, httpx.Client(base_url=address) as client:
        meta = sign_up(address)
        statuses, kids, stop = [], set(), threading.Event()
        state = {"access": meta["access_token"], "refresh": meta["refresh_token"]}
        keys = {}

        def ask():
            begun, count = time.monotonic(), 0
            while not stop.is_set():
                count += 1
                sent = {"Authorization": f"Bearer {state['access']}"}
                statuses.append(client.get("/_allauth/app/v1/auth/session", headers=sent).status_code)
                if count % 10 == 0:
                    renew()
                time.sleep(max(0.0, begun + count / PER_SECOND - time.monotonic()))

        def renew():
            answer = client.post("/_allauth/app/v1/tokens/refresh", json={"refresh_token": state["refresh"]})
            assert answer.status_code == 200
            state.update(access=answer.json()["data"]["access_token"], refresh=answer.json()["data"]["refresh_token"])
            kid = pyjwt.get_unverified_header(state["access"])["kid"]
            if kid not in keys:  # as a service does that meets a key for the first time
                listed = pyjwt.PyJWKSet.from_dict(client.get("/.well-known/jwks.json").json())
                keys.update({key.key_id: key for key in listed.keys})
            pyjwt.decode(state["access"], keys[kid].key, algorithms=["ES256"], options={"verify_aud": False})
            kids.add(kid)

        asking = threading.Thread(target=ask)
        asking.start()
        for _ in range(2):
            time.sleep(SECONDS / 3)
            assert run(tmp_path, "keys", "signing", "rotate", **TOKENS).returncode == 0
        deadline = time.monotonic() + 20
        while len(kids) < 2 and time.monotonic() < deadline:
            time.sleep(0.2)
        stop.set()
        asking.join(30)
        assert set(statuses) == {200}
        assert len(statuses) > PER_SECOND
        assert len(kids) >= 2


def test_h13_a_revoked_key_is_refused_by_the_server_within_five_seconds(tmp_path):
    with server(tmp_path, **TOKENS) as address:
        token = sign_up(address)["access_token"]
        sent = {"Authorization": f"Bearer {token}"}
        assert httpx.get(f"{address}/_allauth/app/v1/auth/session", headers=sent).status_code == 200
        kid = pyjwt.get_unverified_header(token)["kid"]
        assert run(tmp_path, "keys", "signing", "revoke", kid, **TOKENS).returncode == 0
        revoked = time.monotonic()
        while httpx.get(f"{address}/_allauth/app/v1/auth/session", headers=sent).status_code == 200:
            assert time.monotonic() - revoked < 6
            time.sleep(0.1)


@pytest.mark.parametrize("secret", ["secret", "x" * 31])
def test_h7_a_server_with_a_weak_secret_does_not_start(tmp_path, secret):
    found = run(tmp_path, "serve", GATEPOST_TOKENS__ALGORITHM="HS256", GATEPOST_TOKENS__HS256_SECRET=secret)
    assert found.returncode != 0
    assert "hs256_secret" in found.stdout + found.stderr
    assert secret not in (found.stdout + found.stderr).replace("hs256_secret", "")
