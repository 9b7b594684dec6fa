"""What phones and browsers read about the apps and pages that may use our passkeys."""

import base64
import hashlib

import pytest
from django.test import Client
from tests.users import PASSWORD, logged_in, make_user

from gatepost.testing.authenticator import SoftwareAuthenticator

CERTIFICATE = hashlib.sha256(b"a certificate")
FINGERPRINT = ":".join(f"{byte:02X}" for byte in CERTIFICATE.digest())
ANDROID = {"package": "org.example.app", "fingerprints": [FINGERPRINT]}
PAGES = ("assetlinks.json", "apple-app-site-association", "webauthn")


def page(name):
    return Client().get(f"/.well-known/{name}")


@pytest.mark.parametrize("name", PAGES)
def test_without_apps_there_is_nothing(name):
    assert page(name).status_code == 404


def test_apps_and_pages_are_listed(configure):
    configure(
        passkey={
            "android_apps": [ANDROID],
            "apple_apps": ["TEAM.org.example.app"],
            "origins": ["https://app.example.org", "https://example.net", "ios:x"],
        }
    )
    (entry,) = page("assetlinks.json").json()
    assert "delegate_permission/common.get_login_creds" in entry["relation"]
    assert entry["target"] == {
        "namespace": "android_app",
        "package_name": "org.example.app",
        "sha256_cert_fingerprints": [FINGERPRINT],
    }
    assert page("apple-app-site-association").json() == {"webcredentials": {"apps": ["TEAM.org.example.app"]}}
    assert page("webauthn").json() == {"origins": ["https://app.example.org", "https://example.net"]}
    for name in PAGES:
        assert page(name)["Content-Type"] == "application/json"


def test_a_listed_app_is_an_origin(configure, db):
    configure(passkey={"android_apps": [ANDROID]})
    api = logged_in(make_user())
    api.post("auth/reauthenticate", {"password": PASSWORD})
    path = "account/authenticators/webauthn"
    good = base64.urlsafe_b64encode(CERTIFICATE.digest()).rstrip(b"=").decode()
    other = base64.urlsafe_b64encode(hashlib.sha256(b"another").digest()).rstrip(b"=").decode()
    for digest, status in ((other, 400), (good, 200)):
        key = SoftwareAuthenticator(origin=f"android:apk-key-hash:{digest}")
        options = api.get(path).body["data"]["creation_options"]
        assert api.post(path, {"credential": key.create(options)}).status == status
