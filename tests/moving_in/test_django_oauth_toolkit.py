"""`gatepost migrate-from django-oauth-toolkit`, on clients and logins of the real package.

The gate moves some; `GATEPOST_MOVING_USERS=2000 pytest tests/moving_in/test_django_oauth_toolkit.py` moves those of
two thousand users. tests/moving_in/test_allauth_idp.py has the same setting.
"""

import base64
import hashlib
import json
import os
import re
import sqlite3
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt as pyjwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tests.moving_in import environment
from tests.moving_in.conftest import Project, copy
from tests.moving_in.tokens import without_events

pytestmark = pytest.mark.live
USERS = int(os.environ.get("GATEPOST_MOVING_USERS", "16"))
VERSION, OLDEST = "django-oauth-toolkit==3.4.1", "django-oauth-toolkit==3.0.1"
TABLE = environment.ROOT / "docs" / "moving-in" / "django-oauth-toolkit-settings.md"
READ = "import json; from oauth2_provider import settings; print(json.dumps(list(settings.DEFAULTS)))"
CALLBACK, VERIFIER = "https://wiki.example.org/callback", "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
RENEWABLE = ("live", "idle", "rotated", "twice")


def pem():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


class ToolkitProject(Project):
    package, settings, requirement = "django-oauth-toolkit", "tests.moving_in.toolkit_project.settings", VERSION
    more: dict[str, str] = {}  # noqa: RUF012 - set by the fixtures
    keys = {"RSA_KEY": pem(), "OLD_RSA_KEY": pem()}  # noqa: RUF012 - the same for all

    def env(self, stage, **more):
        return super().env(stage, GATEPOST_KEYS="test:" + "A" * 43, **self.keys, **self.more, **more)

    def script(self, name, *words, stage, **options):
        module = f"tests.moving_in.toolkit_project.{name}"
        return environment.run(self._python, "-m", module, *words, env=self.env(stage), **options).stdout

    def ask(self, *requests, stage="after"):
        return json.loads(self.script("ask", stage=stage, input=json.dumps(requests)).splitlines()[-1])

    def configure(self):
        (self.folder / "printed.py").write_text(settings_of(self.migrate_from("--settings").stdout))

    def in_state(self, *states):
        return [one for one in self.facts["logins"] if one["state"] in states]

    def basic(self, client_id, secret=None):
        text = f"{client_id}:{secret or self.facts['secret']}"
        return "Basic " + base64.b64encode(text.encode()).decode()

    def form(self, path, client="wiki", secret=None, **form):
        return {"path": path, "header": self.basic(client, secret), "form": urlencode(form)}

    def refreshing(self, token):
        return self.form("/o/token/", grant_type="refresh_token", refresh_token=token)

    def known(self, tokens, stage="after", path="/me/"):
        answers = self.ask(*({"path": path, "header": f"Bearer {one}"} for one in tokens), stage=stage)
        return [said.get("name") if status == 200 else status for status, said, _ in answers]


def settings_of(printed):
    """The `GATEPOST` block of what `--settings` printed."""
    found = re.search(r"^GATEPOST = \{.*?^\}", printed, re.MULTILINE | re.DOTALL)
    assert found, printed
    return found[0]


def made(folder, version, name, **more):
    python = environment.python(name, version, "djangorestframework", "Django>=5.2,<6")
    project = ToolkitProject(folder, {}, python, "")
    project.more = more
    project.facts = json.loads(project.script("create", str(USERS), stage="before").splitlines()[-1])
    project.manage("migrate", "--verbosity=0")
    project.configure()
    return project


@pytest.fixture(scope="session")
def beside(tmp_path_factory):
    return made(tmp_path_factory.mktemp("toolkit"), VERSION, "toolkit", USERS="people.Person")


def own(source, folder):
    project = copy(source, folder)
    project.more = source.more
    return project


@pytest.fixture
def project(tmp_path, beside):
    return own(beside, tmp_path)


@pytest.fixture(scope="session")
def moved(tmp_path_factory, beside):
    project = own(beside, tmp_path_factory.mktemp("moved"))
    project.said = json.loads(project.migrate_from("--batch", "7", "--json").stdout)
    return project


def test_access_tokens_stay_valid_and_dead_ones_dead(moved):
    live = moved.in_state("live", "rotated", "twice")
    assert moved.known([one["access_token"] for one in live]) == [one["name"] for one in live]
    dead = [one["access_token"] for one in moved.in_state("idle", "revoked", "expired", "inactive", "deleted")]
    dead += [one["dead"]["access_token"] for one in moved.in_state("rotated")]
    assert set(moved.known(dead)) == {401}
    assert moved.known(["p" * 30, "n" * 30]) == ["ann0", 401]


def test_refresh_tokens_work_once_and_dead_ones_never(moved):
    project = moved
    live = project.in_state(*RENEWABLE)
    answers = project.ask(*(project.refreshing(one["refresh_token"]) for one in live))
    assert {status for status, *_ in answers} == {200}
    fresh = [said for _, said, _ in answers]
    assert project.known([one["access_token"] for one in fresh]) == [one["name"] for one in live]
    for one, facts in zip(fresh, live, strict=True):
        assert one["scope"] == "openid read"
        assert claims(project, one["id_token"])["sub"] == str(facts["user"])
    dead = [one["refresh_token"] for one in project.in_state("revoked", "expired", "inactive", "deleted")]
    dead += [one["dead"]["refresh_token"] for one in project.in_state("rotated")]
    answers = project.ask(*(project.refreshing(one) for one in dead))
    assert {(status, said["error"]) for status, said, _ in answers} == {(400, "invalid_grant")}


def published(project, path):
    """The public keys of a project that has moved, by id; fetched once."""
    known = vars(project).setdefault("published", {})
    if path not in known:
        known[path] = {one["kid"]: one for one in project.ask({"path": path})[0][1]["keys"]}
    return known[path]


def claims(project, token, keys="/o/.well-known/jwks.json", issuer="https://shop.example.org/o"):
    """The claims of an ID token, verified with the key that the old package had."""
    public = published(project, keys)
    key = pyjwt.PyJWK(public[pyjwt.get_unverified_header(token)["kid"]]).key
    return pyjwt.decode(token, key, algorithms=["RS256"], audience="wiki", issuer=issuer)


def test_id_tokens_issued_before_verify_with_the_published_keys_and_new_ones_have_the_same_key(moved):
    old = moved.in_state("live")[0]
    assert claims(moved, old["id_token"])["sub"] == str(old["user"])
    public = moved.ask({"path": "/o/.well-known/jwks.json"})[0][1]["keys"]
    assert len([one for one in public if one["kty"] == "RSA"]) == 2
    assert not any("d" in one for one in public)


def secret_of_wiki(project):
    columns = "substr(moved_hash, 1, 13), length(secret_digest)"
    return project.rows("gatepost_oauthclient", columns, "client_id = 'wiki'")[0]


def test_a_client_that_keeps_its_configuration_logs_its_users_in(project):
    project.migrate_from()
    assert secret_of_wiki(project) == ("pbkdf2_sha256", 0)
    discovered = project.ask({"path": "/o/.well-known/openid-configuration"})[0][1]
    assert discovered["issuer"] == "https://shop.example.org/o"
    endpoint = {name: urlsplit(url).path for name, url in discovered.items() if name.endswith("_endpoint")}
    assert endpoint["authorization_endpoint"] == "/o/authorize/"
    assert (endpoint["token_endpoint"], endpoint["revocation_endpoint"]) == ("/o/token/", "/o/revoke_token/")
    asked = {
        "response_type": "code", "client_id": "wiki", "redirect_uri": CALLBACK, "scope": "openid read",
        "code_challenge": CHALLENGE, "code_challenge_method": "S256", "state": "x",
    }  # fmt: skip
    path = f"/o/authorize/?{urlencode(asked)}"
    known, stranger = project.ask({"path": path, "user": "ann0"}, {"path": path, "user": "stranger"})
    assert stranger[1].startswith("https://shop.example.org/account/authorize#")  # must consent first
    code = parse_qs(urlsplit(known[1]).query)["code"][0]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    wrong, right = project.ask(
        project.form("/o/token/", secret="wrong", **form), project.form("/o/token/", **form)
    )  # fmt: skip
    assert (wrong[0], wrong[1]["error"]) == (401, "invalid_client")
    assert right[0] == 200
    assert secret_of_wiki(project) == ("", 64)  # the slow hash became a digest
    assert claims(project, right[1]["id_token"])["sub"] == str(project.facts["ann"])
    userinfo = {"path": "/o/userinfo/", "header": f"Bearer {right[1]['access_token']}"}
    assert project.ask(userinfo)[0][1]["sub"] == str(project.facts["ann"])


def test_no_secret_and_no_token_is_stored_in_clear_and_a_stored_hash_opens_nothing(moved):
    stored = str([moved.rows(table) for table in moved.everything() if table.startswith("gatepost_")])
    assert moved.facts["secret"] not in stored
    live = moved.in_state(*RENEWABLE)
    for name in ("access_token", "refresh_token"):
        assert not [one for one in live if one[name] in stored]
    hashed = [hashlib.sha256(one["access_token"].encode()).hexdigest() for one in live]
    assert not [one for one in hashed if one in stored]
    assert set(moved.known(hashed)) == {401}


def test_clients_keep_what_they_may_do_and_lose_what_is_unsafe(moved):
    columns = "client_id, confidential, first_party, native, verified, redirect_uris, grant_types, scope, audiences"
    found = {row[0]: row[1:] for row in moved.rows("gatepost_oauthclient", columns)}
    assert set(found) == {"wiki", "plain", "phone", "batch", "page", "old", "mixed", "lost", "taken"}
    assert found["wiki"][:4] == (1, 0, 0, 1)
    assert found["plain"][3] == 0  # registered by a user who isn't staff
    assert found["mixed"][1] == 1
    assert json.loads(found["phone"][4]) == ["org.example.app:/back", "http://127.0.0.1/back", "shop://back"]
    assert found["phone"][2] == 1
    assert json.loads(found["lost"][4]) == []
    code = ["authorization_code", "refresh_token"]
    grants = {name: json.loads(row[5]) for name, row in found.items()}
    assert (grants["wiki"], grants["mixed"]) == (code, code)
    assert (grants["page"], grants["old"], grants["batch"]) == ([], ["refresh_token"], ["client_credentials"])
    assert found["wiki"][6] == "openid read introspection offline_access"
    assert json.loads(found["batch"][7]) == ["https://shop.example.org/o"]
    assert json.loads(found["wiki"][7]) == []


def test_introspection_revocation_and_the_end_of_a_login_whose_token_comes_back(project):
    project.migrate_from()
    one, other = project.in_state("live")[:2]
    introspect = {"token": one["access_token"]}
    by_batch, by_plain = project.ask(
        project.form("/o/introspect/", client="batch", **introspect),
        project.form("/o/introspect/", client="plain", **introspect),
    )
    assert (by_batch[1]["active"], by_batch[1]["username"], by_batch[1]["client_id"]) == (True, one["name"], "wiki")
    assert by_plain[1] == {"active": False}
    revoked = project.ask(project.form("/o/revoke_token/", token=one["refresh_token"]))
    assert revoked[0][0] == 200
    assert project.known([one["access_token"], other["access_token"]]) == [401, other["name"]]
    assert project.ask(project.refreshing(one["refresh_token"]))[0][0] == 400
    first = project.ask(project.refreshing(other["refresh_token"]))[0][1]
    second = project.ask(project.refreshing(first["refresh_token"]))[0][1]
    replayed = (project.refreshing(text) for text in (other["refresh_token"], second["refresh_token"]))
    assert [said["error"] for _, said, _ in project.ask(*replayed)] == ["invalid_grant"] * 2
    assert project.known([other["access_token"], second["access_token"]]) == [401, 401]


def test_a_plan_tells_what_has_no_equivalent_and_writes_nothing(project):
    before = project.everything()
    told = project.migrate_from("--plan").stdout
    assert project.everything() == before
    for sentence in (
        "1 clients of the grant type `implicit`", "1 clients of the grant type `password`",
        "1 clients of the grant type `openid-hybrid`", "1 clients with HS256", "1 clients with `skip_authorization`",
        "3 redirect URIs stay behind", "OAUTH2_VALIDATOR_CLASS", "it belongs to no client",
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


def test_a_client_id_that_is_taken_here_is_named_and_its_logins_stay_behind(project):
    command = ("gatepost", "clients", "create", "Other", "--redirect-uri", "https://other.example.org/back")
    made = project.manage(*command, "--json").stdout
    taken = json.loads(made)["client_id"]
    with sqlite3.connect(project.folder / "db.sqlite3") as connection:
        connection.execute("UPDATE oauth2_provider_application SET client_id = ? WHERE client_id = 'page'", [taken])
    told = project.migrate_from("--plan").stdout
    assert "a client with its id is registered here already" in told
    project.migrate_from()
    assert project.known(["p" * 30]) == [401]


def test_a_revocation_at_the_old_package_is_followed_by_a_later_run(project):
    project.migrate_from()
    one, other = project.in_state("live")[:2]
    gone = {**project.form("/o/revoke_token/", token=one["refresh_token"])}
    assert project.ask(gone, stage="beside")[0][0] == 200
    assert "rows were ended at the old package" in project.migrate_from("--check", ok=False).stderr
    project.migrate_from()
    project.migrate_from("--check")
    assert project.known([one["access_token"], other["access_token"]]) == [401, other["name"]]


def test_clients_of_an_older_version_whose_table_lacks_columns_are_moved(tmp_path):
    project = made(tmp_path, OLDEST, "toolkit-3.0")
    project.migrate_from()
    project.migrate_from("--check")
    live, dead = project.in_state("live", "twice"), project.in_state("revoked", "expired", "inactive", "deleted")
    assert project.known([one["access_token"] for one in live]) == [one["name"] for one in live]
    answers = project.ask(*(project.refreshing(one["refresh_token"]) for one in [*live, *dead]))
    assert [status for status, *_ in answers] == [200] * len(live) + [400] * len(dead)


def test_a_run_that_is_killed_again_and_again_ends_in_the_same_result(project, tmp_path_factory):
    at_once = own(project, tmp_path_factory.mktemp("at-once"))
    at_once.migrate_from()
    assert [project.killed_at(moved, "--batch", "1") for moved in range(2, 62, 6)] == [True] * 10
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


def test_every_setting_is_in_the_table(beside):
    real = json.loads(environment.run(beside._python, "-c", READ, env=beside.env("before")).stdout)
    assert len(real) > 100
    told = set(re.findall(r"^\| `OAUTH2_PROVIDER\.([A-Z_0-9]+)`", TABLE.read_text(), re.MULTILINE))
    assert told == {name for name in real if not name.startswith("_")}
    assert beside.migrate_from("--reference").stdout == TABLE.read_text()
