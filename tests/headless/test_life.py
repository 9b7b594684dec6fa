"""A whole life through the API, as a browser and as an app."""

PASSWORD = "tr0ub4dor-and-3"
EMAIL = "ann@example.org"


def by_mail(configure):
    configure(
        accounts={
            "login_methods": ["email"],
            "signup_fields": ["email*", "password*"],
            "email_verification": "mandatory",
        },
        email={"verification_by": "both", "resends": 2, "changes": 2, "login_on_verification": True},
        password={"reset_by": "both", "login_on_reset": True},
        code={"link": True, "resends": 1},
    )


def test_sign_up_verify_log_out_log_in_reset(api, configure, post):
    by_mail(configure)

    answer = api.post("auth/signup", {"email": EMAIL, "password": PASSWORD})
    assert (answer.status, answer.pending) == (401, ["verify_email"])
    assert api.get("auth/session").pending == ["verify_email"]
    assert api.post("auth/email/verify", {"key": "XXXX-XXXX"}).codes == [("incorrect_code", "key")]

    answer = api.post("auth/email/verify", {"key": post.code(EMAIL).lower().replace("-", " ")})
    assert answer.status == 200
    assert answer.body["data"]["user"]["email"] == EMAIL
    assert api.get("auth/session").status == 200
    assert api.get("account/email").body["data"] == [{"email": EMAIL, "primary": True, "verified": True}]

    assert api.delete("auth/session").status == 401
    assert api.get("auth/session").status == (410 if api.client == "app" else 401)
    api.token = None

    answer = api.post("auth/login", {"email": EMAIL.upper(), "password": PASSWORD})
    assert answer.status == 200
    assert [method["method"] for method in answer.body["data"]["methods"]] == ["password"]
    assert len(api.get("auth/sessions").body["data"]) == 1
    api.delete("auth/session")
    api.token = None

    assert api.post("auth/password/request", {"email": EMAIL}).pending == ["password_reset_by_code"]
    key = post.key(EMAIL)
    assert api.post("auth/password/reset", {"key": key, "password": "short"}).codes == [
        ("password_too_short", "password")
    ]
    answer = api.post("auth/password/reset", {"key": key, "password": "an0ther-l0ng-one"})
    assert (answer.status, answer.body["data"]["methods"][0]["method"]) == (200, "password_reset")
    api.delete("auth/session")
    api.token = None
    assert api.post("auth/login", {"email": EMAIL, "password": PASSWORD}).codes == [
        ("email_password_mismatch", "password")
    ]

    assert api.post("auth/code/request", {"email": EMAIL}).pending == ["login_by_code"]
    answer = api.post("auth/code/confirm", {"code": post.key(EMAIL)})
    assert (answer.status, answer.body["data"]["methods"][0]["method"]) == (200, "code")
