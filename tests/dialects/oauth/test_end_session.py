"""An app sends its user's browser here to log out."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from tests.oauth import URI, App, claims, query, sent
from tests.users import NUMBER, logged_in, make_user

from gatepost.api.answers import named_user
from gatepost.features.provider import queries
from gatepost.features.provider.operations import clients
from gatepost.ground.models import Event
from gatepost.tokens.signed import jwt, signing_keys

BACK = "https://wiki.example.org/goodbye"
PAGE = "/account/logout"
HEADER = "X-Logout-Request"


@pytest.fixture
def wiki(db):
    return App(post_logout_redirect_uris=[BACK])


def end(http, **form):
    return http.get("/oauth/end-session?" + urlencode(form, doseq=True))


def logout_key(url):
    parts = urlsplit(url)
    assert parts.path == PAGE
    return parse_qs(parts.fragment)["request"][0]


def shown(browser, url):
    answer = browser.get("auth/logout", **{HEADER: logout_key(url)})
    assert answer.status == 200, answer
    return answer.body["data"]


def is_logged_in(browser):
    return browser.get("auth/session").status == 200


def refusal(answer):
    """The code on the page; nobody was sent anywhere."""
    assert answer.status_code == 400
    assert "Location" not in answer
    return answer.content.decode().rpartition("<p>")[2].partition("</p>")[0]


def test_the_apps_own_user_is_logged_out_and_sent_back_with_its_state(browsing, wiki):
    hint = wiki.log_in(browsing)["id_token"]
    answer = end(browsing.http, id_token_hint=hint, post_logout_redirect_uri=BACK, state="a b&c")
    assert sent(answer).startswith(BACK)
    assert query(sent(answer)) == {"state": "a b&c"}
    assert answer.cookies["sessionid"]["max-age"] == 0
    assert not is_logged_in(browsing)
    assert Event.objects.filter(kind="logout").count() == 1


def test_without_an_address_the_user_stays_on_the_logout_page(browsing, wiki):
    assert sent(end(browsing.http, id_token_hint=wiki.log_in(browsing)["id_token"])).endswith(PAGE)
    assert not is_logged_in(browsing)


def test_a_form_logs_out_too(browsing, wiki):
    hint = wiki.log_in(browsing)["id_token"]
    assert sent(browsing.http.post("/oauth/end-session", urlencode({"id_token_hint": hint}), content_type=FORM))
    assert not is_logged_in(browsing)


FORM = "application/x-www-form-urlencoded"


def test_a_form_from_another_site_brings_no_cookies_so_the_page_logs_out(browsing, wiki):
    form = {"id_token_hint": wiki.log_in(browsing)["id_token"], "post_logout_redirect_uri": BACK}
    answer = Client().post("/oauth/end-session", urlencode(form), content_type=FORM)
    assert not answer.cookies
    found = shown(browsing, sent(answer))
    assert (found["confirm"], found["location"], found["app"]["name"]) == (False, BACK, "Wiki")
    assert is_logged_in(browsing)


def test_an_expired_id_token_is_accepted(clock, browsing, wiki):
    hint = wiki.log_in(browsing)["id_token"]
    clock.forward(3600)
    assert sent(end(browsing.http, id_token_hint=hint, post_logout_redirect_uri=BACK)) == BACK


def test_an_id_token_is_accepted_long_after_its_key_was_retired_but_not_after_it_was_revoked(clock, browsing, wiki):
    hint = wiki.log_in(browsing)["id_token"]
    kid = jwt._read_header(jwt.split(hint).header).kid
    assert signing_keys.retire(kid)
    clock.forward(24 * 3600)
    assert signing_keys.find(kid) is None
    assert urlsplit(sent(end(Client(), id_token_hint=hint))).path == PAGE
    signing_keys.revoke(kid)
    assert refusal(end(browsing.http, id_token_hint=hint)) == "invalid_request"


@pytest.mark.parametrize("named", [True, False])
def test_d2_without_an_id_token_the_user_is_asked(browsing, bob, wiki, named):
    where = sent(end(browsing.http, **({"client_id": wiki.id, "post_logout_redirect_uri": BACK} if named else {})))
    assert is_logged_in(browsing)
    if not named:
        assert where.endswith(PAGE)
        return
    found = shown(browsing, where)
    assert (found["confirm"], found["location"], found["user"]["id"]) == (True, BACK, named_user(bob).id)


def test_d2_the_id_token_of_another_session_or_user_asks_first(browsing, bob, wiki):
    elsewhere = logged_in(bob, "browser")
    eve = logged_in(make_user("eve@example.org", "eve", phone=NUMBER), "browser")
    for other in (elsewhere, eve):
        hint = wiki.log_in(other)["id_token"]
        where = sent(end(browsing.http, id_token_hint=hint, post_logout_redirect_uri=BACK))
        assert shown(browsing, where)["confirm"]
    assert all(is_logged_in(one) for one in (browsing, elsewhere, eve))


def test_the_subject_must_be_that_of_the_user(browsing, bob, wiki):
    found = claims(wiki.log_in(browsing)["id_token"])
    forged = jwt.sign({**found, "sub": "someone"}, signing_keys.signer("RS256"))
    assert shown(browsing, sent(end(browsing.http, id_token_hint=forged)))["confirm"]
    assert is_logged_in(browsing)


def test_a_visitor_who_is_not_logged_in_goes_on_at_once(browser, wiki):
    found = shown(browser, sent(end(browser.http, client_id=wiki.id, post_logout_redirect_uri=BACK, state="x")))
    assert (found["confirm"], found["location"], found["user"]) == (False, f"{BACK}?state=x", None)


def test_d7_a_strangers_client_sends_nobody_on_without_a_click(browsing, browser):
    stranger = App(post_logout_redirect_uris=[BACK], verified=False)
    queries.update_client(stranger.row.id, source=queries.SELF_REGISTERED)
    hint = stranger.log_in(browsing)["id_token"]
    form = {"id_token_hint": hint, "post_logout_redirect_uri": BACK}
    assert shown(browsing, sent(end(browsing.http, **form)))["confirm"]
    assert shown(browser, sent(end(browser.http, **form)))["confirm"]
    assert is_logged_in(browsing)
    assert sent(end(browsing.http, id_token_hint=hint)).endswith(PAGE)
    assert not is_logged_in(browsing)


@pytest.mark.parametrize(
    "uri",
    [
        BACK + "/", BACK + "?x=1", BACK + "#", BACK.upper(), "https://evil.example.org/", "//wiki.example.org/goodbye",
        "javascript:alert(1)", URI, "https://wiki.example.org/goodbye/../x", BACK.replace("https", "http"),
    ],
)  # fmt: skip
def test_d7_only_a_registered_address_gets_the_browser(browsing, wiki, uri):
    hint = wiki.log_in(browsing)["id_token"]
    answer = end(browsing.http, id_token_hint=hint, post_logout_redirect_uri=uri)
    assert refusal(answer) == "unknown_post_logout_redirect_uri"
    assert refusal(end(browsing.http, post_logout_redirect_uri=BACK)) == "unknown_post_logout_redirect_uri"
    assert is_logged_in(browsing)


def test_d2_h6_a_hint_that_is_no_id_token_of_this_client_is_refused(browsing, wiki):
    tokens = wiki.log_in(browsing)
    good, other = tokens["id_token"], App(name="Other")
    found, key = claims(good), signing_keys.signer("RS256")
    head, _, end_of = good.rpartition(".")
    bad = [
        tokens["access_token"],
        f"{head}.{end_of[::-1]}",
        "x.y.z",
        good.replace(".", ""),
        jwt.sign({**found, "iss": "https://other.example.org"}, key),
        jwt.sign({**found, "aud": [wiki.id, other.id]}, key),
        jwt.sign(found, key, typ="logout+jwt"),
        jwt.sign({name: value for name, value in found.items() if name != "sub"}, key),
    ]
    for hint in bad:
        assert refusal(end(browsing.http, id_token_hint=hint)) == "invalid_request"
    assert refusal(end(browsing.http, id_token_hint=good, client_id=other.id)) == "invalid_request"
    assert is_logged_in(browsing)


def test_a_key_id_that_no_column_holds_is_refused(browsing, wiki):
    key = signing_keys.signer("RS256")
    strange = type("Key", (), {"algorithm": "RS256", "kid": "a\x00b", "sign": key.sign})
    assert refusal(end(browsing.http, id_token_hint=jwt.sign({"sub": "x"}, strange))) == "invalid_request"


def test_an_unknown_or_disabled_client_is_refused(browsing, wiki):
    hint = wiki.log_in(browsing)["id_token"]
    assert refusal(end(browsing.http, client_id="nobody")) == "unknown_client"
    where = sent(end(browsing.http, client_id=wiki.id))
    clients.disable(wiki.row, by="test")
    assert refusal(end(browsing.http, id_token_hint=hint)) == "unknown_client"
    assert browsing.get("auth/logout", **{HEADER: logout_key(where)}).status == 409


@pytest.mark.parametrize(
    "form", [{"state": "x" * 2001}, {"state": "a\nb"}, {"ui_locales": "x" * 201}, {"state": ["a", "b"]}]
)
def test_malformed_parameters_get_a_page(browser, form):
    assert refusal(end(browser.http, **form)) == "invalid_request"


def test_an_unknown_or_foreign_key_of_the_page_is_refused(browsing, wiki):
    assert browsing.get("auth/logout", **{HEADER: "gpv_unknown"}).status == 409
    consent_key = parse_qs(urlsplit(sent(wiki.authorize(browsing.http))).fragment)["request"][0]
    assert browsing.get("auth/logout", **{HEADER: consent_key}).status == 409


def test_other_methods_are_refused_and_an_app_without_the_provider_has_no_such_address(browser, configure):
    assert browser.http.put("/oauth/end-session").status_code == 405
    configure(provider={"enabled": False})
    assert browser.http.get("/oauth/end-session").status_code == 404


def test_pairwise_subjects_are_compared_as_the_client_knows_them(browsing, configure):
    configure(provider={"enabled": True, "pairwise_secret": "p" * 32})
    wiki = App(subject_type="pairwise", post_logout_redirect_uris=[BACK])
    hint = wiki.log_in(browsing)["id_token"]
    assert sent(end(browsing.http, id_token_hint=hint, post_logout_redirect_uri=BACK)) == BACK


def test_a_request_to_ask_takes_three_queries(browsing, wiki, django_assert_num_queries):
    end(browsing.http, client_id=wiki.id)
    with django_assert_num_queries(3):  # session, client, the request that waits
        end(browsing.http, client_id=wiki.id, post_logout_redirect_uri=BACK)


def test_discovery_names_the_endpoint(client):
    found = client.get("/.well-known/openid-configuration").json()
    assert found["end_session_endpoint"].endswith("/oauth/end-session")
