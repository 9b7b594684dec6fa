"""What `DATABASE_URL` promises about TLS to MariaDB, against servers with certificates of an authority of our own."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db.utils import ConnectionHandler
from tests.failure.systems import free_port, listens, tool, until

from gatepost.deployment import environment

OperationalError = pytest.importorskip("MySQLdb", reason="needs mysqlclient").OperationalError


def signed(folder, name, authority=None):
    """A certificate for 127.0.0.1 that an authority signs, or itself; returns its path without the suffix."""
    path = folder / name
    command = [tool("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"]
    command += ["-keyout", f"{path}.key", "-out", f"{path}.pem"]
    if authority:
        command += ["-CA", f"{authority}.pem", "-CAkey", f"{authority}.key", "-addext", "subjectAltName=IP:127.0.0.1"]
        command += ["-addext", "basicConstraints=critical,CA:FALSE"]
    subprocess.run(command, check=True, capture_output=True)
    return path


@contextlib.contextmanager
def mariadb(folder, *options):
    """The port of a server of its own; anyone may connect to it as root."""
    port, user = free_port(), ("--user=mysql",) if os.geteuid() == 0 else ()
    data = folder / f"data{port}"
    install = [
        tool("mariadb-install-db", "mariadb-server"),
        "--no-defaults",
        f"--datadir={data}",
        "--skip-test-db",
        *user,
    ]
    subprocess.run([*install, "--auth-root-authentication-method=normal"], check=True, capture_output=True)
    command = [tool("mariadbd", "mariadb-server"), "--no-defaults", *user, f"--datadir={data}", f"--port={port}"]
    command += [f"--socket={data}/socket", f"--pid-file={data}/pid", "--bind-address=127.0.0.1,127.0.0.2", *options]
    with (folder / f"log{port}").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
    try:
        until(lambda: listens(port), "the start of MariaDB")
        yield port
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def servers():
    """Ports of a server with TLS and of one without, and the folder of certificates."""
    folder = Path(tempfile.mkdtemp(prefix="gatepost-mariadb-"))
    folder.chmod(0o755)
    authority = signed(folder, "authority")
    signed(folder, "stranger")
    server = signed(folder, "server", authority)
    for file in folder.glob("*.key"):
        file.chmod(0o644)
    try:
        with (
            mariadb(folder, f"--ssl-cert={server}.pem", f"--ssl-key={server}.key") as closed,
            mariadb(folder, "--skip-ssl") as clear,
        ):
            yield closed, clear, folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def cipher(url, tmp_path):
    """The cipher of a connection that Django makes with a `DATABASE_URL`; empty without TLS."""
    wrapper = ConnectionHandler({"default": environment.database(url, tmp_path)})["default"]
    # Past the block of the tests' own database.
    connection = wrapper.get_new_connection(wrapper.get_connection_params())
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("SHOW STATUS LIKE 'Ssl_cipher'")
        return cursor.fetchone()[1]


def test_a_named_authority_gives_a_verified_connection(servers, tmp_path):
    closed, _, folder = servers
    query = f"ssl_ca={quote(str(folder))}/authority.pem"
    assert cipher(f"mariadb://root@127.0.0.1:{closed}/mysql?{query}", tmp_path)


def test_a_server_that_the_named_authority_did_not_certify_was_used(servers, tmp_path):
    closed, _, folder = servers
    query = f"ssl_ca={quote(str(folder))}/stranger.pem"
    with pytest.raises(OperationalError, match=r"certificate|TLS|SSL"):
        cipher(f"mariadb://root@127.0.0.1:{closed}/mysql?{query}", tmp_path)


@pytest.mark.parametrize("mode", ["", "&ssl_mode=VERIFY_CA", "&ssl_mode=VERIFY_IDENTITY"])
def test_a_certificate_authority_was_named_and_a_server_without_tls_used(servers, tmp_path, mode):
    _, clear, folder = servers
    query = f"ssl_ca={quote(str(folder))}/authority.pem{mode}"
    with pytest.raises(OperationalError, match=r"TLS|SSL"):
        cipher(f"mariadb://root@127.0.0.1:{clear}/mysql?{query}", tmp_path)


def test_a_certificate_for_another_address_is_refused(servers, tmp_path):
    closed, _, folder = servers
    query = f"ssl_ca={quote(str(folder))}/authority.pem"
    with pytest.raises(OperationalError, match=r"TLS|SSL"):
        cipher(f"mariadb://root@127.0.0.2:{closed}/mysql?{query}", tmp_path)


def test_without_parameters_the_connection_is_as_mysqlclient_makes_it(servers, tmp_path):
    _, clear, _ = servers
    assert cipher(f"mariadb://root@127.0.0.1:{clear}/mysql", tmp_path) == ""
