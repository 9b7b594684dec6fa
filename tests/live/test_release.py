"""What a release is: a build that can be repeated, a wheel that installs by itself, a bill of materials."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from tests import npm_packages

pytestmark = pytest.mark.live
ROOT = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).parent / "uv"
PAGE = ROOT / "src" / "gatepost" / "web" / "index.html"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def build(source, target):
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    done = subprocess.run(
        [UV, "build", "--out-dir", target], cwd=source, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode and not os.environ.get("GATEPOST_CI"):
        pytest.skip("uv build failed: no registry?")
    assert done.returncode == 0, done.stderr
    return {file.name: file for file in target.iterdir() if file.suffix in {".gz", ".whl"}}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The sdist and the wheel, by name."""
    for what, there in (("uv in the environment", UV.exists()), ("the built web app (make web)", PAGE.exists())):
        if not there:
            npm_packages.missing(what)
    return build(ROOT, tmp_path_factory.mktemp("dist"))


def test_a_second_build_elsewhere_is_equal_byte_for_byte(built, tmp_path):
    copy = tmp_path / "elsewhere"
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    made = [str(file.relative_to(ROOT)) for file in (ROOT / "src" / "gatepost" / "static").rglob("*")]
    for name in {*listed, *made, str(PAGE.relative_to(ROOT))} - {""}:
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)  # with another time, and in another order
    again = build(copy, tmp_path / "dist")
    assert len(built) == 2

    def digests(files):
        return {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in files.items()}

    assert digests(again) == digests(built)


def interpreter(version):
    """The path of a Python, from uv or pyenv; None if there is none."""
    found = subprocess.run(
        [UV, "python", "find", "--no-python-downloads", "--no-project", version],
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode == 0:
        return found.stdout.strip()
    kept = sorted(Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions").glob(f"{version}.*"))
    return str(kept[-1] / "bin" / "python") if kept else None


@pytest.mark.parametrize("version", PYTHONS)
def test_the_wheel_installs_into_an_empty_environment(built, tmp_path, version):
    python = interpreter(version)
    if python is None:
        pytest.skip(f"no Python {version} on this machine; untested")
    wheel = next(file for name, file in built.items() if name.endswith(".whl"))
    environment = tmp_path / "env"
    for command in (
        [UV, "venv", "--quiet", "--python", python, environment],
        [UV, "pip", "install", "--quiet", "--python", environment / "bin" / "python", wheel],
    ):
        subprocess.run(command, check=True, capture_output=True, text=True)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "GATEPOST", "PYTHON"))}
    shown = subprocess.run(
        [environment / "bin" / "gatepost", "openapi"],
        cwd=tmp_path,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.returncode == 0, shown.stderr
    assert json.loads(shown.stdout)["openapi"] == "3.1.0"


def test_the_bill_of_materials_has_what_the_lock_file_has():
    subprocess.run(["make", "sbom"], cwd=ROOT, check=True, capture_output=True, text=True)
    bill = json.loads((ROOT / "dist" / "sbom.cdx.json").read_text())
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["name"] == "gatepost"
    listed = {(one["name"], one["version"]) for one in bill["components"]}
    locked = {
        (one["name"], one["version"])
        for one in tomllib.loads((ROOT / "uv.lock").read_text())["package"]
        if "version" in one
    }
    assert listed <= locked
    names = {name for name, _ in listed}
    assert {"django", "argon2-cffi", "fido2", "psycopg", "redis"} <= names
    assert "pytest" not in names
