"""The parts of the proof.

To add one, add a `Part` to `PARTS`. Its command runs at the root of the repository and exits with 0 if what its title
says is so. For its table it calls `tests.proof.tables.show`, once or more: that prints the table, and while
`make prove` runs also puts it on the page; of a part without tables, the page says how it ended. A part that needs
more than a quarter of an hour keeps itself what it has found, as the mutants do, since an interrupted run continues
with the part that was interrupted.
"""

import sys
from dataclasses import dataclass, field

PYTEST = (sys.executable, "-m", "pytest", "-q", "-rsfE")
POSTGRESQL = {"GATEPOST_TEST_DATABASE": "postgresql", "GATEPOST_TEST_DATABASE_NAME": "gatepost_proof"}
MARIADB = {"GATEPOST_TEST_DATABASE": "mariadb", "GATEPOST_TEST_DATABASE_NAME": "gatepost_proof"}
NOTHING_MISSING = {"GATEPOST_CI": "1"}
"""A program that is missing is a failure, which names its Debian package."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part.

    Attributes:
        id: The name by which `make prove PARTS=…` runs it alone.
        title: What it shows, as a heading.
        command: Its words.
        short: Variables of the environment for the short form, which the gate runs; None: it isn't part of that.
        long: Whether it takes so long that only `make prove-long` runs it.
        environment: More variables of the environment.
    """

    id: str
    title: str
    command: tuple[str, ...]
    short: dict[str, str] | None = None
    long: bool = False
    environment: dict[str, str] = field(default_factory=dict)


PARTS = (
    Part(
        id="statements",
        title="Statements, round trips, commits and indexes on PostgreSQL",
        command=(*PYTEST, "--create-db", "tests/perf"),
        environment=POSTGRESQL,
    ),
    Part(
        id="speed",
        title="CPU time beside the packages that it replaces, and of a start",
        command=("make", "bench"),
    ),
    Part(
        id="costs",
        title="Instructions of each operation beside the packages that it replaces",
        command=("make", "costs"),
        short={},
    ),
    Part(
        id="attacks",
        title="Every attack of the list has its tests",
        command=(*PYTEST, "tests/house/test_attacks.py", "tests/security"),
    ),
    Part(
        id="peers",
        title="The same races and attacks on the packages that it replaces",
        command=("make", "attacks"),
    ),
    Part(
        id="mutants",
        title="Every defence is noticed when it is missing",
        command=(sys.executable, "-m", "tests.mutants"),
    ),
    Part(
        id="races-postgresql",
        title="Races of threads on PostgreSQL",
        command=(*PYTEST, "--create-db", "tests/races"),
        environment=POSTGRESQL,
    ),
    Part(
        id="races-mariadb",
        title="Races of threads on MariaDB",
        command=(*PYTEST, "--create-db", "tests/races"),
        environment=MARIADB,
    ),
    *(
        Part(
            id=f"races-over-http-{database}",
            title=f"Races over HTTP, four server processes on {name}",
            command=(sys.executable, "-m", "tests.races_over_http", "--database", database),
            short={"GATEPOST_RACE_ROUNDS": "2"} if database == "postgresql" else None,
        )
        for database, name in (("postgresql", "PostgreSQL"), ("mariadb", "MariaDB"))
    ),
    Part(
        id="failures",
        title="What breaks, and how it recovers",
        command=("make", "failures"),
    ),
    Part(
        id="patroni",
        title="PostgreSQL under Patroni, whose primary is killed",
        command=(*PYTEST, "tests/failure/patroni_failover.py"),
        environment=NOTHING_MISSING,
        long=True,
    ),
    Part(
        id="galera",
        title="Servers at the nodes of a Galera cluster, of which one is killed",
        command=(*PYTEST, "tests/failure/galera_nodes.py"),
        environment=NOTHING_MISSING,
        long=True,
    ),
    Part(
        id="races-over-http-galera",
        title="Races over HTTP, four server processes on the three nodes of a Galera cluster",
        command=(sys.executable, "-m", "tests.races_over_http", "--database", "galera"),
        long=True,
    ),
    Part(
        id="growth",
        title="A million users, and logins beside a deletion of three million events",
        command=(sys.executable, "bench/growth.py", "--cleanup"),
        long=True,
    ),
)
