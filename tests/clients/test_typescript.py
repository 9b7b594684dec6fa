"""The TypeScript client, with the tools of its own language, against the server of this checkout."""

import pytest
from tests.clients.conftest import FOLDER

pytestmark = pytest.mark.live


def test_the_lock_file_names_no_registry_of_one_machine():
    lines = (FOLDER / "package-lock.json").read_text().splitlines()
    resolved = [line for line in lines if '"resolved"' in line]
    assert not [line for line in resolved if "https://registry.npmjs.org/" not in line]


def test_types_are_sound_and_every_stage_is_handled(npm):
    npm("run", "check")


def test_the_style_is_kept(npm):
    npm("run", "lint")


def test_it_is_typed_from_what_the_server_describes_today(npm):
    npm("run", "schema", "--", "--check")


def test_what_is_built_loads_where_there_is_no_page(npm):
    built = FOLDER / "node_modules" / ".built"
    npm("exec", "--", "tsc", "-p", "tsconfig.build.json", "--outDir", str(built))
    assert all((built / f"{entry}.d.ts").is_file() for entry in ("index", "vue", "forms/index"))
    script = "for (const one of ['index', 'vue', 'forms/index']) await import(`./node_modules/.built/${one}.js`)"
    npm("exec", "--", "node", "--input-type=module", "--eval", script)


def test_it_works_against_the_live_server_and_stays_small(npm):
    npm("run", "test")
