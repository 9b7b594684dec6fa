"""Every command and code block of the documentation: each is parsed, compiled or loaded by the code that it is for."""

import ast
import json
import pathlib
import re
import shlex
import tomllib

import click
import pytest
import yaml
from click.testing import CliRunner
from tests.docs.blocks import PAGES, ROOT, Block, blocks, commands

from gatepost import checks, conf
from gatepost.cli import gatepost

MAKEFILE = (ROOT / "Makefile").read_text()
PROGRAMS = {
    "eval": "a line of a shell's start-up file; tests/cli/test_init.py runs what it evaluates",
    "curl": "tests/live/test_tutorial.py runs those of the tutorial; others need a server and a token",
    "http": "HTTPie, the same requests as in tests/dialects",
    "pip": "installs from the network",
    "npm": "installs from the network",
    "npx": "installs from the network",
    "flutter": "not installed here",
    "flask": "tests/live/test_resource_server.py runs the example",
    "cd": "a folder of the checkout",
    "mkdir": "tests/live/test_tutorial.py runs it",
    "touch": "tests/live/test_tutorial.py runs it",
    "post": "the shell function of the page",
    "post()": "the shell function of the page",
    "export": "environment variables; tests/cli/test_production.py reads them",
}
"""Programs that the test doesn't run, and why."""
PROGRAMS |= {
    "pg_dump": "PostgreSQL's own, needs a server",
    "pg_restore": "PostgreSQL's own, needs a server",
    "python3": "makes an environment, or a secret of random bytes",
    "/opt/gatepost/bin/pip": "installs from the network",
    "install": "writes outside of the tests' folders",
    "systemctl": "needs a running systemd",
    "echo": "writes a file; the call of gatepost in it is checked",
}
REMOVED = {"gatepost tokens import-authtoken"}
"""Commands of former versions, which the page about upgrades names."""
CHECKED = {"python", "make", "gatepost"}
CHEAP = ("gatepost keys generate", "gatepost keys signing list", "gatepost doctor --settings")
CLIENTS = "tests/clients/test_fragments.py compiles them; those that are files of examples/ with the example"
NOT_RUN = {
    "text": "output", "": "output", "nginx": "tests/live/test_nginx.py", "apache": "tests/browser/judges",
    "caddyfile": "a snippet of a configuration",
    "dart": "not installed here", "swift": "not installed here", "kotlin": "not installed here",
    "html": "a template: tests/ground render it", "ts": CLIENTS, "tsx": CLIENTS, "js": CLIENTS,
    "vue": CLIENTS, "ini": "a snippet of a configuration", "dockerfile": "tests/live", "sh": "shell",
}  # fmt: skip
"""Languages whose blocks are not checked here, and where they are or why not."""


def words(command):
    """The words of a command, without environment variables before it and a comment behind it."""
    found = shlex.split(command, comments=True)
    while found and re.match(r"^[A-Z_a-z]+=", found[0]):
        found = found[1:]
    return [word for word in found if word != "&"]


def calls():
    """Every call of gatepost's command in console blocks, and in code within the text."""
    for block, command in commands():
        for part in [*re.findall(r"\$\((gatepost.*?)\)", command), re.sub(r"\$\(gatepost.*?\)", "x", command)]:
            found = words(part)
            if found[:1] == ["gatepost"]:
                yield block, found[1:]
            elif found[2:3] == ["gatepost"] and found[1] == "manage.py":
                yield block, found[3:]


def parse(arguments):
    """Let click read the arguments, as it would before running the command."""
    command, name = gatepost, "gatepost"
    context = click.Context(command, info_name=name)
    rest = list(arguments)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        name, rest = rest[0], rest[1:]
        command = command.get_command(context, name)
        assert command is not None, f"no command {name!r}"
    if isinstance(command, click.Group):
        return
    command.make_context(name, rest, parent=context)


@pytest.mark.parametrize(("block", "arguments"), list(calls()), ids=str)
def test_a_call_of_the_command_is_one_that_it_takes(block, arguments):
    try:
        parse(arguments)
    except click.ClickException as error:
        pytest.fail(f"{block}: gatepost {' '.join(arguments)}: {error.format_message()}")


def test_commands_named_in_the_text_exist():
    """`gatepost …` within a line: the command and its flags; values may be missing."""
    checked = 0
    for page in PAGES:
        for call in re.findall(r"`gatepost ([a-z][^`\n]*)`", page.read_text()):
            if f"gatepost {call}" in REMOVED:
                continue
            command, context = gatepost, click.Context(gatepost)
            rest = call.replace("…", "").split(",")[0].split()
            while (
                isinstance(command, click.Group) and rest and rest[0].isascii() and not rest[0].startswith(("-", ">"))
            ):
                found = command.get_command(context, rest[0])
                assert found is not None, f"{page.name}: gatepost {call}"
                command, rest = found, rest[1:]
            options = {option for one in command.params for option in one.opts} | {"--help"}
            assert {word for word in rest if word.startswith("--")} <= options, f"{page.name}: gatepost {call}"
            checked += 1
    assert checked > 50


@pytest.mark.parametrize("command", CHEAP)
def test_cheap_commands_run(db, command):
    assert any(words(line)[: len(command.split())] == command.split() for _, line in commands()) or command in str(
        [line for _, line in commands()]
    )
    result = CliRunner().invoke(gatepost, command.split()[1:])
    assert result.exit_code == 0, result.output


def test_every_other_program_is_a_known_exception():
    used = set()
    for block, command in commands():
        if re.match(r"^\w+=", command) and (" " not in command or "=$(" in command):
            continue  # sets a variable of the shell
        program = words(command)[0]
        used.add(program)
        assert program in PROGRAMS or program in CHECKED, f"{block}: {command}"
    assert set(PROGRAMS) <= used | {"post()"}


def test_targets_of_make_exist():
    targets = [words(command)[1] for _, command in commands() if words(command)[:1] == ["make"]]
    assert len(targets) > 5
    for page in PAGES:
        targets += re.findall(r"`make ([a-z-]+)`", page.read_text())
    assert not [target for target in targets if not re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)]


# --- code


def compiled(block):
    """The syntax tree of a block; indented blocks and fragments with a bare `…` count too."""
    return ast.parse(block.text.replace("    …", "    ..."), str(block))


@pytest.mark.parametrize("block", blocks("python"), ids=str)
def test_python_is_python(block):
    compiled(block)


def trees():
    """Each `GATEPOST = {…}` of the Python blocks."""
    for block in blocks("python"):
        for node in ast.walk(compiled(block)):
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "GATEPOST":
                yield block, node.value


class Environment(dict):
    def __missing__(self, name):
        return "https://example.org"


class _Os:
    environ = Environment()


def load(tree):
    """Parse every section as the server does; an unknown section or setting is an error."""
    known = {section.section: section for section in checks.sections()}
    for name, values in tree.items():
        if name in conf.BESIDE:
            continue
        assert name in known, f"no section {name!r}"
        conf.parse(known[name], values)


NAMES = {"os": _Os, "pathlib": pathlib, "DEBUG": True}


@pytest.mark.parametrize(
    ("block", "value"), list(trees()), ids=lambda one: repr(one) if isinstance(one, Block) else "settings"
)
def test_settings_are_settings(block, value, monkeypatch):
    monkeypatch.setattr(pathlib.Path, "read_text", lambda _: "a key")
    names = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)} - set(NAMES)
    code = compile(ast.Expression(value), str(block), "eval")
    load(eval(code, {**NAMES, **dict.fromkeys(names, "value")}))


def test_sections_that_the_docs_never_had_are_refused():
    with pytest.raises(AssertionError):
        load({"acounts": {}})
    with pytest.raises(Exception, match="did you mean"):
        load({"accounts": {"login_method": ["email"]}})


@pytest.mark.parametrize("block", blocks("json"), ids=str)
def test_json_is_json(block):
    decoder, rest = json.JSONDecoder(), block.text.strip()
    while rest:  # several documents below each other
        _, end = decoder.raw_decode(rest)
        rest = rest[end:].strip()


@pytest.mark.parametrize("block", blocks("yaml"), ids=str)
def test_yaml_is_yaml(block):
    assert yaml.safe_load(block.text)


@pytest.mark.parametrize("block", blocks("toml"), ids=str)
def test_toml_is_what_the_server_reads(block):
    load(tomllib.loads(block.text))


def test_no_language_is_forgotten():
    languages = {block.language for block in blocks()}
    assert languages <= {"console", "python", "json", "yaml", "toml", *NOT_RUN}


def test_unknown_flags_and_commands_are_found():
    with pytest.raises(click.NoSuchOption):
        parse(["doctor", "--repare"])
    with pytest.raises(AssertionError):
        parse(["doktor"])


def test_a_formatter_had_turned_files_to_include_into_python():
    """The website showed `--8 < --"file.py"`, which compiles."""
    assert [block for block in blocks() if re.search(r"^\s*--\s*8\s*<", block.text, re.MULTILINE)] == []
