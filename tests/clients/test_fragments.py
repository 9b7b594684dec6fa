"""The TypeScript, TSX and Vue fragments of the documentation, and the login forms of `gatepost init`, compile."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.clients.test_examples import ROOT, clean, npm  # noqa: F401 - a fixture
from tests.docs.blocks import PAGES, blocks

pytestmark = pytest.mark.live
READMES = sorted((ROOT / "clients").glob("*/README.md"))
TEMPLATES = ROOT / "src" / "gatepost" / "cli" / "init" / "files"
SURROUNDINGS = """
import type { BrowserClient } from '@gatepost/client'
import type { App as VueApp, Plugin } from 'vue'
import type { Router } from 'vue-router'

declare global {
  const auth: BrowserClient
  const link: string
  const email: string
  const password: string
  const app: VueApp
  const router: Router
  function createPinia(): Plugin
  function render(form: unknown, state: unknown): void
  const api: { post(path: string, body: object): Promise<{ data: { authorize_url: string } }> }
}
"""
"""What the text around a fragment says that there is."""
NATIVE = """
declare module '@react-native-async-storage/async-storage' {
  const storage: {
    getItem(key: string): Promise<string | null>
    setItem(key: string, value: string): Promise<void>
    removeItem(key: string): Promise<void>
  }
  export default storage
}
declare module 'expo-crypto' {
  export const CryptoDigestAlgorithm: { SHA256: 'SHA-256' }
  export const CryptoEncoding: { BASE64: 'base64' }
  export function getRandomBytes(count: number): Uint8Array
  export function digestStringAsync(algorithm: 'SHA-256', data: string, options: { encoding: 'base64' }):
    Promise<string>
}
declare module 'expo-web-browser' {
  export function openAuthSessionAsync(url: string, redirect: string):
    Promise<{ type: 'success'; url: string } | { type: 'cancel' | 'dismiss' }>
}
"""
"""The parts that fragments use of packages which are not installed here."""
OWN_FIELDS = """import type { User } from '@gatepost/client'

export const birthday = (user: User): string | null => user.birthday
"""
"""The fields that two fragments add to the type of a user."""
GENERATED = "export interface components { schemas: { UserFields: { birthday: string | null; company: number } } }\n"


def fragments():
    """The blocks that aren't whole files of an example, which its own check compiles."""
    whole = {file.read_text().strip() for name in ("react", "vue", "nextjs", "expo") for file in sources(name)}
    found = blocks("ts", "tsx", "vue", pages=[*PAGES, *READMES])
    return [block for block in found if block.text.strip() not in whole]


def sources(example):
    files = subprocess.check_output(["git", "ls-files", f"examples/{example}"], cwd=ROOT, text=True).split()
    return [ROOT / file for file in files if Path(file).suffix in {".ts", ".tsx", ".vue"}]


def compiled(folder):
    """What vue-tsc says about the files in a folder, by the rules of the clients' own sources."""
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    installed = ROOT / "clients" / "typescript" / "node_modules"
    paths = {name: [str(installed / name)] for name in ("pinia", "vue-router")} | {
        "vue": [str(ROOT / "node_modules" / "vue")]
    }
    options = {"jsx": "react-jsx", "moduleDetection": "force", "paths": paths}
    config = {"extends": str(ROOT / "clients/tsconfig.base.json"), "compilerOptions": options, "include": ["*/*"]}
    (folder / "tsconfig.json").write_text(json.dumps(config))
    command = [str(ROOT / "node_modules" / ".bin" / "vue-tsc"), "--noEmit", "-p", str(folder)]
    return subprocess.run(command, env=clean(), capture_output=True, text=True, timeout=300, check=False)


def test_every_fragment_of_the_documentation_compiles(npm, tmp_path):  # noqa: F811
    (tmp_path / "surroundings").mkdir()
    (tmp_path / "surroundings" / "globals.d.ts").write_text(SURROUNDINGS)
    (tmp_path / "surroundings" / "native.d.ts").write_text(NATIVE)
    (tmp_path / "surroundings" / "own_fields.ts").write_text(OWN_FIELDS)
    names = [write(tmp_path, block) for block in fragments()]
    assert len(names) > 10
    done = compiled(tmp_path)
    assert done.returncode == 0, done.stdout


def write(folder, block):
    """One file a fragment, named after its place; App.vue and the generated auth.ts are beside it."""
    place = folder / f"{block.page.replace('/', '_').removesuffix('.md')}_{block.line}"
    place.mkdir()
    (place / "auth.d.ts").write_text(GENERATED)
    (place / "App.vue").write_text("<template><p /></template>\n")
    (place / f"fragment.{block.language}").write_text(block.text)
    return place.name


def test_a_fragment_with_a_wrong_name_is_noticed(npm, tmp_path):  # noqa: F811
    (tmp_path / "wrong").mkdir()
    (tmp_path / "wrong" / "fragment.ts").write_text("import { noSuchThing } from '@gatepost/client'\nnoSuchThing()\n")
    done = compiled(tmp_path)
    assert "noSuchThing" in done.stdout
    assert done.returncode != 0


def test_the_login_forms_of_init_compile(npm, tmp_path):  # noqa: F811
    shutil.copytree(TEMPLATES, tmp_path / "src")
    done = compiled(tmp_path)
    assert done.returncode == 0, done.stdout
