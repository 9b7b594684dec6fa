"""Races for names, one-time secrets and passwords."""

from django.contrib.auth import get_user_model

from gatepost.accounts.models import Identifier
from gatepost.sessions.models import Session
from tests.races_over_http.racing import (
    NEW,
    PASSWORD,
    RACERS,
    Api,
    address,
    code_of,
    key_of,
    one,
    person,
    race,
    same,
    scenario,
    sessions,
    statuses,
    strangers,
)

WRONG = "BBBB-2222"
TRIES, GUESSES = 3, 5


def new_person():
    """Somebody who signed up and must verify the address."""
    email, api = address(), Api("app")
    assert api.post("auth/signup", {"email": email, "password": PASSWORD}).pending == ["verify_email"]
    return email, api


@scenario("a verification link is redeemed once")
def verification_link():
    email, _ = new_person()
    one(statuses(strangers(), "POST", "auth/email/verify", {"key": key_of(email)}), winner=401, others={400})
    assert Identifier.objects.filter(value=email, verified_at__isnull=False).count() == 1


@scenario("a verification code is redeemed once")
def verification_code():
    email, api = new_person()
    one(statuses(same(api), "POST", "auth/email/verify", {"key": code_of(email)}))
    assert Identifier.objects.filter(value=email, verified_at__isnull=False).count() == 1
    assert Session.objects.filter(user__email=email).count() == 1


@scenario("a reset link changes one password")
def reset_link():
    user = person()
    Api("app").post("auth/password/request", {"email": user.email})
    key = key_of(user.email)
    found = statuses(strangers(), "POST", "auth/password/reset", lambda n: {"key": key, "password": f"{NEW}-{n}"})
    one(found, winner=401, others={400, 409, 410})
    user.refresh_from_db()
    assert user.check_password(f"{NEW}-{found.index(401)}")


@scenario("a reset code changes one password")
def reset_code():
    user, api = person(), Api("app")
    api.post("auth/password/request", {"email": user.email})
    code = code_of(user.email)
    found = statuses(same(api), "POST", "auth/password/reset", lambda n: {"key": code, "password": f"{NEW}-{n}"})
    user.refresh_from_db()
    changed = [n for n in range(RACERS) if user.check_password(f"{NEW}-{n}")]
    assert len(changed) == 1
    assert set(found) <= {400, 401, 409, 410}


@scenario("a login code opens one session")
def login_code():
    user, api = person(), Api("app")
    assert api.post("auth/code/request", {"email": user.email}).pending == ["login_by_code"]
    one(statuses(same(api), "POST", "auth/code/confirm", {"code": code_of(user.email)}))
    assert Session.objects.filter(user=user).count() == 1


@scenario("a code is guessed three times at most")
def guesses():
    user, api = person(), Api("app")
    api.post("auth/code/request", {"email": user.email})
    tabs = same(api)
    answers = race(lambda n: tabs[n].post("auth/code/confirm", {"code": WRONG}))
    assert sum(answer.status == 400 for answer in answers) <= TRIES, answers
    assert api.post("auth/code/confirm", {"code": code_of(user.email)}).status in (400, 409, 410)
    assert not Session.objects.filter(user=user).exists()


@scenario("of wrong passwords, five are compared in five minutes")
def wrong_passwords():
    user = person()
    apis = strangers()
    body = {"email": user.email, "password": "wr0ng-Secret-1"}
    answers = race(lambda n: apis[n].post("auth/login", body))
    codes = [code for answer in answers for code, _ in answer.codes]
    assert codes.count("email_password_mismatch") == GUESSES, codes
    assert set(codes) == {"email_password_mismatch", "too_many_login_attempts"}
    assert Api("app").post("auth/login", {**body, "password": PASSWORD}).codes == [("too_many_login_attempts", None)]


@scenario("one address is signed up once")
def sign_up_address():
    email = address()
    spellings = (email, email.upper(), email.title(), f" {email}")
    statuses(strangers(), "POST", "auth/signup", lambda n: {"email": spellings[n % 4], "password": PASSWORD})
    assert get_user_model().objects.filter(email__iexact=email).count() == 1
    assert Identifier.objects.filter(kind="email", claim=email).count() == 1


@scenario("one username is signed up once")
def sign_up_username():
    name = address().partition("@")[0]
    emails = [address() for _ in range(RACERS)]
    found = statuses(
        strangers(), "POST", "auth/signup", lambda n: {"email": emails[n], "username": name, "password": PASSWORD}
    )
    one(found, winner=401, others={400})
    assert Identifier.objects.filter(kind="username", claim=name).count() == 1
    assert get_user_model().objects.filter(email__in=emails).count() == 1


@scenario("an address that two confirm belongs to one")
def claimed_address():
    wanted = address()
    apis = [sessions(person(), 1)[0] for _ in range(2)]
    keys = []
    for api in apis:
        assert api.post("account/email", {"email": wanted}).status == 200
        keys.append(key_of(wanted))
    found = statuses(apis, "POST", "auth/email/verify", lambda n: {"key": keys[n]})
    assert sorted(found) == [200, 400]
    assert Identifier.objects.filter(kind="email", claim=wanted).count() == 1


@scenario("one address is the primary one, and the account's column has it")
def primary_address():
    user = person()
    emails = [user.email, *(address() for _ in range(3))]
    for email in emails[1:]:
        sessions(user, 1)[0].post("account/email", {"email": email})
        assert Api("app").post("auth/email/verify", {"key": key_of(email)}).status in (200, 401)
    apis = sessions(user)
    found = statuses(apis, "PATCH", "account/email", lambda n: {"email": emails[n % len(emails)], "primary": True})
    assert set(found) <= {200, 400, 409}, found
    user.refresh_from_db()
    assert list(Identifier.objects.filter(user=user, primary=True, kind="email").values_list("value", flat=True)) == [
        user.email
    ]


@scenario("a code by SMS is redeemed once")
def phone_code():
    user = person()
    api, number = sessions(user, 1)[0], f"+49151{int(address()[4:].partition('@')[0]):08d}"
    assert api.post("account/phone", {"phone": number}).status == 202
    one(statuses(same(api), "POST", "auth/phone/verify", {"code": code_of(number)}))
    assert Identifier.objects.filter(user=user, kind="phone", verified_at__isnull=False).count() == 1


@scenario("no login by the old password outlives a password change")
def password_change():
    user = person()
    owner, apis = sessions(user, 1)[0], strangers()

    def act(n):
        if n == RACERS // 2:
            body = {"current_password": PASSWORD, "new_password": NEW}
            return owner.post("account/password/change", body).status
        return apis[n].post("auth/login", {"email": user.email, "password": PASSWORD}).status

    found = race(act)
    assert found[RACERS // 2] == 200, found
    assert set(found) <= {200, 400, 401, 429}
    assert not [api for api in apis if api.token and api.get("auth/session").status == 200]
    assert owner.get("auth/session").status == 200


@scenario("an account that is deleted during its logins is gone")
def deletion():
    user = person()
    owner, apis = sessions(user, 1)[0], strangers()

    def act(n):
        if n == RACERS // 2:
            return owner.delete("account").status
        return apis[n].post("auth/login", {"email": user.email, "password": PASSWORD}).status

    found = race(act)
    assert found[RACERS // 2] == 401
    assert set(found) <= {200, 400, 401, 409}
    assert not get_user_model().objects.filter(email=user.email).exists()
    assert not Identifier.objects.filter(value=user.email).exists()
    assert not [api for api in apis if api.token and api.get("auth/session").status == 200]
