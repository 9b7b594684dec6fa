"""`gatepost init`, run as a user runs it: on empty folders, usual projects and odd ones."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from gatepost.cli import gatepost

SETTINGS = """\
# Our settings, formatted by hand.
SECRET_KEY = 'x' * 50
DEBUG = True
ALLOWED_HOSTS   = ['localhost']
INSTALLED_APPS = [
    'django.contrib.contenttypes', 'django.contrib.auth',   # both on a line
]
MIDDLEWARE = ['django.contrib.sessions.middleware.SessionMiddleware']
DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'db.sqlite3'}}
"""
URLS = """\
from django.urls import path
from django.http import HttpResponse

urlpatterns = [path('', lambda request: HttpResponse('home'))]
"""


def run(folder, *arguments, answer=None):
    return CliRunner().invoke(gatepost, ["init", str(folder), *arguments], input=answer)


def manage(folder, *arguments, script="manage.py"):
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "GATEPOST"))}
    return subprocess.run(
        [sys.executable, script, *arguments], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )


def is_green(folder, **options):
    for command in (["check"], ["migrate", "-v0"], ["gatepost", "doctor"]):
        result = manage(folder, *command, **options)
        assert result.returncode == 0, result.stdout + result.stderr


def files(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def project(folder, settings=SETTINGS, module="site_settings", script="manage.py", *, urls=True):
    path = folder.joinpath(*module.split(".")).with_suffix(".py")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(settings + ("ROOT_URLCONF = 'urls'\n" if urls else ""))
    if urls:
        (folder / "urls.py").write_text(URLS)
    (folder / script).write_text(
        "import os, sys\nfrom django.core.management import execute_from_command_line\n"
        f"os.environ.setdefault('DJANGO_SETTINGS_MODULE', '{module}')\nexecute_from_command_line(sys.argv)\n"
    )
    return path


@pytest.mark.parametrize("mails", ["MAILERS = {}\n", "EMAIL_HOST = 'mail.example.org'\n"])
def test_a_setting_for_mails_that_django_refuses_beside_the_projects_own_was_added(tmp_path, mails):
    settings = project(tmp_path, SETTINGS + mails)
    assert run(tmp_path, "--yes").exit_code == 0
    assert "console.EmailBackend" not in settings.read_text()


def test_a_new_project_passes_check_and_doctor(tmp_path):
    folder = tmp_path / "shop"
    result = run(folder, "--yes")
    assert result.exit_code == 0, result.output
    secret = next(line for line in (folder / "config/settings.py").read_text().splitlines() if "SECRET_KEY" in line)
    assert secret.split("'")[1] not in result.output
    is_green(folder)
    assert "Nothing to do" in run(folder).output


def test_an_existing_project_keeps_every_line(tmp_path):
    path = project(tmp_path)
    result = run(tmp_path, "--yes")
    assert result.exit_code == 0, result.output
    text = path.read_text()
    assert all(line in text.splitlines() for line in SETTINGS.splitlines())
    assert text.splitlines()[-1].startswith("gatepost.configure(globals())")
    urls = (tmp_path / "urls.py").read_text()
    assert "from django.urls import include, path\n" in urls
    assert 'urlpatterns = [path("", include("gatepost.urls")), path(\'\', lambda' in urls
    is_green(tmp_path)


def test_a_second_run_finds_nothing_to_do(tmp_path):
    project(tmp_path)
    run(tmp_path, "--yes", "--component", "react")
    before = files(tmp_path)
    assert "Nothing to do" in run(tmp_path, "--yes", "--component", "react").output
    assert files(tmp_path) == before


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_nothing_is_written_without_a_yes(tmp_path, arguments):
    project(tmp_path)
    before = files(tmp_path)
    result = run(tmp_path, *arguments, answer="n\n")
    assert result.exit_code == 0
    assert "gatepost.configure(globals())" in result.output
    assert files(tmp_path) == before


def test_json_names_each_file_with_its_diff(tmp_path):
    project(tmp_path)
    found = json.loads(run(tmp_path, "--json", "--yes").output)
    assert found["written"] is True
    assert {Path(one["path"]).name: one["action"] for one in found["files"]} == {
        "site_settings.py": "change",
        "urls.py": "change",
        ".env.example": "create",
    }
    assert all(one["diff"].startswith("---") for one in found["files"])


def test_settings_in_a_package_are_changed_where_the_apps_are(tmp_path):
    base = project(tmp_path, module="config.settings.base")
    for package in (tmp_path / "config", tmp_path / "config/settings"):
        (package / "__init__.py").touch()
    dev = base.with_name("dev.py")
    dev.write_text("from .base import *\nALLOWED_HOSTS = ['*']\n")
    (tmp_path / "manage.py").write_text((tmp_path / "manage.py").read_text().replace("settings.base", "settings.dev"))
    assert run(tmp_path, "--yes").exit_code == 0
    assert "gatepost" not in dev.read_text()
    assert "gatepost.configure(globals())" in base.read_text()
    is_green(tmp_path)


def test_a_script_of_another_name_and_a_project_below_the_folder(tmp_path):
    inside = tmp_path / "run"
    project(inside, script="console.py")
    assert run(inside, "--yes").exit_code == 0
    is_green(inside, script="console.py")
    below = tmp_path / "repository"
    project(below / "src")
    assert run(below, "--yes").exit_code == 0
    is_green(below / "src")


def test_a_project_without_root_urls_gets_them(tmp_path):
    path = project(tmp_path, urls=False)
    assert run(tmp_path, "--yes").exit_code == 0
    assert 'ROOT_URLCONF = "urls"' in path.read_text()
    is_green(tmp_path)


def test_several_settings_need_a_choice(tmp_path):
    project(tmp_path)
    (tmp_path / "other.py").write_text("import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'other_settings')\n")
    result = run(tmp_path, "--yes")
    assert result.exit_code == 1
    assert "--settings" in result.output
    assert run(tmp_path, "--yes", "--settings", "site_settings").exit_code == 0


@pytest.mark.parametrize(
    "urls",
    [
        "from django.urls import (\n    path,  # ours\n    re_path,\n)\n\nurlpatterns = [\n  path('a/', print),\n]\n",
        "from django.conf.urls.i18n import i18n_patterns\n\nurlpatterns = i18n_patterns()\n",
        "from django.urls import include as i, re_path\nurlpatterns: list = []\nurlpatterns += [re_path('', print)]\n",
        '"""Only a docstring."""\n',
        "",
    ],
    ids=["wrapped import", "i18n", "alias", "docstring", "empty"],
)
def test_any_form_of_urls_is_extended(tmp_path, urls):
    project(tmp_path)
    (tmp_path / "urls.py").write_text(urls)
    assert run(tmp_path, "--yes").exit_code == 0
    text = (tmp_path / "urls.py").read_text()
    assert 'path("", include("gatepost.urls"))' in text
    assert [line for line in urls.splitlines() if line not in text.splitlines() and "import" not in line] in (
        [],
        ["urlpatterns: list = []"],
    )
    assert manage(tmp_path, "check").returncode == 0, manage(tmp_path, "check").stderr


def test_windows_line_ends_stay(tmp_path):
    path = project(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    run(tmp_path, "--yes")
    text = path.read_bytes()
    assert text.count(b"\n") == text.count(b"\r\n")


def test_a_present_env_file_gets_a_key_that_is_not_shown(tmp_path):
    project(tmp_path)
    (tmp_path / ".env").write_text("SECRET_KEY=abc\n")
    result = run(tmp_path, "--yes")
    lines = (tmp_path / ".env").read_text().splitlines()
    key = next(line.partition("=")[2] for line in lines if line.startswith("GATEPOST_KEYS="))
    assert len(key) > 30
    assert key not in result.output
    assert lines[0] == "SECRET_KEY=abc"
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0


def test_a_file_in_the_way_of_a_new_project_stays(tmp_path):
    (tmp_path / "config").mkdir()
    (tmp_path / "config/settings.py").write_text("mine = 1\n")
    result = run(tmp_path, "--yes")
    assert result.exit_code == 1
    assert (tmp_path / "config/settings.py").read_text() == "mine = 1\n"
    assert not (tmp_path / "manage.py").exists()


def test_settings_that_are_no_python_are_named(tmp_path):
    project(tmp_path, settings="INSTALLED_APPS = [\n")
    result = run(tmp_path, "--yes")
    assert result.exit_code == 1
    assert "site_settings.py can't be read" in result.output


@pytest.mark.parametrize(("name", "file"), [("react", "LoginForm.tsx"), ("vue", "LoginForm.vue")])
def test_a_login_form_goes_to_the_front_end(tmp_path, name, file):
    project(tmp_path)
    (tmp_path / "web").mkdir()
    (tmp_path / "web/package.json").write_text("{}")
    run(tmp_path, "--yes", "--component", name)
    assert f"@gatepost/{name}" in (tmp_path / "web/src" / file).read_text()


def test_the_shell_completes_commands():
    environ = os.environ | {"_GATEPOST_COMPLETE": "bash_complete", "COMP_WORDS": "gatepost mig", "COMP_CWORD": "1"}
    command = [str(Path(sys.executable).with_name("gatepost"))]
    completed = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert completed.stdout.strip() == "plain,migrate-from"
    for shell in ("bash", "zsh", "fish"):
        environ["_GATEPOST_COMPLETE"] = f"{shell}_source"
        shown = subprocess.run(command, env=environ, capture_output=True, text=True, check=False).stdout
        assert "_GATEPOST_COMPLETE" in shown
