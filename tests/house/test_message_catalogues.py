"""Every text that users read can be translated, and is: German, French and Spanish."""

import ast
import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import gatepost

PACKAGE = Path(gatepost.__file__).parent
LANGUAGES = sorted(folder.name for folder in (PACKAGE / "locale").iterdir())
CATALOGUES = [PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po" for language in LANGUAGES]
DJANGO_ADMIN = Path(sys.executable).with_name("django-admin")
FIXED_BY_OTHERS = "dialects"
"""The words of its responses belong to the package that it replaces."""
NO_TEXT = re.compile(
    r"{% (?:blocktranslate|comment)\b.*?{% end(?:blocktranslate|comment) %}|{%.*?%}|{{.*?}}"
    r"|<style.*?</style>|<!--.*?-->|<[^>]*>|&\w+;",
    re.DOTALL,
)

needs_gettext = pytest.mark.skipif(
    not os.environ.get("GATEPOST_CI") and not all(map(shutil.which, ("msgfmt", "xgettext", "msgmerge"))),
    reason="GNU gettext is not installed",
)


def run(*command, cwd=None):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
    done = subprocess.run([*map(str, command)], cwd=cwd, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def texts(compiled):
    with compiled.open("rb") as file:
        return {key: text for key, text in gettext.GNUTranslations(file)._catalog.items() if key}


def test_there_are_three_languages_beside_english():
    assert LANGUAGES == ["de", "es", "fr"]


@needs_gettext
@pytest.mark.parametrize("catalogue", CATALOGUES, ids=LANGUAGES)
def test_a_catalogue_is_complete_and_its_compiled_form_is_current(catalogue, tmp_path):
    run("msgfmt", "--check", "--output-file", tmp_path / "django.mo", catalogue)
    assert not run("msgattrib", "--untranslated", catalogue), "run make messages, and translate these"
    assert not run("msgattrib", "--only-fuzzy", catalogue), "check these, and remove their mark"
    assert texts(tmp_path / "django.mo") == texts(catalogue.with_suffix(".mo")), "run make messages"


@needs_gettext
def test_no_text_of_the_code_is_missing_in_a_catalogue(tmp_path):
    for file in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("messages/**/*.*"), *PACKAGE.rglob("templates/**/*.html")]:
        copy = tmp_path / file.relative_to(PACKAGE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    (tmp_path / "locale").mkdir()
    run(DJANGO_ADMIN, "makemessages", "--locale", "xx", "--no-location", "--no-wrap", "--verbosity", "0", cwd=tmp_path)
    extracted = ids(tmp_path / "locale" / "xx" / "LC_MESSAGES" / "django.po")
    assert 'msgid "Incorrect code."' in extracted
    assert 'msgid "Your login code"' in extracted
    for catalogue in CATALOGUES:
        assert ids(catalogue) == extracted, f"run make messages, and translate what is new in {catalogue}"


def ids(catalogue):
    return {line for line in catalogue.read_text().splitlines() if line.startswith("msgid")}


def modules():
    for file in sorted(PACKAGE.rglob("*.py")):
        if FIXED_BY_OTHERS not in file.relative_to(PACKAGE).parts:
            yield file.relative_to(PACKAGE), ast.parse(file.read_text())


def test_the_text_of_every_refusal_can_be_translated():
    found = [
        f"{name}:{call.lineno}"
        for name, tree in modules()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Refusal"
        for one in call.keywords
        if one.arg == "text" and isinstance(one.value, ast.Constant | ast.JoinedStr)
    ]
    assert not found


def test_every_word_of_a_message_can_be_translated():
    templates = [file for file in PACKAGE.rglob("messages/**/*.*") if file.suffix in {".html", ".txt"}]
    assert len(templates) > 50
    found = {str(file.relative_to(PACKAGE)): NO_TEXT.sub("", file.read_text()).split() for file in templates}
    assert not {name: left for name, left in found.items() if any(map(str.isalpha, "".join(left)))}
