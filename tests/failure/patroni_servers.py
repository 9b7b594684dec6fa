"""Three nodes of PostgreSQL under Patroni, with etcd, and HAProxy before them, each on ports of its own."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import httpx
import psycopg
from tests.failure.systems import children, free_port, listens, tool, until

ETCD = ("--heartbeat-interval", "100", "--election-timeout", "1000", "--log-level", "error")
DURATIONS = {"ttl": 20, "loop_wait": 2, "retry_timeout": 3, "maximum_lag_on_failover": 1_048_576}
HAPROXY = """
global
  maxconn 400
defaults
  mode tcp
  timeout connect 1s
  timeout client 30m
  timeout server 30m
  timeout check 1s
listen primary
  bind 127.0.0.1:{port}
  option httpchk GET /primary
  http-check expect status 200
  default-server inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
{servers}
"""


class Node:
    """One node: PostgreSQL, and the Patroni that starts and watches it."""

    def __init__(self, cluster, number):
        self.name, self.port, self.rest = f"node{number}", free_port(), free_port()
        self.folder, self.cluster, self.process = cluster.folder / self.name, cluster, None
        self.folder.mkdir()
        self.file = cluster.folder / f"{self.name}.json"  # YAML is a superset of it
        self.file.write_text(json.dumps(self.configuration()))
        if cluster.runs_as:
            shutil.chown(self.folder, "postgres", "postgres")

    def configuration(self):
        users = {"superuser": {"username": "postgres"}, "replication": {"username": "postgres"}}
        return {
            "scope": "gatepost",
            "name": self.name,
            "restapi": {"listen": f"127.0.0.1:{self.rest}", "connect_address": f"127.0.0.1:{self.rest}"},
            "etcd3": {"host": f"127.0.0.1:{self.cluster.etcd_port}"},
            "bootstrap": {
                "dcs": {**DURATIONS, "synchronous_mode": True, "postgresql": {"use_pg_rewind": True}},
                "initdb": [{"encoding": "UTF8"}, {"auth": "trust"}, "data-checksums"],
            },
            "postgresql": {
                "listen": f"127.0.0.1:{self.port}",
                "connect_address": f"127.0.0.1:{self.port}",
                "data_dir": str(self.folder / "data"),
                "bin_dir": str(Path(tool("initdb", "postgresql")).resolve().parent),
                "pgpass": str(self.folder / "pgpass"),
                "authentication": users,
                "parameters": {"unix_socket_directories": str(self.folder), "max_connections": 100},
                "pg_hba": [f"host {name} all 127.0.0.1/32 trust" for name in ("all", "replication")],
            },
        }

    def start(self):
        with (self.cluster.folder / f"{self.name}.log").open("a") as log:
            command = [*self.cluster.runs_as, tool("patroni"), str(self.file)]
            self.process = subprocess.Popen(command, cwd="/", stdout=log, stderr=subprocess.STDOUT)

    def state(self):
        """What Patroni says of the node; empty if it says nothing."""
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"http://127.0.0.1:{self.rest}/patroni", timeout=2).json()
        return {}

    def kill(self):
        """Kill PostgreSQL and its Patroni, as when the machine is gone."""
        self.signal(signal.SIGKILL)
        self.process.wait()

    def signal(self, number):
        """Send a signal to all processes of PostgreSQL and of its Patroni."""
        ends = [self.process.pid]
        for parent in ends:
            ends += children(parent)
        with contextlib.suppress(FileNotFoundError):
            server = int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
            ends += [server, *children(server)]
        for process in dict.fromkeys(ends):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)

    def takes_write(self):
        """Whether it acknowledges a write, asked directly; waits as long as it does neither that nor refuse."""
        at = f"host=127.0.0.1 port={self.port} user=postgres dbname=gatepost connect_timeout=3"
        try:
            with psycopg.connect(at, autocommit=True) as connection:
                connection.execute("CREATE TABLE woken ()")
        except psycopg.Error:
            return False
        return True


class Patroni:
    """The cluster, with synchronous replication; writes go to the primary by one port of HAProxy."""

    def __init__(self, size=3):
        self.folder = Path(tempfile.mkdtemp(prefix="gatepost-patroni-"))
        self.folder.chmod(0o755)
        self.runs_as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        self.etcd_port, peers, self.port = free_port(), free_port(), free_port()
        here, there = f"http://127.0.0.1:{self.etcd_port}", f"http://127.0.0.1:{peers}"
        command = [tool("etcd", "etcd-server"), "--data-dir", str(self.folder / "etcd"), *ETCD, "--name", "one"]
        command += ["--listen-client-urls", here, "--advertise-client-urls", here, "--listen-peer-urls", there]
        command += ["--initial-advertise-peer-urls", there, "--initial-cluster", f"one={there}"]
        self.others, self.nodes = [], [Node(self, number) for number in range(size)]
        try:
            self.start(command)
        except BaseException:
            self.close()
            raise

    def start(self, command):
        self.others.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        until(lambda: listens(self.etcd_port), "the start of etcd")
        self.nodes[0].start()
        until(lambda: self.primary() is not None, "a primary")
        for node in self.nodes[1:]:
            node.start()
        until(lambda: self.replicas() == len(self.nodes) - 1 and self.standby() is not None, "replicas")
        self.proxy()
        at = f"host=127.0.0.1 port={self.primary().port} user=postgres dbname=postgres"
        with psycopg.connect(at, autocommit=True) as connection:
            connection.execute("CREATE DATABASE gatepost")

    def proxy(self):
        lines = [f"  server {node.name} 127.0.0.1:{node.port} check port {node.rest}" for node in self.nodes]
        file = self.folder / "haproxy.cfg"
        file.write_text(HAPROXY.format(port=self.port, servers="\n".join(lines)))
        self.others.append(subprocess.Popen([tool("haproxy"), "-f", str(file)], stderr=subprocess.DEVNULL))
        # At first it takes every server for one that is up.
        until(lambda: all(self.answers() for _ in self.nodes * 2), "a primary behind HAProxy")

    def at(self, name="gatepost"):
        return f"host=127.0.0.1 port={self.port} user=postgres dbname={name} connect_timeout=3"

    def answers(self):
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.at("postgres")) as connection:
            return connection.execute("SELECT NOT pg_is_in_recovery()").fetchone() == (True,)
        return False

    @property
    def url(self):
        return f"postgres://postgres@127.0.0.1:{self.port}/gatepost"

    @property
    def several(self):
        """The URL that names all nodes, for libpq to find the primary."""
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        return f"postgres://postgres@{hosts}/gatepost?target_session_attrs=read-write"

    def primary(self):
        found = [node for node in self.nodes if node.process and node.process.poll() is None]
        return next((n for n in found if (s := n.state()).get("role") == "master" and s["state"] == "running"), None)

    def replicas(self):
        return len((self.primary().state() if self.primary() else {}).get("replication", []))

    def standby(self):
        """The name of the synchronous replica; None while there is none."""
        found = self.primary().state().get("replication", []) if self.primary() else []
        return next((one["application_name"] for one in found if one["sync_state"] == "sync"), None)

    def switch_over(self):
        """Let Patroni make the synchronous replica the primary."""
        command = [tool("patronictl", "patroni"), "-c", str(self.nodes[0].file), "switchover", "gatepost", "--force"]
        command += ["--master", self.primary().name, "--candidate", self.standby()]
        subprocess.run(command, check=True, capture_output=True, cwd="/", env={**os.environ, "LC_ALL": "C.UTF-8"})

    def query(self, sql):
        with psycopg.connect(self.at(), autocommit=True) as connection:
            return connection.execute(sql).fetchall()

    def nothing_due(self):
        """Whether every message was sent or given up."""
        return self.query("SELECT count(*) FROM gatepost_message WHERE due_at IS NOT NULL") == [(0,)]

    def close(self):
        for node in self.nodes:
            if node.process and node.process.poll() is None:
                node.kill()
        for process in self.others:
            process.kill()
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
