"""`gatepost users import` and `gatepost users export`."""

import csv
import json
import stat

import pytest
from click.testing import CliRunner
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db.models.signals import post_save
from tests.client import Api
from tests.hashers import FIREBASE, FIREBASE_HASH, FIREBASE_SALT
from tests.users import BOB, PASSWORD, make_user

from gatepost import cli, django_settings
from gatepost.accounts import accounts, identifiers, imported, language_queries
from gatepost.accounts.models import AccountLanguage, AccountRecord, Identifier
from gatepost.ground.models import Event

pytestmark = [pytest.mark.django_db]
BCRYPT = "$2b$04$hp9gy1kKtVObabRJCQ2AGu0ho3YXc3P8I0DwpTjN.n1XOquxndWma"
TYPED = "Cr\u00e8me br\u00fbl\u00e9e 42"
ANN = "ann@example.org"


@pytest.fixture(autouse=True)
def _project(monkeypatch, settings):
    monkeypatch.setattr("gatepost.cli.users.migrate", lambda: None)
    settings.PASSWORD_HASHERS = ["tests.hashers.CountingHasher", *django_settings.hashers(None)]


def run(*arguments):
    return CliRunner().invoke(cli.gatepost, ["users", *(str(one) for one in arguments)])


@pytest.fixture
def write(tmp_path):
    def write(name, contents):
        file = tmp_path / name
        if not isinstance(contents, str | bytes):
            contents = json.dumps(contents)
        file.write_bytes(contents if isinstance(contents, bytes) else contents.encode())
        return file

    return write


def logs_in(email, password):
    return Api("app").post("auth/login", {"email": email, "password": password}).status == 200


def emails():
    return set(get_user_model().objects.values_list("email", flat=True))


def test_users_of_a_csv_file_log_in_with_their_old_passwords(write, configure):
    configure(accounts={"email_verification": "mandatory"})
    file = write(
        "users.csv",
        "email,email_verified,username,phone,phone_verified,password_hash,first_name,is_active,date_joined\n"
        f"{ANN},true,ann,+4915112345678,yes,{BCRYPT},Ann,true,2019-05-01T12:00:00Z\n"
        f"Ben@Example.org,false,ben,,,{BCRYPT},Ben,true,\n"
        f"cat@example.org,1,,,,{BCRYPT},Cat,false,2020-01-01\n"
        "dan@example.org,1,dan,,,,,,\n",
    )
    result = run("import", file)
    assert (result.exit_code, "Imported 4 users" in result.output) == (0, True), result.output
    assert logs_in(ANN, TYPED)
    ann = get_user_model().objects.get(username="ann")
    assert (ann.first_name, ann.date_joined.isoformat()) == ("Ann", "2019-05-01T12:00:00+00:00")
    assert ann.password.startswith("counting$")
    verified = Identifier.objects.filter(user=ann, verified_at__isnull=False)
    assert {row.kind for row in verified} == {"email", "phone"}
    assert AccountRecord.objects.filter(user=ann, established_at__isnull=False).exists()
    ben = Api("app").post("auth/login", {"email": "ben@example.org", "password": TYPED})
    assert ben.status == 401
    assert any(flow["id"] == "verify_email" for flow in ben.body["data"]["flows"])
    assert not logs_in("cat@example.org", TYPED)
    assert not get_user_model().objects.get(username="dan").has_usable_password()
    assert Event.objects.get(kind="users_imported").details == {"count": 4, "by": "command"}


def test_each_wrong_line_is_named_with_its_field_and_nothing_is_written(write):
    make_user()
    lines = [
        {"email": ANN},
        {"email": "no address"},
        {"email": "x@example.org", "email_verified": "perhaps"},
        {"email": "y@example.org", "password_hash": "plain-Secret-77"},
        {"email": "z@example.org", "favourite_colour": "red"},
        {"email": BOB},
        {"email": ANN.upper(), "username": "ann2"},
        {"first_name": "Nameless"},
        {"email": "w@example.org", "username": "u" * 200},
        {"email": "v@example.org", "date_joined": "yesterday"},
        {"email": ["a"]},
        {"email": "o@example.org", "other_emails": [{"value": "no address"}], "other_phones": "+4915112345678"},
        {"email": "o@example.org", "other_emails": [{"value": "no address"}, {"value": "O@example.org"}]},
        {"email": "p@example.org", "other_phones": [{"value": "0151"}]},
        {"email": "q@example.org", "other_emails": [{"value": BOB, "verified": True}]},
        {"email": "r@example.org", "other_emails": [{"value": ANN, "verified": True}]},
        {"email": "s@example.org", "other_emails": [{"value": "t@example.org", "primary": True}]},
        {"other_emails": [{"value": "t@example.org"}]},
        {"email": "t@example.org", "other_emails": [{"value": BOB}, {"value": ANN}]},
    ]
    text = "\n".join(json.dumps(one) for one in lines)
    result = run("import", write("users.jsonl", text + '\n[1]\n{"email": \n'))
    assert result.exit_code == 1
    said = result.output
    for expected in (
        "Line 2: email: ",
        "Line 3: email_verified: must be true or false",
        "Line 4: password_hash: its form is unknown",
        "Line 5: favourite_colour: ",
        "Line 6: email: Another user has this name.",
        "Line 7: email: Line 1 has the same.",
        "Line 8: ",
        "Line 9: username: ",
        "Line 10: date_joined: ",
        "Line 11: email: must be a text",
        "Line 12: other_phones: must be like [{",
        "Line 13: other_emails: no address: Enter a valid",
        "Line 13: other_emails: O@example.org: The user has it twice.",
        "Line 14: other_phones: 0151: Enter a phone number",
        "Line 15: other_emails: Another user has this name.",
        "Line 16: other_emails: Line 1 has the same.",
        "Line 17: other_emails: must be like [{",
        "Line 18: A user needs an address",
        "Line 20: not a JSON object",
        "Line 21: not a JSON object",
        "19 of 21 users can't be imported; nothing was written.",
    ):
        assert expected in said, said
    assert "plain-Secret-77" not in said
    assert emails() == {BOB}
    faults = json.loads(run("import", write("users.jsonl", text), "--json").stdout)
    assert (faults["imported"], faults["faulty"]) == (0, 17)
    assert {"line": 2, "field": "email", "text": "Enter a valid email address."} in faults["faults"]


def test_a_dry_run_writes_nothing(write):
    result = run("import", write("users.jsonl", json.dumps({"email": ANN})), "--dry-run", "--json")
    assert json.loads(result.stdout) == {"importable": 1, "existing": 0, "imported": 0}
    assert emails() == set()


def test_an_interrupted_import_is_continued_and_ends_like_an_uninterrupted_one(write, monkeypatch):
    monkeypatch.setattr("gatepost.cli.user_import.BATCH", 10)
    file = write(
        "users.jsonl", "\n".join(json.dumps({"email": f"u{n}@example.org", "username": f"u{n}"}) for n in range(45))
    )
    insert = imported.insert
    calls = []

    def killed(*given):
        calls.append(given)
        if len(calls) == 25:
            raise KeyboardInterrupt
        return insert(*given)

    monkeypatch.setattr(imported, "insert", killed)
    assert run("import", file).exit_code != 0
    assert len(emails()) == 20
    monkeypatch.setattr(imported, "insert", insert)
    assert "Another user has this name" in run("import", file).output
    again = json.loads(run("import", file, "--skip-existing", "--json").stdout)
    assert (again["imported"], again["existing"]) == (25, 20)
    assert len(emails()) == 45


def test_a_line_that_mixes_the_names_of_two_users_is_never_skipped(write):
    make_user()
    make_user("amy@example.org", "amy")
    file = write("users.jsonl", json.dumps({"email": BOB, "username": "amy"}))
    result = run("import", file, "--skip-existing")
    assert result.exit_code == 1
    assert "Line 1: username: Another user has this name." in result.output


def test_a_user_whom_the_database_refuses_is_named_by_its_line(write, monkeypatch):
    monkeypatch.setattr("gatepost.accounts.imported.held", lambda batch: [imported.HeldNames() for _ in batch])
    make_user()
    result = run("import", write("users.jsonl", json.dumps({"email": ANN}) + "\n" + json.dumps({"email": BOB})))
    assert result.exit_code == 1
    assert "line 2: Another user has this name." in result.output
    assert emails() == {BOB}


@pytest.mark.parametrize(
    ("name", "contents"),
    [
        ("users.csv", b""),
        ("users.csv", b"email\n\xff\xfe\n"),
        ("users.csv", b'email\n"open\n'),
        ("users.json", b"no json"),
        ("users.json", b'{"people": []}'),
        ("users.json", b'{"users": 7}'),
    ],
)
def test_a_file_in_another_format_is_refused_in_a_sentence(write, name, contents):
    written = ["--format", "firebase"] if name.endswith("json") else []
    result = run("import", write(name, contents), *written)
    assert (result.exit_code, "Error: " in result.output) == (1, True)
    assert isinstance(result.exception, SystemExit)
    assert "give --format" in run("import", write("users.txt", b"")).output


def test_a_csv_line_with_too_many_fields_is_named(write):
    result = run("import", write("users.csv", f"email,username\n{ANN},ann,extra\nben@example.org\n"))
    assert "Line 2: the line has more or fewer fields" in result.output
    assert "Line 3: the line has more or fewer fields" in result.output


AUTH0 = [
    {
        "user_id": "auth0|1",
        "email": ANN,
        "email_verified": True,
        "given_name": "Ann",
        "password_hash": BCRYPT,
        "app_metadata": {"plan": "gold"},
    },
    {
        "email": "ben@example.org",
        "blocked": True,
        "custom_password_hash": {
            "algorithm": "sha1",
            "hash": {"value": "38c7e4daf7043e3dae238b9f1bb1cc3a814bf0ab", "encoding": "hex"},
        },
    },
]


@pytest.mark.parametrize("as_lines", [False, True])
def test_users_of_auth0_are_imported(write, as_lines):
    contents = "\n".join(json.dumps(one) for one in AUTH0) if as_lines else json.dumps(AUTH0, indent=1)
    result = run("import", write("users.json", contents), "--format", "auth0")
    assert result.exit_code == 0, result.output
    assert logs_in(ANN, TYPED)
    assert not logs_in("ben@example.org", TYPED)
    run("enable", "ben@example.org")
    assert logs_in("ben@example.org", TYPED)


def test_an_unsupported_hash_of_auth0_is_named(write):
    custom = {"algorithm": "md4", "hash": {"value": "00" * 16, "encoding": "hex"}}
    users = [
        {"email": ANN, "custom_password_hash": custom},
        {"email": BOB, "custom_password_hash": {"algorithm": "md5"}},
    ]
    result = run("import", write("users.json", users), "--format", "auth0")
    assert "User 1: custom_password_hash: unsupported algorithm 'md4'" in result.output
    assert "User 2: custom_password_hash: " in result.output


def test_users_of_firebase_are_imported(write, configure):
    users = {
        "users": [
            {
                "localId": "x",
                "email": ANN,
                "emailVerified": True,
                "displayName": "Ann Example",
                "passwordHash": FIREBASE_HASH,
                "salt": FIREBASE_SALT,
                "createdAt": "1556712000000",
                "lastSignedInAt": "1556712000001",
            }
        ]
    }
    without = run("import", write("users.json", users), "--format", "firebase")
    assert "User 1: passwordHash: it is not a hash of firebase_scrypt: the setting password.firebase" in without.output
    configure(password={"firebase": FIREBASE})
    assert run("import", write("users.json", users), "--format", "firebase").exit_code == 0
    ann = get_user_model().objects.get()
    assert (ann.first_name, ann.last_name, ann.date_joined.year) == ("Ann", "Example", 2019)
    assert logs_in(ANN, "user1password")


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_what_is_exported_can_be_imported_again(tmp_path, suffix):
    bob = make_user(phone="+4915112345678")
    bob.first_name, bob.is_active = 'B"ob,\n=1+1', True
    bob.save()
    make_user("amy@example.org", "amy", verified=False)
    file = tmp_path / f"users.{suffix}"
    result = run("export", file)
    assert (result.exit_code, "Exported 2 users" in result.output) == (0, True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = [
        *get_user_model()
        .objects.order_by("pk")
        .values_list("username", "email", "password", "first_name", "date_joined")
    ]
    get_user_model().objects.all().delete()
    result = run("import", file)
    assert result.exit_code == 0, result.output
    assert [
        *get_user_model()
        .objects.order_by("pk")
        .values_list("username", "email", "password", "first_name", "date_joined")
    ] == before
    assert logs_in(BOB, PASSWORD)
    assert {row.value for row in Identifier.objects.filter(verified_at__isnull=False)} == {BOB, "+4915112345678"}


def names():
    rows = Identifier.objects.order_by("user__email", "kind", "value")
    return [(row.user.email, row.kind, row.value, row.primary, row.verified_at is not None, row.claim) for row in rows]


def with_several_names():
    """Users with verified and unverified names beside the primary ones; one address is unverified for two of them."""
    bob, amy = make_user(phone="+4915112345678"), make_user("amy@example.org", "amy", verified=False)
    make_user("cat@example.org", "cat")
    for user, kind, value, verified in (
        (bob, "email", "Second@example.org", True),
        (bob, "email", "third@example.org", False),
        (bob, "phone", "+4915112345679", False),
        (amy, "email", "third@example.org", False),
        (amy, "phone", "+4915112345680", True),
        (amy, "email", "joerg@ex\u00e4mple.org", True),
    ):
        row = identifiers.add(accounts.load(user), kind, value)
        assert not verified or identifiers.confirm(row)


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_several_addresses_and_numbers_survive_an_export_and_an_import(tmp_path, suffix):
    with_several_names()
    before, file = names(), tmp_path / f"users.{suffix}"
    known = set(AccountRecord.objects.values_list("user__username", flat=True))
    assert "names that the format" not in run("export", file).output
    get_user_model().objects.all().delete()
    result = run("import", file)
    assert result.exit_code == 0, result.output
    assert names() == before
    assert set(AccountRecord.objects.values_list("user__username", flat=True)) == known == {"bob", "cat"}
    assert logs_in("second@example.org", PASSWORD)
    assert not logs_in("third@example.org", PASSWORD)
    assert json.loads(run("import", file, "--skip-existing", "--json").stdout)["existing"] == 3


@pytest.mark.parametrize(("written", "lossy"), [("auth0", 2), ("firebase", 3)])
def test_names_that_auth0_and_firebase_have_no_field_for_are_counted(tmp_path, written, lossy):
    with_several_names()
    before, file = names(), tmp_path / "users.json"
    assert f"{lossy} have names that the format" in run("export", file, "--format", written).output
    get_user_model().objects.all().delete()
    assert run("import", file, "--format", written).exit_code == 0
    kinds = ("email", "phone") if written == "firebase" else ("email", "username", "phone")
    kept = [name for name in before if name[3] and name[1] in kinds]
    assert [name for name in names() if name[1] in kinds] == kept
    assert (BOB, "phone", "+4915112345678", True, True, "+4915112345678") in kept


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_the_language_of_mails_is_shown_exported_and_imported(tmp_path, suffix):
    language_queries.add_language(make_user().pk, "de")
    make_user("amy@example.org", "amy")
    assert "language of mails: de" in run("show", BOB).output
    assert json.loads(run("show", BOB, "--json").stdout)["mail_language"] == "de"
    assert "language of mails" not in run("show", "amy").output
    file = tmp_path / f"users.{suffix}"
    assert run("export", file).exit_code == 0
    get_user_model().objects.all().delete()
    assert run("import", file).exit_code == 0
    assert dict(AccountLanguage.objects.values_list("user__username", "code")) == {"bob": "de"}


def test_a_language_that_the_project_does_not_have_is_not_imported(write):
    file = write("users.jsonl", json.dumps({"email": ANN, "mail_language": "tlh"}))
    result = run("import", file)
    assert result.exit_code == 1
    assert "Line 1: mail_language: LANGUAGES has no such language." in result.output


def test_other_names_of_a_user_whom_a_signal_saves_again_stay(write):
    def save_again(instance, created, **_):
        if created:
            instance.save()

    file = write("users.jsonl", json.dumps({"email": ANN, "other_emails": [{"value": "b@example.org"}]}))
    post_save.connect(save_again, get_user_model())
    try:
        assert run("import", file).exit_code == 0
    finally:
        post_save.disconnect(save_again, get_user_model())
    assert {row.value for row in Identifier.objects.filter(kind="email")} == {ANN, "b@example.org"}


def test_an_export_overwrites_nothing_and_leaves_no_half_file(tmp_path, monkeypatch):
    make_user()
    file = tmp_path / "users.csv"
    file.write_text("mine")
    assert run("export", file).exit_code == 1
    assert file.read_text() == "mine"
    monkeypatch.setattr("gatepost.accounts.queries.of_users", lambda _: 1 / 0)
    assert run("export", tmp_path / "other.csv").exit_code == 1
    assert not (tmp_path / "other.csv").exists()


def test_an_export_without_hashes_has_none(tmp_path):
    make_user()
    file = tmp_path / "users.csv"
    assert run("export", file, "--without-hashes").exit_code == 0
    [row] = csv.DictReader(file.read_text().splitlines())
    assert (row["email"], row["email_verified"], row["password_hash"]) == (BOB, "true", "")


def test_auth0_and_firebase_get_the_users_in_their_formats(tmp_path, write):
    bob = make_user()
    bob.password = make_password(PASSWORD, hasher="pbkdf2_sha256")
    bob.save()
    make_user("amy@example.org", "amy", password=None)
    file = tmp_path / "auth0.json"
    assert run("export", file, "--format", "auth0").exit_code == 0
    one, other = json.loads(file.read_text())
    assert one["custom_password_hash"]["hash"]["value"].startswith("$pbkdf2-sha256$i=")
    assert "custom_password_hash" not in other
    firebase = tmp_path / "firebase.json"
    assert "1 have a password whose hash" in run("export", firebase, "--format", "firebase").output
    assert json.loads(firebase.read_text())["users"][0]["emailVerified"] is True
    get_user_model().objects.all().delete()
    assert run("import", file, "--format", "auth0").exit_code == 0
    assert logs_in(BOB, PASSWORD)


@pytest.mark.parametrize("command", ["import", "export"])
def test_the_help_has_an_example(command):
    assert f"Example: gatepost users {command} users." in run(command, "--help").output
