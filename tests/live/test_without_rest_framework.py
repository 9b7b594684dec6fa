"""The server where REST framework is not installed: it starts, and leaves the REST dialects out."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.live
PROGRAM = """
import importlib.util, os, sys
there = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "rest_framework" else there(name, *rest)
sys.modules["rest_framework"] = None
os.environ["DJANGO_SETTINGS_MODULE"] = "gatepost.server.settings"
import django
django.setup()
from django.core.checks import run_checks
from django.test import Client
assert not [message for message in run_checks() if message.is_serious()]
http = Client(headers={"Host": "localhost"})
print(http.get("/api-auth/login/").status_code, http.options("/api/v1/dj-rest-auth/login/").status_code,
      http.get("/api/login-set-cookie/").status_code)
"""


def test_the_rest_of_the_server_is_there(tmp_path):
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO", "GATEPOST"))}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        cwd=tmp_path,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stdout.split() == ["404", "404", "200"], done.stderr
