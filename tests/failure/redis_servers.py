"""A Redis with a replica and three sentinels, and a Redis Cluster, each on ports of its own."""

import shutil
import subprocess
import tempfile
from functools import partial
from pathlib import Path
from urllib.parse import quote

import redis
from tests.failure.systems import Redis, free_port, listens, tool, until

NAME, PASSWORD, SENTINEL_PASSWORD = "limits", "red is/s3cret", "sent+inel"


class Open:
    """Servers that ask for nothing."""

    scheme, login, query, tool_options, sentinel_lines = "redis", "", "", (), ()

    def options(self, _port, *, cluster=False):  # noqa: ARG002 - as the others
        return ()

    def connect(self, port, password=PASSWORD):  # noqa: ARG002
        return redis.Redis(port=port, decode_responses=True)

    def close(self):
        pass


class Closed:
    """Servers that ask for a password, by TLS, with a certificate of an authority that nobody else knows."""

    scheme, login = "rediss", f":{quote(PASSWORD, safe='')}@"

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="gatepost-tls-"))
        self.certificate, key = self.folder / "cert.pem", self.folder / "key.pem"
        names = "subjectAltName=IP:127.0.0.1"
        command = [tool("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=redis"]
        command += ["-addext", names, "-keyout", str(key), "-out", str(self.certificate)]
        subprocess.run(command, check=True, capture_output=True)
        files = {"tls-cert-file": self.certificate, "tls-key-file": key, "tls-ca-cert-file": self.certificate}
        self.tls = {**files, "tls-auth-clients": "no", "tls-replication": "yes"}
        self.query = f"ssl_ca_certs={quote(str(self.certificate))}"
        self.tool_options = ("-a", PASSWORD, "--no-auth-warning", "--tls", "--cacert", str(self.certificate))
        lines = [f"{name} {value}" for name, value in self.tls.items()]
        auth = [f'sentinel auth-pass {NAME} "{PASSWORD}"', f'requirepass "{SENTINEL_PASSWORD}"']
        self.sentinel_lines = (*lines, *auth)

    def options(self, port, *, cluster=False):
        given = {"port": "0", "tls-port": port, **self.tls, "requirepass": PASSWORD, "masterauth": PASSWORD}
        given |= {"tls-cluster": "yes"} if cluster else {}
        return [word for name, value in given.items() for word in (f"--{name}", str(value))]

    def connect(self, port, password=PASSWORD):
        more = {"ssl": True, "ssl_ca_certs": str(self.certificate)}
        return redis.Redis(host="127.0.0.1", port=port, password=password, decode_responses=True, **more)

    def close(self):
        shutil.rmtree(self.folder)


def scripts(access, node):
    """How many scripts clients have run at a server; it doesn't run those of its primary."""
    with access.connect(node.port) as connection:
        return connection.info("commandstats").get("cmdstat_eval", {}).get("calls", 0)


class Sentinels:
    """A primary, its replica, and three sentinels, which promote the replica when two of them miss the primary."""

    def __init__(self, access):
        self.access = access
        self.primary = Redis(options=access.options)
        self.replica = Redis("--replicaof", "127.0.0.1", str(self.primary.port), options=access.options)
        self.folder, self.processes, self.ports = Path(tempfile.mkdtemp(prefix="gatepost-sentinel-")), [], []
        for _ in range(3):
            port = free_port()
            file = self.folder / f"{port}.conf"
            kind = f"port {port}" if isinstance(access, Open) else f"port 0\ntls-port {port}"
            lines = (
                *(kind, "bind 127.0.0.1", f"dir {self.folder}"),
                f"sentinel monitor {NAME} 127.0.0.1 {self.primary.port} 2",
                f"sentinel down-after-milliseconds {NAME} 1000",
                f"sentinel failover-timeout {NAME} 5000",
                *access.sentinel_lines,
            )
            file.write_text("\n".join(lines) + "\n")
            command = [tool("redis-server"), str(file), "--sentinel"]
            self.processes.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))
            self.ports.append(port)
        hosts = ",".join(f"127.0.0.1:{port}" for port in self.ports)
        query = f"?sentinel_password={quote(SENTINEL_PASSWORD)}&{access.query}" if access.query else ""
        self.url = f"{access.scheme}+sentinel://{access.login}{hosts}/{NAME}/0{query}"
        until(lambda: all(map(self.sees, self.ports)), "sentinels that know each other and the replica")

    def sees(self, port):
        if not listens(port):
            return False
        with self.access.connect(port, SENTINEL_PASSWORD) as sentinel:
            state = sentinel.sentinel_master(NAME)
        return state["num-other-sentinels"] == 2 and state["num-slaves"] == 1

    def kill(self):
        """Kill the primary."""
        self.primary.stop()

    def counts(self):
        """How many scripts the new primary has run."""
        return scripts(self.access, self.replica)

    def promoted(self):
        with self.access.connect(self.replica.port) as connection:
            return connection.info("replication")["role"] == "master"

    def close(self):
        for process in self.processes:
            process.kill()
            process.wait()
        self.primary.stop()
        self.replica.stop()
        shutil.rmtree(self.folder)
        self.access.close()


class Cluster:
    """Three primaries, each with a replica."""

    def __init__(self, access):
        self.access = access
        options = ("--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--appendonly", "no")
        self.folder, self.nodes = Path(tempfile.mkdtemp(prefix="gatepost-cluster-")), []
        for number in range(6):
            folder = self.folder / str(number)
            folder.mkdir()
            # By default that is 10,000 above the other, which may be no port.
            more = ("--dir", str(folder), "--cluster-port", str(free_port()))
            self.nodes.append(Redis(*options, *more, options=partial(access.options, cluster=True)))
        hosts = [f"127.0.0.1:{node.port}" for node in self.nodes]
        create = [
            tool("redis-cli", "redis-tools"),
            *access.tool_options,
            "--cluster",
            "create",
            *hosts,
            "--cluster-replicas",
            "1",
            "--cluster-yes",
        ]
        subprocess.run(create, check=True, capture_output=True)
        query = f"?{access.query}" if access.query else ""
        self.url = f"{access.scheme}+cluster://{access.login}{','.join(hosts)}{query}"
        self.killed = None
        until(lambda: all(map(self.works, self.nodes)), "a cluster")

    def works(self, node):
        with self.access.connect(node.port) as connection:
            linked = connection.info("replication").get("master_link_status", "up") == "up"
            return linked and connection.cluster("INFO")["cluster_state"] == "ok"

    def primaries(self):
        return [node for node in self.nodes if node is not self.killed and self.role(node) == "master"]

    def role(self, node):
        with self.access.connect(node.port) as connection:
            return connection.info("replication")["role"]

    def promoted(self):
        return len(self.primaries()) == 3

    def kill(self):
        """Kill one of the primaries."""
        self.first = self.primaries()
        self.killed = self.first[0]
        self.killed.stop()

    def counts(self):
        """How many scripts the new primary has run."""
        return sum(scripts(self.access, node) for node in self.primaries() if node not in self.first)

    def close(self):
        for node in self.nodes:
            node.stop()
        shutil.rmtree(self.folder)
        self.access.close()
