"""A provider behind TLS: the certificate is for the name, though the connection goes to an address."""

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from gatepost.features.social.protocol.fault import FaultReason, ProviderFault
from gatepost.features.social.protocol.fetch import fetch

NAME = "id.example"


class Answering(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"host": "%s"}' % self.headers["Host"].encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Nothing is written."""


@pytest.fixture
def certified(tmp_path):
    """A server on loopback with a certificate for `id.example`; its port, and the file of its authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    authority, pair = tmp_path / "ca.pem", tmp_path / "pair.pem"
    authority.write_bytes(made.public_bytes(Encoding.PEM))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pair.write_bytes(private + authority.read_bytes())
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.handle_error = lambda *_: None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server.server_address[1], str(authority)
    server.shutdown()
    server.server_close()


@pytest.fixture
def names(monkeypatch):
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda _, port, *__, **___: [(socket.AF_INET, 1, 6, "", ("127.0.0.1", port))]
    )


def test_the_certificate_is_checked_for_the_name_that_was_asked_for(certified, names, configure):
    port, authority = certified
    hosts = [f"{NAME}:{port}", f"other.example:{port}"]
    configure(social={"allowed_hosts": hosts, "ca_file": authority})
    assert fetch("GET", f"https://{NAME}:{port}/").value == {"host": f"{NAME}:{port}"}
    with pytest.raises(ProviderFault) as found:
        fetch("GET", f"https://other.example:{port}/")
    assert found.value.reason is FaultReason.UNAVAILABLE


def test_an_authority_that_nobody_named_is_not_trusted(certified, names, configure):
    port, _ = certified
    configure(social={"allowed_hosts": [f"{NAME}:{port}"]})
    with pytest.raises(ProviderFault):
        fetch("GET", f"https://{NAME}:{port}/")


def test_the_environment_changes_neither_trust_nor_way(certified, names, configure, monkeypatch):
    port, authority = certified
    configure(social={"allowed_hosts": [f"{NAME}:{port}"], "ca_file": authority})
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere.pem")
    assert fetch("GET", f"https://{NAME}:{port}/").status == 200
