"""The page on extending is made of a project that works, and its second factor is one folder."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.live
ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "examples" / "extending"
TEXT = (ROOT / "docs" / "extending.md").read_text()
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "GATEPOST", "PYTHONPATH"))}
NOT_SHOWN = {"manage.py", "tests.py", "config/urls.py"}


@pytest.fixture
def project(tmp_path):
    copy = tmp_path / "extending"
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns("*.sqlite3", "__pycache__", ".gatepost"))
    return copy


def files(project):
    found = [*project.rglob("*.py"), *project.rglob("*.txt")]
    return {file.relative_to(project).as_posix(): file.read_text() for file in found}


def manage(project, *words):
    run = [sys.executable, "manage.py", *words]
    done = subprocess.run(run, cwd=project, env=CLEAN, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_file_is_on_the_page_as_it_is():
    shown = dict(re.findall(r"^`([\w/.]+)`:\n\n```\w+\n(.*?)```$", TEXT, re.MULTILINE | re.DOTALL))
    there = {name: text for name, text in files(PROJECT).items() if text and "/migrations/" not in name}
    assert shown == {name: text for name, text in there.items() if name not in NOT_SHOWN}


def test_the_project_works(project):
    manage(project, "makemigrations", "--check", "--dry-run")
    assert "no issues" in manage(project, "check")
    manage(project, "test")


def test_a_second_factor_is_one_folder_and_its_migration(project):
    """Outside of its folder the settings name it twice, as an app and as a feature; gatepost itself nowhere."""
    touched = {name for name, text in files(project).items() if "question" in f"{name} {text}".lower()}
    outside = {name for name in touched if not name.startswith("question/")} - {"tests.py"}
    assert outside == {"config/settings.py"}
    settings = (project / "config" / "settings.py").read_text()
    assert [line.strip() for line in settings.splitlines() if "question" in line] == [
        '"question",',
        '"FEATURES": ["question", "terms"],',
    ]
    assert len([name for name in touched if "/migrations/0" in name]) == 1
    assert not [file for file in (ROOT / "src" / "gatepost").rglob("*.py") if "security_question" in file.read_text()]


def test_without_the_folder_everything_else_goes_on(project):
    shutil.rmtree(project / "question")
    settings = project / "config" / "settings.py"
    settings.write_text(settings.read_text().replace('    "question",\n', "").replace('["question", ', "["))
    assert "no issues" in manage(project, "check")
    assert "question" not in manage(project, "gatepost", "openapi")
