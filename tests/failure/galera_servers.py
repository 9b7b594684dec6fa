"""A Galera cluster: nodes of MariaDB that each take writes, each with a folder and ports of its own."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import MySQLdb
from tests.failure.systems import free_port, listens, tool, until

HAPROXY = """
global
  maxconn 1000
defaults
  mode tcp
  timeout connect 1s
  timeout client 30m
  timeout server 30m
listen nodes
  bind 127.0.0.1:{port}
  balance roundrobin
  default-server inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
{servers}
"""
PROVIDER = "/usr/lib/galera/libgalera_smm.so"


class Node:
    """One node."""

    def __init__(self, cluster, number):
        self.cluster, self.port, self.group, self.state_port = cluster, free_port(), free_port(), free_port()
        self.incremental = free_port()
        self.folder, self.process = cluster.folder / f"node{number}", None
        self.folder.mkdir()
        if cluster.user:
            shutil.chown(self.folder, cluster.user, cluster.user)
        install = [tool("mariadb-install-db", "mariadb-server"), "--no-defaults", f"--datadir={self.folder}/data"]
        install += ["--auth-root-authentication-method=normal", "--skip-test-db", *cluster.as_user]
        subprocess.run(install, check=True, capture_output=True)

    @property
    def address(self):
        return f"127.0.0.1:{self.group}"

    @property
    def url(self):
        return f"mariadb://root@127.0.0.1:{self.port}/gatepost"

    def start(self, *, first=False):
        known = "" if first else ",".join(node.address for node in self.cluster.nodes)
        provider = f"base_port={self.group};gcache.size=16M;ist.recv_addr=127.0.0.1:{self.incremental}"
        options = {
            "datadir": self.folder / "data",
            "socket": self.folder / "socket",
            "pid-file": self.folder / "pid",
            "port": self.port,
            "bind-address": "127.0.0.1",
            "binlog-format": "ROW",
            "innodb-autoinc-lock-mode": 2,
            "innodb-buffer-pool-size": "48M",
            "innodb-flush-log-at-trx-commit": 0,
            "wsrep-on": "ON",
            "wsrep-provider": tool(PROVIDER, "galera-4"),
            "wsrep-provider-options": provider,
            "wsrep-cluster-name": "gatepost",
            "wsrep-cluster-address": f"gcomm://{known}",
            "wsrep-node-address": self.address,
            "wsrep-sst-method": "rsync",
            "wsrep-sst-receive-address": f"127.0.0.1:{self.state_port}",
            "wsrep-slave-threads": 2,
        }
        command = [tool("mariadbd", "mariadb-server"), "--no-defaults", *self.cluster.as_user]
        command += [f"--{name}={value}" for name, value in options.items()]
        command += ["--wsrep-new-cluster"] if first else []
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=subprocess.STDOUT)
        until(self.synced, f"a node that is synced: {self.folder}")

    def connect(self, name=""):
        return MySQLdb.connect(host="127.0.0.1", port=self.port, user="root", database=name, autocommit=True)

    def query(self, sql, name=""):
        with contextlib.closing(self.connect(name)) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def synced(self):
        assert self.process.poll() is None, (self.folder / "log").read_text()[-3000:]
        if not listens(self.port):
            return False
        with contextlib.suppress(MySQLdb.OperationalError):
            return dict(self.query("SHOW STATUS LIKE 'wsrep_local_state_comment'")) == {
                "wsrep_local_state_comment": "Synced"
            }
        return False

    def kill(self):
        """Kill it, as when the machine is gone."""
        self.process.kill()
        self.process.wait()


class Galera:
    """The cluster."""

    def __init__(self, size=3):
        tool("rsync")
        self.folder = Path(tempfile.mkdtemp(prefix="gatepost-galera-"))
        self.folder.chmod(0o755)
        self.user = "mysql" if os.geteuid() == 0 else None
        self.as_user = (f"--user={self.user}",) if self.user else ()
        self.nodes, self.proxy, self.port = [], None, free_port()
        try:
            self.nodes += [Node(self, number) for number in range(size)]
            for node in self.nodes:
                node.start(first=node is self.nodes[0])
            self.balance()
            self.nodes[0].query("CREATE DATABASE gatepost CHARACTER SET utf8mb4")
        except BaseException:
            self.close()
            raise

    @property
    def url(self):
        """Connections are spread over the nodes."""
        return f"mariadb://root@127.0.0.1:{self.port}/gatepost"

    def balance(self):
        lines = [f"  server node{number} 127.0.0.1:{node.port} check" for number, node in enumerate(self.nodes)]
        file = self.folder / "haproxy.cfg"
        file.write_text(HAPROXY.format(port=self.port, servers="\n".join(lines)))
        self.proxy = subprocess.Popen([tool("haproxy"), "-f", str(file)], stderr=subprocess.DEVNULL)
        until(lambda: listens(self.port), "the start of HAProxy")

    def close(self):
        if self.proxy:
            self.proxy.kill()
            self.proxy.wait()
        for node in self.nodes:
            if node.process and node.process.poll() is None:
                node.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
