"""Passkeys in Chromium, with the virtual authenticator of its developer tools, on a bare page."""

import pytest
from tests.browser.visitor import AUTHENTICATOR
from tests.started import get, until

pytestmark = pytest.mark.live
EMAIL = "ann@example.org"
PAGE = """
window.api = async (verb, path, body) => {
  const csrf = document.cookie.match(/csrftoken=([^;]+)/)
  const answer = await fetch('/_allauth/browser/v1/' + path, {
    method: verb,
    headers: {'Content-Type': 'application/json', ...(csrf ? {'X-CSRFToken': csrf[1]} : {})},
    body: body && JSON.stringify(body)
  })
  return await answer.json()
}
window.create = async options => (await navigator.credentials.create({
  publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey)
})).toJSON()
window.get = async options => (await navigator.credentials.get({
  publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey)
})).toJSON()
null
"""


@pytest.fixture
def address(serve):
    return serve(GATEPOST_PASSKEY__SIGNUP="true")


@pytest.fixture
def page(chromium, address):
    page = chromium.new_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(f"{address}/health")
    page.evaluate(PAGE)
    yield page
    page.close()


def api(page, verb, path, body=None):
    return page.evaluate("([verb, path, body]) => api(verb, path, body)", [verb, path, body])


def pending(answer):
    return [flow["id"] for flow in answer["data"]["flows"] if flow.get("is_pending")]


def mailed_code(address, seen):
    def newest():
        mails = [one for one in get(f"{address}/dev/inbox.json").json() if one["to"] == EMAIL]
        return mails[0] if len(mails) > seen else None

    return until(newest, "a mail")["code"]


def test_sign_up_with_a_passkey_log_in_with_it_and_use_it_as_second_factor(page, address):
    api(page, "GET", "config")
    assert pending(api(page, "POST", "auth/webauthn/signup", {"email": EMAIL})) == ["verify_email"]
    answer = api(page, "POST", "auth/email/verify", {"key": mailed_code(address, 0)})
    assert pending(answer) == ["mfa_signup_webauthn"]
    options = api(page, "GET", "auth/webauthn/signup")["data"]["creation_options"]
    credential = page.evaluate("options => create(options)", options)
    answer = api(page, "PUT", "auth/webauthn/signup", {"credential": credential})
    assert (answer["status"], answer["data"]["user"]["has_usable_password"]) == (200, False)
    assert api(page, "DELETE", "auth/session")["status"] == 401

    options = api(page, "GET", "auth/webauthn/login")["data"]["request_options"]
    credential = page.evaluate("options => get(options)", options)
    answer = api(page, "POST", "auth/webauthn/login", {"credential": credential})
    assert (answer["status"], answer["data"]["user"]["email"]) == (200, EMAIL)
    assert api(page, "POST", "auth/webauthn/login", {"credential": credential})["status"] == 400

    (held,) = api(page, "GET", "account/authenticators")["data"]
    assert (held["name"], held["is_passwordless"], held["last_used_at"] is not None) == ("Master key", True, True)
    assert api(page, "DELETE", "auth/session")["status"] == 401

    assert pending(api(page, "POST", "auth/code/request", {"email": EMAIL})) == ["login_by_code"]
    answer = api(page, "POST", "auth/code/confirm", {"code": mailed_code(address, 1)})
    assert pending(answer) == ["mfa_authenticate"]
    options = api(page, "GET", "auth/webauthn/authenticate")["data"]["request_options"]
    assert len(options["publicKey"]["allowCredentials"]) == 1
    credential = page.evaluate("options => get(options)", options)
    answer = api(page, "POST", "auth/webauthn/authenticate", {"credential": credential})
    assert [one["method"] for one in answer["data"]["methods"]] == ["code", "mfa"]

    options = api(page, "GET", "auth/webauthn/reauthenticate")["data"]["request_options"]
    credential = page.evaluate("options => get(options)", options)
    answer = api(page, "POST", "auth/webauthn/reauthenticate", {"credential": credential})
    assert answer["data"]["methods"][-1]["reauthenticated"] is True
