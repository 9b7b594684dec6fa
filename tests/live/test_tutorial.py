"""The tutorial's files and commands make a project that works, from an empty folder; examples/blog is that project."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.live.test_server import free_port
from tests.started import until_up

pytestmark = pytest.mark.live
ROOT = Path(__file__).resolve().parents[2]
BLOG = ROOT / "examples" / "blog"
TEXT = (ROOT / "docs" / "tutorial.md").read_text()
FILES = re.findall(r"^`([\w/.]+)`:\n\n```\w+\n(.*?)```$", TEXT, re.MULTILINE | re.DOTALL)
COMMANDS = re.findall(r"^```console\n(.*?)```$", TEXT, re.MULTILINE | re.DOTALL)
RUN = "python manage.py runserver"
LEFT_OUT = ('pip install "gatepost[drf]"',)
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "GATEPOST", "PYTHONPATH"))}
CLEAN["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


@pytest.fixture
def project(tmp_path):
    """An empty folder, with the tutorial's files in it."""
    for name, text in FILES:
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    return tmp_path


def test_every_file_is_in_the_tutorial_as_it_is():
    there = {
        file.relative_to(BLOG).as_posix(): file.read_text()
        for file in BLOG.rglob("*.py")
        if file.read_text() and "migrations" not in file.parts
    }
    assert dict(FILES) == there


def test_the_example_passes_its_tests_and_leaves_nothing_to_migrate(tmp_path):
    copy = tmp_path / "blog"
    shutil.copytree(BLOG, copy, ignore=shutil.ignore_patterns("*.sqlite3", "__pycache__"))
    for command in ("makemigrations --check --dry-run", "check", "test"):
        run = [sys.executable, "manage.py", *command.split()]
        done = subprocess.run(run, cwd=copy, env=CLEAN, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def typed(block):
    """Pairs of a command and what it is said to answer."""
    lines = block.replace("\\\n", " ")
    for part in re.split(r"^\$ ", lines, flags=re.MULTILINE)[1:]:
        command, _, answer = part.partition("\n")
        yield command, answer.strip()


@contextlib.contextmanager
def running(project, port):
    log = project / "console.log"
    with log.open("w") as console:
        process = subprocess.Popen(
            [sys.executable, "-u", "manage.py", "runserver", "--noreload", str(port)],
            cwd=project,
            env=CLEAN,
            stdout=console,
            stderr=subprocess.STDOUT,
        )
        try:
            until_up(process, f"http://127.0.0.1:{port}/api/v1/", log=log, any_status=True)
            yield log
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


class Shell:
    def __init__(self, project):
        self.project, self.past = project, ""

    def run(self, command):
        """What a command prints, in a shell that remembers the variables of those before."""
        if "; " not in command and (variable := re.match(r"([A-Z]+)=\$\(", command)):
            found = self.run(f"{command}; echo ${variable[1]}")
            assert re.fullmatch("[0-9a-f]{40}", found), command
            command = f"{variable[1]}={found}"
        if re.match(r"[A-Z]+=\w+$", command):
            self.past += f"\n{command}"
            return ""
        done = subprocess.run(
            ["bash", "-euc", f"{self.past}\n{command}"],
            cwd=self.project,
            env=CLEAN,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (command, done.stderr)
        return done.stdout.strip()


def test_its_commands_answer_as_it_says(project):
    if shutil.which("curl") is None:
        if os.environ.get("GATEPOST_CI"):
            raise RuntimeError("CI must have curl")
        pytest.skip("needs curl")
    shell, port = Shell(project), free_port()
    steps = [step for block in COMMANDS for step in typed(block)]
    at = next(place for place, (command, _) in enumerate(steps) if command == RUN)
    for command, answer in steps[:at]:
        if command not in LEFT_OUT:
            assert matches(shell.run(command), answer), command
    with running(project, port) as log:
        for command, answer in steps[at + 1 :]:
            if command.startswith("KEY="):
                shown = log.read_text().replace("=\n", "")  # Django 6 shows mails as quoted-printable
                shell.run("KEY=" + re.findall(r"account-confirm-email/(\w+)/", shown)[-1])
            elif command not in LEFT_OUT:
                told = shell.run(command.replace(":8000", f":{port}"))
                assert matches(told, answer), (command, told)


def matches(told, answer):
    """Whether a command said this; … stands for anything."""
    pattern = ".*".join(re.escape(part) for part in answer.split("…"))
    return not answer or re.fullmatch(pattern, told, re.DOTALL) is not None
