"""What a project may import, name by name: a name that goes, or comes, changes a test."""

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "gatepost"
PUBLIC = {
    "gatepost": {
        *("Factor", "Feature", "Kind", "Provider", "Refusal", "Refused", "SmsSender", "Step", "Strategy"),
        *("__version__", "configure", "recorded", "requires_access_token", "requires_login"),
        *("requires_proof", "requires_scope", "session_of"),
    },
    "gatepost.asgi": {"ResourceServerMiddleware"},
    "gatepost.drf": {
        *("AccessTokenAuthentication", "BasicAuthentication", "KeyAuthentication", "OAuthAuthentication"),
        *("SessionAuthentication", "SessionTokenAuthentication"),
        *(
            "HasAccessToken",
            "HasVerifiedAddress",
            "Proof",
            "ProofRequired",
            "Scope",
            "requires_proof",
            "requires_scope",
        ),
    },
    "gatepost.extending": {
        *("Account", "Addresses", "Ask", "Authenticated", "Authenticator"),
        *("BadToken", "CONFLICT", "Call", "Conflict", "Done"),
        *("Ended", "Endpoint", "Enrolled", "EnrolledMeta", "Errors"),
        *("FORBIDDEN", "Guess", "Held", "INTERACTIVE", "ImportedUser"),
        *("Issued", "LOGIN_REQUIRED", "Link", "LoggedIn", "OtherName", "Pending"),
        *("PendingFlow", "PendingStep", "Proof", "Purpose", "Reply"),
        *("SealedColumn", "Status", "Text", "Unauthenticated", "Verdict"),
        *("Visit", "admit_enrolling", "admit_enrolling_verified", "anyone_of", "check_access_token"),
        *("consume_secret", "count_attempt", "default_fields", "default_known", "default_link"),
        *("default_new", "digest", "drop_secrets", "enrol_factor", "enrolling"),
        *("find_factor", "find_pending_login", "find_secret", "generate_key", "get_token"),
        *("guess_secret", "issue_secret", "link", "note_factor_use", "notify"),
        *("now", "pending_second_factor", "queue_message", "read_settings", "record_event"),
        *("remove_factor", "require_reauthentication", "seal", "session_by_number", "unix_time"),
        "unseal",
    },
    "gatepost.ninja": {
        *("AccessTokenAuth", "BasicAuth", "KeyAuth", "SessionAuth", "SessionTokenAuth"),
        *("requires_access_token", "requires_proof", "requires_scope"),
    },
    "gatepost.testing": {"OpenIdProvider", "SoftwareAuthenticator", "TotpApp", "enrol"},
    "gatepost.urls": {"patterns", "urlpatterns"},
}
IMPORT = re.compile(r"^ *from (gatepost[\w.]*) import (\([^)]*\)|.*)$", re.MULTILINE)
LAZY = ("gatepost", "gatepost.extending", "gatepost.testing")


@pytest.mark.parametrize("module", PUBLIC)
def test_the_public_names_are_these(module):
    shown = importlib.import_module(module)
    assert set(getattr(shown, "__all__", PUBLIC[module])) == PUBLIC[module]
    assert all(hasattr(shown, name) for name in PUBLIC[module])


@pytest.mark.parametrize("module", PUBLIC)
def test_no_module_is_public_as_a_whole(module):
    shown = importlib.import_module(module)
    assert not [name for name in PUBLIC[module] if isinstance(getattr(shown, name), ModuleType)]


@pytest.mark.parametrize("module", LAZY)
def test_what_mypy_sees_is_what_is_imported(module):
    shown = importlib.import_module(module)
    tree = ast.parse(Path(shown.__file__).read_text())
    [branch] = [node for node in tree.body if isinstance(node, ast.If)]
    typed = {
        alias.asname or alias.name: f"{node.module}:{alias.name}" if alias.asname else node.module
        for node in branch.body
        for alias in node.names
    }
    [homes] = [node for node in ast.walk(branch.orelse[0]) if isinstance(node, ast.Dict)]
    assert typed == ast.literal_eval(homes)
    assert set(typed) == PUBLIC[module] - {"__version__", *(node.name for node in tree.body if hasattr(node, "name"))}


def test_pages_and_examples_import_public_names_only():
    """Other modules may change in any version."""
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.py")]
    pages = [page for page in pages if "node_modules" not in page.parts]
    found = [
        (module, name.strip(), page)
        for page in pages
        for module, names in IMPORT.findall(page.read_text())
        for name in names.strip("()").split(",")
        if name.strip()
    ]
    assert len(found) > 40
    assert not [one for one in found if one[1].split()[0] not in PUBLIC.get(one[0], ())]


def test_importing_gatepost_imports_neither_django_nor_anything_below():
    script = "import sys, gatepost; print(*(name for name in sys.modules if name.startswith(('django', 'gatepost.'))))"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["gatepost.exports"]


def test_an_unknown_name_is_an_ordinary_fault():
    shown = importlib.import_module("gatepost")
    with pytest.raises(AttributeError, match="module 'gatepost' has no attribute 'nothing'"):
        _ = shown.nothing


def test_no_module_of_ours_imports_its_own_face():
    """It would look up, past the layers: the face shows modules of every floor."""
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module in LAZY:
                assert not {alias.name for alias in node.names} & PUBLIC[node.module] - {"__version__"}, file
