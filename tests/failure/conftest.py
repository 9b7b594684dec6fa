import pytest
from tests.failure import report
from tests.failure.systems import Gatepost, Mails, Postgres


@pytest.fixture(scope="module")
def postgres():
    server = Postgres()
    yield server
    server.close()


@pytest.fixture(scope="module")
def mails():
    server = Mails()
    yield server
    server.close()


@pytest.fixture(scope="module")
def gatepost(postgres, mails, tmp_path_factory):
    server = Gatepost(tmp_path_factory.mktemp("gatepost"), mails.url, postgres.url)
    yield server
    server.close()


def pytest_terminal_summary(terminalreporter):
    """Print the table."""
    if report.rows:
        terminalreporter.section("failures")
        report.show()
