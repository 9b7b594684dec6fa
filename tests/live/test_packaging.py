"""What is published: the sdist, the wheel that is built from it, and the client's npm package."""

import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from tests import npm_packages

pytestmark = pytest.mark.live
ROOT = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).parent / "uv"
PAGE = ROOT / "src" / "gatepost" / "web" / "index.html"
LINK = re.compile(r"\]\(([^)\s]+)\)")
URLS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["urls"]
READMES = (ROOT / "README.md", *(ROOT / "clients").glob("*/README.md"))
BLOB, RAW = f"{URLS['Source']}/blob/main/", URLS["Source"].replace("github.com", "raw.githubusercontent.com") + "/main/"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The sdist's and the wheel's names of files; the wheel is built from the sdist."""
    for what, there in (("uv in the environment", UV.exists()), ("the built web app (make web)", PAGE.exists())):
        if not there:
            npm_packages.missing(what)
    folder = tmp_path_factory.mktemp("dist")
    done = subprocess.run([UV, "build", "--out-dir", folder], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode and not os.environ.get("GATEPOST_CI"):
        pytest.skip("uv build failed: no registry?")
    assert done.returncode == 0, done.stderr
    (sdist,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    with tarfile.open(sdist) as tar, zipfile.ZipFile(wheel) as archive:
        names = {member.name.partition("/")[2] for member in tar.getmembers() if member.isfile()}
        metadata = next(archive.read(name).decode() for name in archive.namelist() if name.endswith("/METADATA"))
        yield names, set(archive.namelist()), metadata


def tracked():
    """The package's files in git, and what the build of the web app made."""
    listed = subprocess.run(["git", "ls-files", "src/gatepost"], cwd=ROOT, capture_output=True, text=True, check=True)
    made = [PAGE, *(ROOT / "src" / "gatepost" / "static" / "gatepost" / "web").rglob("*")]
    return set(listed.stdout.split()) | {str(file.relative_to(ROOT)) for file in made if file.is_file()}


def test_the_sdist_holds_the_package_with_its_web_app_and_nothing_of_the_workshop(built):
    names, _, _ = built
    assert tracked() <= names
    assert {"README.md", "LICENSE", "CHANGELOG.md", "pyproject.toml"} <= names
    tops = {name.partition("/")[0] for name in names}
    assert not tops & {"bench", "tests", ".ci", "web", "clients", "examples", "node_modules", ".venv"}
    assert not [name for name in names if "__pycache__" in name or "node_modules" in name]


def test_the_wheel_from_the_sdist_is_complete(built):
    _, names, _ = built
    assert {name.removeprefix("src/") for name in tracked()} <= names
    assert not [name for name in names if not name.startswith(("gatepost/", "gatepost-"))]


def test_the_metadata_leads_to_the_project(built):
    _, _, metadata = built
    head, _, readme = metadata.partition("\n\n")
    for name in ("Homepage", "Documentation", "Changelog", "Issues", "Source"):
        assert f"Project-URL: {name}, https://" in head
    for classifier in ("Framework :: Django :: 5.2", "Python :: 3.12", "Topic :: Security", "Typing :: Typed"):
        assert classifier in head
    assert all(target.startswith("https://") for target in LINK.findall(readme))


def test_every_link_of_the_readme_is_absolute_and_leads_to_a_file():
    targets = [link for file in READMES for link in LINK.findall(file.read_text())]
    assert len(targets) > 20
    for target in targets:
        assert target.startswith("https://"), target
        for start in (BLOB, RAW):
            if target.startswith(start):
                assert (ROOT / target.removeprefix(start).partition("#")[0]).exists(), target


def test_npm_pack_from_a_clean_clone_has_what_is_built_and_the_licence(tmp_path):
    npm = npm_packages.find_npm()
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth", "1", ROOT.as_uri(), clone], check=True)
    folder = clone / "clients" / "typescript"
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "GATEPOST"))}
    done = subprocess.run(
        [npm, "pack"],
        cwd=folder,
        env={**clean, "npm_config_prefer_offline": "true"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode and not os.environ.get("GATEPOST_CI"):
        pytest.skip("npm pack failed: no registry?")
    assert done.returncode == 0, done.stderr
    (packed,) = folder.glob("*.tgz")
    with tarfile.open(packed) as tar:
        names = {name.removeprefix("package/") for name in tar.getnames()}
    assert {"LICENSE", "README.md", "package.json"} <= names
    exports = json.loads((folder / "package.json").read_text())["exports"]
    assert {target.removeprefix("./") for entry in exports.values() for target in entry.values()} <= names
    assert not [name for name in names if name.startswith(("tests/", "node_modules"))]
    assert (folder / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()
