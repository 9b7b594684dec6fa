"""The table of settings, beside the real package."""

import json
import re

import pytest
from tests.moving_in import environment

pytestmark = pytest.mark.live
TABLE = environment.ROOT / "docs" / "moving-in" / "allauth-settings.md"
READ = """
import json, re, pathlib, allauth
root = pathlib.Path(allauth.__file__).parent
apps = {"account": "ACCOUNT_", "headless": "HEADLESS_", "mfa": "MFA_", "socialaccount": "SOCIALACCOUNT_",
        "usersessions": "USERSESSIONS_", "idp/oidc": "IDP_OIDC_", "": "ALLAUTH_"}
found = set()
for app, prefix in apps.items():
    text = (root / app / "app_settings.py").read_text()
    found |= {prefix + name for name in re.findall(r'_setting\\(\\s*f?"([A-Z_0-9]+)"', text)}
    found |= set(re.findall(r'get_setting\\(\\s*"([A-Z_0-9]+)"', text))
    found |= set(re.findall(r'getattr\\(settings, "([A-Z_0-9]+)"', text))
found |= set(re.findall(r'"(ALLAUTH_[A-Z_]+)"', (root / "utils.py").read_text()))
print(json.dumps(sorted(found - {"ALLAUTH_HEADLESS_ONLY", "ALLAUTH_SOCIALACCOUNT_ONLY"})))
"""


def test_every_setting_of_allauth_is_in_the_table(created):
    real = json.loads(environment.run(created._python, "-c", READ, env={}).stdout)
    assert len(real) > 130
    told = set(re.findall(r"^\| `([A-Z_0-9]+)`", TABLE.read_text(), re.MULTILINE))
    assert told == set(real)


def test_the_table_is_printed_from_the_code(created):
    assert created.migrate_from("--reference").stdout == TABLE.read_text()
