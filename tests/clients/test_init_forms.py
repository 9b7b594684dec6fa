"""The login forms that `gatepost init --component` writes, in an app of their own in Chromium."""

import subprocess

import pytest
from tests.clients.test_examples import EXAMPLES, PASSWORD, ROOT, clean, npm, pages
from tests.live.test_server import COMMAND, Visitor, free_port, server

pytestmark = pytest.mark.live
__all__ = ["npm"]
# What the comments in the forms tell their users to write.
MAIN = {
    "react": (
        "main.tsx",
        """
        import { createRoot } from 'react-dom/client'
        import { LoginForm } from './LoginForm'
        createRoot(document.getElementById('app')!).render(<LoginForm />)
        """,
    ),
    "vue": (
        "main.ts",
        """
        import { createBrowserClient } from '@gatepost/client'
        import { createGatepost } from '@gatepost/vue'
        import { createApp } from 'vue'
        import App from './LoginForm.vue'
        createApp(App).use(createGatepost({ client: createBrowserClient() })).mount('#app')
        """,
    ),
}


@pytest.mark.parametrize("name", MAIN)
def test_a_visitor_signs_up_and_logs_in_by_the_form_that_init_wrote(npm, chromium, tmp_path, name):
    app, example = tmp_path / "site" / "web", ROOT / "examples" / name
    app.mkdir(parents=True)
    (app / "package.json").write_text('{"type": "module"}')
    subprocess.run([COMMAND, "init", "--yes", "--component", name], cwd=app.parent, env=clean(), check=True)
    file, main = MAIN[name]
    (app / "src" / file).write_text(main)
    for one in ("index.html", "vite.config.ts"):
        (app / one).write_text((example / one).read_text())
    (app / "node_modules").symlink_to(ROOT / "node_modules")
    subprocess.run([ROOT / "node_modules" / ".bin" / "vite", "build"], cwd=app, env=clean(), check=True)
    port, behind = free_port(), free_port()
    home, options = f"http://localhost:{port}", ("--config", str(example / "gatepost.toml"))
    served = server(tmp_path, *options, port=behind, GATEPOST_PUBLIC_URL=home)
    with served as address, pages(app, EXAMPLES[name], port, GATEPOST_SERVER=f"http://127.0.0.1:{behind}"):
        page = chromium().new_page()
        page.goto(home)
        page.get_by_role("button", name="Create an account").click()
        page.get_by_label("Email address").fill("ann@example.org")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign up").click()
        page.get_by_label("Code").fill(Visitor(address, "app").mail("ann@example.org", 0)["code"])
        page.get_by_role("button", name="Continue").click()
        page.get_by_text("ann@example.org").wait_for()
        page.get_by_role("button", name="Log out").click()
        page.get_by_label("Email address").fill("ann@example.org")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in", exact=True).click()
        page.get_by_role("button", name="Log out").wait_for()
