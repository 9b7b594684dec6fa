"""`gatepost migrate-from allauth` for a project that is a provider by `allauth.idp`, on rows of the real package."""

import hashlib
import json
import os
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from tests.moving_in import environment
from tests.moving_in.test_django_oauth_toolkit import CALLBACK, CHALLENGE, RENEWABLE, VERIFIER, ToolkitProject, own
from tests.moving_in.test_django_oauth_toolkit import claims as claims_by
from tests.moving_in.tokens import without_events

pytestmark = pytest.mark.live
USERS = int(os.environ.get("GATEPOST_MOVING_USERS", "16"))
VERSION = "django-allauth[socialaccount,mfa,headless,idp-oidc]==65.22.1"
TOKEN = "/identity/o/api/token"
ISSUER = "https://shop.example.org"


class IdpProject(ToolkitProject):
    package, settings, requirement = "allauth", "tests.moving_in.idp_project.settings", VERSION

    def script(self, name, *words, stage, **options):
        folder = "idp_project" if name == "create" else "toolkit_project"
        module = f"tests.moving_in.{folder}.{name}"
        return environment.run(self._python, "-m", module, *words, env=self.env(stage), **options).stdout

    def refreshing(self, token):
        return self.form(TOKEN, grant_type="refresh_token", refresh_token=token)


def made(folder, **more):
    python = environment.python("allauth-idp", VERSION, "djangorestframework", "Django>=5.2,<6")
    project = IdpProject(folder, {}, python, "")
    project.more = more
    project.facts = json.loads(project.script("create", str(USERS), stage="before").splitlines()[-1])
    project.manage("migrate", "--verbosity=0")
    project.configure()
    return project


@pytest.fixture(scope="session")
def beside(tmp_path_factory):
    return made(tmp_path_factory.mktemp("idp"), USERS="people.Person")


@pytest.fixture
def project(tmp_path, beside):
    return own(beside, tmp_path)


@pytest.fixture(scope="session")
def moved(tmp_path_factory, beside):
    project = own(beside, tmp_path_factory.mktemp("moved"))
    project.said = json.loads(project.migrate_from("--batch", "7", "--json").stdout)
    return project


def claims(project, token):
    return claims_by(project, token, keys="/.well-known/jwks.json", issuer=ISSUER)


def test_access_tokens_stay_valid_and_dead_ones_dead(moved):
    live = moved.in_state("live", "rotated", "twice")
    assert moved.known([one["access_token"] for one in live]) == [one["name"] for one in live]
    before_rotation = [one["first"]["access_token"] for one in moved.in_state("rotated")]
    assert moved.known(before_rotation) == [one["name"] for one in moved.in_state("rotated")]
    dead = [one["access_token"] for one in moved.in_state("idle", "revoked", "expired", "inactive", "deleted")]
    assert set(moved.known(dead)) == {401}
    assert moved.known(["p" * 30, "foreign", "initial", "at-api"]) == ["ann0", 401, 401, 401]


def test_refresh_tokens_work_once_and_dead_ones_never(moved):
    live = moved.in_state(*RENEWABLE)
    answers = moved.ask(*(moved.refreshing(one["refresh_token"]) for one in live))
    assert {status for status, *_ in answers} == {200}
    for (_, said, _), facts in zip(answers, live, strict=True):
        assert said["scope"] == "openid read"
        assert claims(moved, said["id_token"])["sub"] == str(facts["user"])
    dead = [one["refresh_token"] for one in moved.in_state("revoked", "expired", "inactive", "deleted")]
    dead += [one["first"]["refresh_token"] for one in moved.in_state("rotated")]
    answers = moved.ask(*(moved.refreshing(one) for one in dead))
    assert {(status, said["error"]) for status, said, _ in answers} == {(400, "invalid_grant")}


def test_the_key_that_signed_last_signs_on_and_id_tokens_issued_before_verify(moved):
    old = moved.in_state("live")[0]
    assert claims(moved, old["id_token"])["sub"] == str(old["user"])
    assert len([one for one in moved.ask({"path": "/.well-known/jwks.json"})[0][1]["keys"] if one["kty"] == "RSA"]) == 2
    renewed = moved.ask(moved.refreshing(moved.in_state("live")[1]["refresh_token"]))[0]
    if renewed[0] == 200:  # another test may have renewed it
        assert claims(moved, renewed[1]["id_token"])


def test_a_client_that_keeps_its_addresses_and_its_secret_logs_its_users_in(project):
    project.migrate_from()
    discovered = project.ask({"path": "/.well-known/openid-configuration"})[0][1]
    assert discovered["issuer"] == ISSUER
    before = project.ask({"path": "/.well-known/openid-configuration"}, stage="before")[0][1]
    addresses = [name for name in before if name.endswith(("_endpoint", "_uri")) and name != "registration_endpoint"]
    assert len(addresses) > 6
    assert {name: discovered[name] for name in addresses} == {name: before[name] for name in addresses}
    asked = {
        "response_type": "code", "client_id": "wiki", "redirect_uri": CALLBACK, "scope": "openid read",
        "code_challenge": CHALLENGE, "code_challenge_method": "S256", "state": "x",
    }  # fmt: skip
    path = f"/identity/o/authorize?{urlencode(asked)}"
    known, stranger, device = project.ask(
        {"path": path, "user": "ann0"}, {"path": path, "user": "stranger"}, {"path": "/identity/o/device?code=ABCD"}
    )
    assert stranger[1].startswith("https://shop.example.org/account/authorize#")  # must consent first
    assert (device[0], device[1]) == (302, "https://shop.example.org/account/device")
    code = parse_qs(urlsplit(known[1]).query)["code"][0]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    wrong, right = project.ask(project.form(TOKEN, secret="wrong", **form), project.form(TOKEN, **form))
    assert (wrong[0], wrong[1]["error"]) == (401, "invalid_client")
    assert right[0] == 200, right
    assert claims(project, right[1]["id_token"])["sub"] == str(project.facts["ann"])
    userinfo = {"path": "/identity/o/api/userinfo", "header": f"Bearer {right[1]['access_token']}"}
    assert project.ask(userinfo)[0][1]["sub"] == str(project.facts["ann"])


def test_no_secret_and_no_token_is_stored_in_clear_and_a_stored_hash_opens_nothing(moved):
    stored = str([moved.rows(table) for table in moved.everything() if table.startswith("gatepost_")])
    assert moved.facts["secret"] not in stored
    live = moved.in_state(*RENEWABLE)
    hashed = [
        hashlib.sha256(one[name].encode()).hexdigest() for one in live for name in ("access_token", "refresh_token")
    ]
    assert not [one for one in hashed if one in stored]
    assert set(moved.known(hashed)) == {401}


def test_clients_keep_what_they_may_do_and_lose_what_is_unsafe(moved):
    columns = "client_id, confidential, first_party, native, verified, redirect_uris, grant_types, scope, audiences"
    found = {row[0]: row[1:] for row in moved.rows("gatepost_oauthclient", columns)}
    assert set(found) == {"wiki", "plain", "phone", "batch", "page", "mixed", "lost", "tv", "taken"}
    assert found["wiki"][:4] == (1, 0, 0, 1)
    assert found["plain"][3] == 0  # registered by itself
    assert found["mixed"][1] == 1
    assert json.loads(found["phone"][4]) == ["org.example.app:/back", "http://127.0.0.1/back", "shop://back"]
    assert json.loads(found["lost"][4]) == []
    code = ["authorization_code", "refresh_token"]
    grants = {name: json.loads(row[5]) for name, row in found.items()}
    assert (grants["wiki"], grants["mixed"], grants["lost"]) == (code, code, code[1:])
    assert (grants["page"], grants["batch"]) == (code[1:], ["client_credentials"])
    assert sorted(grants["tv"]) == sorted([code[1], "urn:ietf:params:oauth:grant-type:device_code"])
    assert found["wiki"][6] == "openid read offline_access"
    assert json.loads(found["wiki"][7]) == []
    assert moved.rows("gatepost_oauthclient", "post_logout_redirect_uris", "client_id = 'wiki'") == [
        ('["https://wiki.example.org/bye"]',)
    ]


def test_the_words_of_the_adapter_and_the_resources_of_tokens_are_in_the_printed_settings(moved):
    printed = (moved.folder / "printed.py").read_text()
    assert "Read your orders" in printed
    assert "https://api.example.org/v1" in printed
    assert "'open'" in printed


def test_introspection_and_revocation_reach_every_token_of_the_authorization(project):
    project.migrate_from()
    one = project.in_state("rotated")[0]
    by_wiki, by_batch = project.ask(
        project.form("/identity/o/api/introspect", token=one["access_token"]),
        project.form("/identity/o/api/introspect", client="batch", token=one["access_token"]),
    )
    assert (by_wiki[1]["active"], by_wiki[1]["username"], by_wiki[1]["client_id"]) == (True, one["name"], "wiki")
    assert by_batch[1] == {"active": False}
    assert project.ask(project.form("/identity/o/api/revoke", token=one["refresh_token"]))[0][0] == 200
    assert project.known([one["access_token"], one["first"]["access_token"]]) == [401, 401]
    assert project.ask(project.refreshing(one["refresh_token"]))[0][0] == 400


def test_a_plan_tells_what_has_no_equivalent_and_writes_nothing(project):
    before = project.everything()
    told = project.migrate_from("--plan").stdout
    assert project.everything() == before
    for sentence in (
        "2 clients with response types beside `code`", "1 clients with default scopes",
        "clients without URIs for after a logout", "1 clients with `skip_consent`", "2 redirect URIs stay behind",
        "IDP_OIDC_ADAPTER", "its id is the URL of its metadata", "its hash isn't SHA-256",
    ):  # fmt: skip
        assert sentence in told, told


def test_undo_restores_row_by_row_and_keeps_what_was_renewed_since(project):
    before = project.everything()
    project.migrate_from("--batch", "7")
    project.migrate_from("--check")
    again = json.loads(project.migrate_from("--json").stdout)
    assert {counts["moved"] for counts in again.values()} == {0}
    used = own(project, project.folder.with_name("used"))
    project.migrate_from("--undo", "--batch", "5")
    assert without_events(project.everything()) == without_events(before)
    one = used.in_state("live")[0]
    fresh = used.ask(used.refreshing(one["refresh_token"]))[0][1]
    assert "they were renewed here since" in used.migrate_from("--undo").stdout
    assert used.known([fresh["access_token"]]) == [one["name"]]
    assert len(used.rows("gatepost_oauthclient")) == 1


def test_a_revocation_at_the_old_package_is_followed_by_a_later_run(project):
    project.migrate_from()
    one, other = project.in_state("live")[:2]
    gone = project.form("/identity/o/api/revoke", token=one["refresh_token"])
    assert project.ask(gone, stage="beside")[0][0] == 200
    assert "rows were ended at the old package" in project.migrate_from("--check", ok=False).stderr
    project.migrate_from()
    project.migrate_from("--check")
    assert project.known([one["access_token"], other["access_token"]]) == [401, other["name"]]


def test_a_login_that_ended_here_gets_no_token_that_the_old_package_issued_since(project):
    project.migrate_from()
    one = project.in_state("live")[0]
    assert project.ask(project.form("/identity/o/api/revoke", token=one["refresh_token"]))[0][0] == 200
    project.migrate_from()
    assert project.known([one["access_token"]]) == [401]


def test_a_run_that_is_killed_again_and_again_ends_in_the_same_result(project, tmp_path_factory):
    at_once = own(project, tmp_path_factory.mktemp("at-once"))
    at_once.migrate_from()
    assert [project.killed_at(moved, "--batch", "1") for moved in range(2, 50, 8)] == [True] * 6
    project.migrate_from("--batch", "1")
    for table, columns in {
        "gatepost_oauthclient": "client_id, redirect_uris, scope",
        "gatepost_refreshfamily": "user_id, lookup, current",
        "gatepost_accesstoken": "digest, scope, expires_at",
        "gatepost_consent": "user_id, scope",
        "gatepost_grant": "user_id, kind, scope",
        "gatepost_signingkey": "kid, slot",
    }.items():
        assert project.rows(table, columns) == at_once.rows(table, columns)


def test_signed_access_tokens_of_the_old_package_are_accepted_until_they_expire(tmp_path):
    project = made(tmp_path, FORMAT="jwt", CROSS="1")
    project.migrate_from()
    one = project.in_state("live")[0]
    assert one["access_token"].count(".") == 2
    assert project.known([one["access_token"], one["access_token"][:-8] + "A" * 8]) == [one["name"], 401]
    by_batch = project.ask(project.form("/identity/o/api/introspect", client="batch", token=one["access_token"]))[0]
    assert by_batch[1]["active"] is True
    fresh = project.ask(project.refreshing(one["refresh_token"]))[0][1]["access_token"]
    assert fresh.count(".") == 2
    assert project.known([fresh]) == [one["name"]]
