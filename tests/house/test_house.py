"""The rules of the house that no linter sees."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "gatepost"
FILES = sorted(file for file in SOURCE.rglob("*.py") if "migrations" not in file.parts)
MAY_SAY_HTTP = re.compile(
    r"^urls\.py$|^cli/doctor/trial\.py|^(api|door|headless|dialects|integrations|spectacular|web|admin|server|testing|management)/|^features/\w+/(api|backend|pages)\.py|^sessions/middleware\.py|"
    r"^accounts/backend\.py"
)
MAY_SAY_DATABASE = re.compile(
    r"(models|queries)\.py$|^ground/(database|connections|columns|outbox|project_users)\.py|^admin/|^moving_in/|^apps\.py|"
    r"^server/probes\.py|^accounts/columns\.py"
)
PURE = ("flow/policy.py", "flow/outcome.py", "flow/proof.py", "flow/visit.py")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "manager", "managers", "service", "mixin", "adapter"}


def name(file):
    return file.relative_to(SOURCE).as_posix()


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("file", FILES, ids=name)
def test_rooms_say_only_what_they_may(file):
    said = set(imports(ast.parse(file.read_text())))
    http = {module for module in said if re.match(r"django\.(http|shortcuts|views|urls)\b", module)}
    assert not http or MAY_SAY_HTTP.search(name(file)), http
    database = {module for module in said if re.match(r"django\.db\b", module)}
    assert not database or MAY_SAY_DATABASE.search(name(file)), database
    if name(file) in PURE:
        assert not {module for module in said if module.startswith("django")}
    if name(file) != "ground/clock.py":
        assert not re.search(r"datetime\.now\(|time\.time\(|^import random", file.read_text(), re.MULTILINE)


@pytest.mark.parametrize("file", FILES, ids=name)
def test_files_and_functions_stay_small(file):
    text = file.read_text()
    assert text.count("\n") <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 50, node.name


@pytest.mark.parametrize("file", FILES, ids=name)
def test_names_say_what_is_in_a_file(file):
    assert not {file.stem, *file.relative_to(SOURCE).parts[:-1]} & FORBIDDEN_NAMES


@pytest.mark.parametrize("file", FILES, ids=name)
def test_what_is_public_has_a_docstring(file):
    tree = ast.parse(file.read_text())
    assert ast.get_docstring(tree) or not tree.body
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name


@pytest.mark.parametrize("file", FILES, ids=name)
def test_i12_no_assert_guards_anything(file):
    assert not [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Assert)]


@pytest.mark.parametrize("file", FILES, ids=name)
def test_b8_secrets_are_not_compared_by_equality(file):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            for side in (node.left, *node.comparators):
                said = getattr(side, "attr", getattr(side, "id", ""))
                assert said not in {"token", "code", "secret", "digest", "password", "key", "code_digest"} or (
                    "refusals" in ast.unparse(node)
                ), ast.unparse(node)


def test_the_project_names_no_machine():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    if not tracked:
        pytest.skip("not a git checkout")
    for file in tracked:
        path = ROOT / file
        if path.suffix in {".lock", ".mo", ".png"} or not path.is_file() or file == "tests/house/test_house.py":
            continue
        assert not re.search(r"/(root|work|opt/wheels)/|file:///", path.read_text()), file


def test_the_gate_runs_every_test_and_make_test_the_fast_ones():
    def command(target, *options):
        asked = ["make", "-n", "--no-print-directory", target, *options]
        shown = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        return next(line for line in shown.splitlines() if "pytest" in line)

    fast, everything = command("test"), command("test-all")
    slow = set(re.findall(r"--ignore=(tests/\w+)", fast))
    assert slow >= {"tests/live", "tests/browser", "tests/clients"}
    assert "--ignore" not in everything
    assert " -m " not in everything
    assert "--ignore" not in command("check")
    gate = (ROOT / ".ci" / "run").read_text()
    assert "make test\n" in gate
    whole = [line for line in gate.splitlines() if "pytest" in line and "--ignore" not in line]
    assert all(any(re.search(rf"{folder}( |$)", line) for line in whole) for folder in slow)


NAMED_BY_OTHERS = re.compile(r"^(dialects|moving_in|integrations|spectacular)/|/shapes\.py$")
"""Other packages' tables and classes, and schemas of the API: their names are fixed elsewhere."""
TWICE = {
    "EmailBackend": "Django looks for this name in the module that a project configures",
    "Proof": "RFC 9449 calls what a client signs a DPoP proof",
}


def test_no_class_name_stands_for_two_things():
    homes = {}
    for file in FILES:
        if NAMED_BY_OTHERS.search(name(file)):
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ClassDef) and node.name != "Meta" and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(name(file))
    assert {one: files for one, files in homes.items() if len(files) > 1 and one not in TWICE} == {}
