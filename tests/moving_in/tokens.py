"""What the tests of knox and simplejwt share."""

import json

from tests.moving_in import environment
from tests.moving_in.conftest import Project

USERS = 48
KEPT = {"gatepost_event", "gatepost_auditevent"}


class TokensProject(Project):
    settings = "tests.moving_in.tokens_project.settings"
    requirement = ""
    more: dict[str, str] = {}  # noqa: RUF012 - set by the fixtures

    def env(self, stage, **more):
        return super().env(stage, PACKAGE=self.package, **self.more, **more)

    def script(self, name, *words, stage, **options):
        module = f"tests.moving_in.tokens_project.{name}"
        return environment.run(self._python, "-m", module, *words, env=self.env(stage), **options).stdout

    def ask(self, *requests, stage="after"):
        return json.loads(self.script("ask", stage=stage, input=json.dumps(requests)).splitlines()[-1])

    def in_state(self, *states):
        return [one for one in self.facts if one["state"] in states]


def made(kind, folder, **more):
    """A project with rows of the real package and with gatepost's tables; nothing has moved."""
    python = environment.python(kind.package, kind.requirement, "Django>=5.2,<6")
    project = kind(folder, [], python, "")
    project.more = more
    project.facts = json.loads(project.script("create", str(USERS), stage="before").splitlines()[-1])
    project.manage("migrate", "--verbosity=0")
    return project


def without_events(everything):
    return {name: rows for name, rows in everything.items() if name not in KEPT}
