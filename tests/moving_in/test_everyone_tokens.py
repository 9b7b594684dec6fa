"""The tokens of simplejwt and knox in every state: live ones work as before the move, and dead ones stay dead.

The gate tries some; `GATEPOST_MOVING_USERS=2000 pytest tests/moving_in/test_everyone_tokens.py` tries those of two
thousand users.
"""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from tests.moving_in import environment
from tests.moving_in.conftest import copy
from tests.moving_in.test_everyone import USERS, ask, differences
from tests.moving_in.test_knox import KnoxProject
from tests.moving_in.test_simplejwt import SimplejwtProject
from tests.moving_in.tokens import without_events

pytestmark = pytest.mark.live


def rsa_keys():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return {"RSA_PRIVATE": private.decode(), "RSA_PUBLIC": public.decode()}


def made(kind, folder, **more):
    """A project in which everyone has tokens, and gatepost's tables are there."""
    project = kind(folder / "own", {}, environment.python(kind.package, kind.requirement, "Django>=5.2,<6"), "")
    project.folder.mkdir()
    project.more = more
    module = f"tests.moving_in.everyone.{kind.package}"
    environment.run(project._python, "-m", module, "make", str(USERS), env=project.env("before"))
    return project


def another(project, folder):
    other = copy(project, folder)
    other.more = project.more
    return other


def moved_as_before(project, folder):
    """Move everyone, by the settings that the command prints; the answers that differ from those before."""
    package = project.package
    before = ask(another(project, folder / "asked"), package, "before", "")
    names = {}
    for one in before:
        for name, said in one.items():
            names.setdefault(name.partition(" ")[2], set()).add(said == "refused")
    assert all(names[name] == {True, False} for name in names if name.startswith(("who", "refresh", "slide")))
    project.manage("migrate", "--verbosity=0")
    unmoved = project.everything()
    project.migrate_from("--plan")
    assert project.everything() == unmoved
    printed = project.migrate_from("--settings").stdout.partition("# urls.py")[0]
    project.migrate_from("--batch", "50")
    kept = another(project, folder / "kept")
    (project.folder / "printed.py").write_text(printed)
    after = ask(project, package, "after", "")
    kept.migrate_from("--check")
    kept.migrate_from("--undo", "--batch", "70")
    assert without_events(kept.everything()) == without_events(unmoved)
    return differences(project, before, after)


@pytest.mark.parametrize("options", ["ROTATES RSA REVOKES", "SLIDING"])
def test_every_token_of_simplejwt_works_or_is_refused_as_before(tmp_path, options):
    more = dict.fromkeys(options.split(), "1")
    keys = rsa_keys() if more.pop("RSA", None) else {}
    variables = {"GATEPOST_KEYS": "test:" + "A" * 43, "SIMPLE_JWT_SIGNING_KEY": keys.get("RSA_PRIVATE", "signing-" * 8)}
    project = made(SimplejwtProject, tmp_path, **more, **keys, **variables)
    found = moved_as_before(project, tmp_path)
    assert found == [], found[:6]


@pytest.mark.parametrize("options", ["", "REFRESHES"])
def test_every_token_of_knox_works_or_is_refused_as_before(tmp_path, options):
    project = made(KnoxProject, tmp_path, GATEPOST_KEYS="test:" + "A" * 43, **dict.fromkeys(options.split(), "1"))
    found = moved_as_before(project, tmp_path)
    assert found == [], found[:6]
