# ruff: noqa: INP001 - a script beside the tests of another language
"""A provider on this machine for the client's tests; lives until its input ends."""

import json
import sys

from gatepost.testing.openid import OpenIdProvider

with OpenIdProvider() as provider:
    token = provider.id_token(sub="2", email="joe@example.org")
    told = {"settings": provider.settings(), "client_id": provider.client_id, "id_token": token}
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
