"""Users of dj-rest-auth: keys or signed tokens in cookies, sessions, addresses, second factors, provider accounts."""

import secrets

from django.conf import settings
from rest_framework.test import APIClient
from tests.moving_in.everyone import sessions, signed
from tests.moving_in.everyone.authtoken import key_of
from tests.moving_in.everyone.people import TWINS, WRONG
from tests.moving_in.everyone.requests import me, post, with_password

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
JWT = "jwt" in settings.VARIANT


def addresses(user, number, traits, fact):
    """None, a primary one that is verified or not, or several."""
    from allauth.account.models import EmailAddress  # noqa: PLC0415 - gone after the move

    if not user.email:
        return []
    verified = not traits.one_in(5) and number % TWINS != TWINS - 1
    found = [EmailAddress(user=user, email=user.email.lower(), verified=verified, primary=True)]
    if traits.one_in(3):
        found.append(EmailAddress(user=user, email=f"second{number}@example.org", verified=True))
        found.append(EmailAddress(user=user, email=f"third{number}@example.org", verified=False))
    fact["addresses"] = [[one.email, one.verified] for one in found]
    return found


def factors(user, traits, fact):
    """An app and recovery codes, of which the first was used."""
    from dj_rest_auth.mfa.models import Authenticator  # noqa: PLC0415 - gone after the move
    from dj_rest_auth.mfa.recovery_codes import RecoveryCodes  # noqa: PLC0415
    from dj_rest_auth.mfa.totp import _signer  # noqa: PLC0415

    if not traits.one_in(4):
        return []
    seed = secrets.token_hex(32)
    fact["codes"] = RecoveryCodes._generate_codes(seed, 10)[:3]
    return [
        Authenticator(user=user, type="totp", data={"secret": _signer.sign(SECRET)}),
        Authenticator(user=user, type="recovery_codes", data={"seed": seed, "used_mask": 1}),
    ]


def accounts(user, number, traits, fact):
    from allauth.socialaccount.models import SocialAccount  # noqa: PLC0415 - gone after the move

    named = [name for name in ("company", "github") if traits.one_in(4)]
    if "company" in named:
        fact["subject"] = f"s{number}"
    return [SocialAccount(user=user, provider=name, uid=f"s{number}", extra_data={}) for name in named]


def rows(user, number, traits, fact):
    fact["addresses"] = []
    found = [*addresses(user, number, traits, fact), *factors(user, traits, fact)]
    found += accounts(user, number, traits, fact)
    if not JWT:
        return [*found, *key_of(user, number, traits, fact), *sessions.rows(user, traits, fact)]
    return [*found, *signed.rows(user, traits, fact)]


finish = signed.finish


def who(status, said, client):
    """Whom the project takes the client for that a login was answered with this; "factor" if one is asked for."""
    if status != 200:
        return None
    if "mfa_required" in said:
        return "factor"
    return me(client) if JWT else me(Authorization=f"Token {said['key']}")


def second_step(first, code):
    _, said, _ = post("/auth/login/", first)
    if "ephemeral_token" not in said:
        return None
    return who(*post("/auth/mfa/verify/", {"ephemeral_token": said["ephemeral_token"], "code": code}))


def factor_answers(fact, first):
    import pyotp  # noqa: PLC0415 - for those alone who have an app

    found = {"app": second_step(first, pyotp.TOTP(SECRET).now()), "no code": second_step(first, "000000")}
    for number, code in enumerate(fact["codes"]):
        found[f"code {number}"] = second_step(first, code)
    found["code again"] = second_step(first, fact["codes"][1])
    return found


def answers(fact, tokens):
    field = "email" if "members" in settings.VARIANT else "username"
    secret = fact["password"]
    first = with_password(field, fact["name"], secret)
    found = {"session": sessions.who(fact)} if "session" in fact else {}
    answer = post("/auth/login/", first)
    found["name"] = who(*answer)
    if JWT:
        found["cookies"] = fact["name"] if cookies_are_as_configured(answer[2]) else None
    found["wrong"] = who(*post("/auth/login/", with_password(field, fact["name"], WRONG)))
    found["other case"] = who(*post("/auth/login/", with_password(field, fact["name"].swapcase(), secret)))
    for label, (address, _) in zip(("primary", "second", "third"), fact["addresses"], strict=False):
        found[label] = who(*post("/auth/login/", with_password("email", address, secret)))
    if "codes" in fact:
        found |= factor_answers(fact, first)
    if "subject" in fact:
        body = {"access_token": "access", "id_token": tokens[fact["subject"]]}
        found["provider"] = who(*post("/auth/company/", body))
    if "key" in fact:
        found["key"] = me(Authorization=f"Token {fact['key']}")
    for state, (access, refresh) in fact.get("pairs", {}).items():
        found |= cookies_of(state, access, refresh)
    return found


def cookies_are_as_configured(client):
    """Whether a login's cookies replace those that the browser has, and are sent to the same paths."""
    names = ("path", "samesite", "httponly", "secure", "domain")
    found = {cookie.key: [cookie[name] for name in names] for cookie in client.cookies.values()}
    return found == {"access": ["/", "Strict", True, True, ""], "refresh": ["/auth/", "Strict", True, True, ""]}


def cookies_of(state, access, refresh):
    """Whom the project takes a browser for that kept its cookies: at once, after it refreshed them, and again."""
    client = APIClient()
    client.cookies.load({"access": access, "refresh": refresh})
    found = {f"{state} access": me(client), f"{state} bearer": me(Authorization=f"Bearer {access}")}
    client.cookies.pop("access")
    status = client.post("/auth/token/refresh/", {}, format="json").status_code
    found[f"{state} refresh"] = me(client) if status == 200 else None
    status = client.post("/auth/token/refresh/", {}, format="json").status_code
    found[f"{state} refresh again"] = me(client) if status == 200 else None
    _, _, used = post("/auth/token/refresh/", {}, refresh=refresh)
    found[f"{state} first refresh again"] = me(used)
    return found
