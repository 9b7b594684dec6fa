"""Races at the provider, and at providers of others."""

import itertools

from joserfc import jwk, jwt

from gatepost.features.provider.models import AccessToken, DeviceRequest, Grant
from gatepost.features.provider.operations.grant_types import DEVICE
from gatepost.features.social.models import SocialAccount
from gatepost.ground import clock
from tests.oauth import App, allow, key, query, sent
from tests.races_over_http.browser import ADDRESS, Browser
from tests.races_over_http.racing import RACERS, Api, one, person, race, scenario, sessions

PROVIDERS = []
"""The provider at which users log in."""
KEY = jwk.ECKey.generate_key("P-256")
_number = itertools.count(1)


def refused(answers, error, winners=1):
    """Check that so many got tokens, and that the others were refused with an error."""
    assert sum(answer.status_code == 200 for answer in answers) == winners, [one.content for one in answers]
    assert {answer.json()["error"] for answer in answers if answer.status_code != 200} == {error}


def who(token):
    return Browser().get("/oauth/userinfo", headers={"Authorization": f"Bearer {token}"}).status_code


@scenario("an authorization code is redeemed once, and that token is revoked")
def authorization_code():
    app = App(token_format="opaque")
    code = app.code(sessions(person(), 1, "browser")[0])
    answers = race(lambda _: app.redeem(code))
    refused(answers, "invalid_grant")
    won = next(answer.json() for answer in answers if answer.status_code == 200)
    assert who(won["access_token"]) == 401
    assert app.refresh(won["refresh_token"]).status_code == 400
    assert not Grant.objects.filter(client=app.row).exists()
    assert not AccessToken.objects.filter(grant__client=app.row).exists()


@scenario("a device code is redeemed once")
def device_code():
    app = App(public=True, grant_types=[DEVICE, "refresh_token"])
    started = app.post("device", scope="openid").json()
    browser = sessions(person(), 1, "browser")[0]
    assert browser.post("auth/device/answer", {"code": started["user_code"], "allow": True}).status == 200
    form = {"grant_type": DEVICE, "device_code": started["device_code"]}
    refused(race(lambda _: app.post("token", **form)), "invalid_grant")
    assert Grant.objects.filter(client=app.row).count() == 1
    assert not DeviceRequest.objects.filter(client=app.row).exists()


@scenario("a pushed request gives one code")
def pushed_request():
    app = App(first_party=True)
    pushed = app.post("par", **app.parameters(client_id=None)).json()["request_uri"]
    browsers = sessions(person(), RACERS, "browser")
    asked = {"client_id": app.id, "request_uri": pushed}
    found = race(lambda n: browsers[n].http.get("/oauth/authorize", asked).status_code)
    assert found.count(303) == 1, found
    assert Grant.objects.filter(client=app.row).count() == 1


@scenario("a request that sixteen browsers answer gives one code")
def answered_request():
    app, user = App(), person()
    browsers = sessions(user, RACERS, "browser")
    header = {"X-Authorization-Request": key(sent(app.authorize(browsers[0].http)))}
    one(race(lambda n: browsers[n].post("auth/authorization", **header).status), others={409})
    assert Grant.objects.filter(client=app.row).count() == 1


@scenario("a proof of possession is accepted once")
def dpop_proof():
    app = App(public=True, dpop_bound=True, token_format="opaque")
    issuer = f"http://localhost:{ADDRESS[1]}"
    public = {name: value for name, value in KEY.as_dict(private=False).items() if name != "kid"}
    browser = sessions(person(), 1, "browser")[0]
    codes = [app.code(browser) for _ in range(4)]
    made = {"htm": "POST", "htu": f"{issuer}/oauth/token", "jti": f"p{next(_number)}", "iat": int(clock.unix())}
    proof = jwt.encode({"alg": "ES256", "typ": "dpop+jwt", "jwk": public}, made, KEY)
    form = {"grant_type": "authorization_code", "redirect_uri": app.row.redirect_uris[0]}

    def redeem(n):
        body = "&".join(
            f"{name}={value}"
            for name, value in {**form, "client_id": app.id, "code": codes[n], "code_verifier": app.verifier}.items()
        )
        kind = "application/x-www-form-urlencoded"
        return Browser().post("/oauth/token", body, content_type=kind, headers={"DPoP": proof})

    refused(race(redeem, len(codes)), "invalid_dpop_proof")


@scenario("consents given at once all get a code")
def consents():
    app, user = App(), person()
    browsers = sessions(user, 4, "browser")
    urls = [sent(app.authorize(browser.http)) for browser in browsers]
    found = race(lambda n: allow(browsers[n], urls[n]), 4)
    assert all("code" in query(url) for url in found)


@scenario("the state of a login at a provider is redeemed once")
def callback_state():
    provider, browser = PROVIDERS[0], Api("browser")
    email = f"jane{next(_number)}@example.org"
    provider.claims |= {"sub": email, "email": email}
    browser.get("config")
    form = {
        "provider": "test",
        "process": "login",
        "callback_url": f"http://localhost:{ADDRESS[1]}/welcome",
        "csrfmiddlewaretoken": browser.http.cookies["csrftoken"].value,
    }
    left = browser.http.post("/_allauth/browser/v1/auth/provider/redirect", form)
    assert left.status_code == 302, left.content
    back, before = provider.sign_in(left["Location"]), provider.count("/token")
    tabs = [Browser() for _ in range(RACERS)]
    for tab in tabs:
        tab.take_cookies(browser.http)
    race(lambda n: tabs[n].get("/_allauth/social/test/callback", back))
    assert provider.count("/token") == before + 1
    assert SocialAccount.objects.filter(subject=email).count() == 1


def posted(process, subject):
    provider = PROVIDERS[0]
    token = {
        "client_id": provider.client_id,
        "id_token": provider.id_token(sub=subject, email=f"{subject}@example.org"),
    }
    return {"provider": "test", "process": process, "token": token}


@scenario("sixteen first logins of one person make one user")
def first_logins():
    subject = f"subject{next(_number)}"
    body, apis = posted("login", subject), [Api("app") for _ in range(RACERS)]
    answers = race(lambda n: apis[n].post("auth/provider/token", body))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body["data"]["user"]["id"] for answer in answers}) == 1
    assert SocialAccount.objects.filter(subject=subject).count() == 1


@scenario("a login at a provider is connected to one of several users")
def linked():
    subject = f"wanted{next(_number)}"
    body, apis = posted("connect", subject), [sessions(person(), 1)[0] for _ in range(8)]
    one(race(lambda n: apis[n].post("auth/provider/token", body).status, 8), others={400, 409})
    assert SocialAccount.objects.filter(subject=subject).count() == 1
