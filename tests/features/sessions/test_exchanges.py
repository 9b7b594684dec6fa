"""The list of sessions, as the contract's exchanges show it."""

from tests.users import BOB, PASSWORD, logged_in


def test_sessions_tell_in_words_what_they_are_used_with(api, bob):
    firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
    api.headers["User-Agent"] = firefox
    api.post("auth/login", {"email": BOB, "password": PASSWORD})
    (entry,) = api.get("auth/sessions").body["data"]
    assert (entry["device"], entry["user_agent"]) == ("Firefox on Windows", firefox)


def test_sessions(bob, bobs):
    other = logged_in(bob)
    data = bobs.get("auth/sessions").body["data"]
    assert [row["is_current"] for row in data] == [True, False]
    for body, code in (
        ({}, "required"),
        ({"sessions": []}, "required"),
        ({"sessions": "x"}, "invalid_list"),
        ({"sessions": ["x"]}, "invalid_pk_value"),
        ({"sessions": [1]}, "invalid_choice"),
        ({"sessions": None}, "required"),
        ({"sessions": 3}, "invalid_list"),
    ):
        assert bobs.delete("auth/sessions", body).codes == [(code, "sessions")]
    assert len(bobs.delete("auth/sessions", {"sessions": [data[1]["id"]]}).body["data"]) == 1
    assert other.get("auth/session").status == 410
    token = bobs.token
    assert bobs.delete("auth/sessions", {"sessions": [data[0]["id"]]}).status == 401
    bobs.token = token
    assert bobs.get("auth/sessions").status == 410
