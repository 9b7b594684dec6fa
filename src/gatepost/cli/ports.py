"""Reserves the port that the server listens on.

The HTTP server's workers share a port by `SO_REUSEPORT`, which would also let a second server share it with the first:
each would get requests at random.
"""

import contextlib
import errno
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import click

LISTENING = "0A"  # a state in /proc/net/tcp


def resolve(host: str) -> str:
    """Resolve a host name to the first address to listen on.

    Raises:
        click.ClickException: The name has no address.
    """
    try:
        return str(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][4][0])
    except OSError as error:
        raise click.ClickException(f"cannot listen on {host}: {error.strerror}; give an address with --host") from None


@contextlib.contextmanager
def claimed(address: str, port: int) -> Iterator[None]:
    """Reserve an address and port for this server, until the end of the block.

    Raises:
        click.ClickException: The port is in use or not permitted; the message names the process if known.
    """
    with _marked(address, port):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections of an earlier server may linger
            if family == socket.AF_INET6:
                probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            try:
                probe.bind((address, port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    raise _in_use(port) from None
                raise click.ClickException(f"cannot listen on {address}, port {port}: {error.strerror}") from None
        yield


@contextlib.contextmanager
def _marked(address: str, port: int) -> Iterator[None]:
    """Bind an abstract socket as a lock: of two servers starting at the same moment, one fails."""
    if sys.platform != "linux":
        yield
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as mark:
        try:
            mark.bind(f"\0gatepost:{address}:{port}")
        except OSError:
            raise _in_use(port) from None
        yield


def _in_use(port: int) -> click.ClickException:
    return click.ClickException(
        f"port {port} is in use by {owner(port) or 'another process'}; stop it, or choose another port with --port"
    )


def owner(port: int) -> str:
    """The process that listens on a port, with its id; empty if the system does not reveal it."""
    inodes = {f"socket:[{inode}]" for inode in _listening(port)}
    for folder in Path("/proc").glob("[0-9]*") if inodes else ():
        try:
            if any(str(file.readlink()) in inodes for file in (folder / "fd").iterdir()):
                return f"{_command(folder)} (process {folder.name})"
        except OSError:  # it exited, or belongs to another user
            continue
    return ""


def _listening(port: int) -> Iterator[str]:
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        for line in table.read_text().splitlines()[1:] if table.exists() else ():
            fields = line.split()
            if fields[1].endswith(f":{port:04X}") and fields[3] == LISTENING:
                yield fields[9]


def _command(folder: Path) -> str:
    words = (folder / "cmdline").read_bytes().decode(errors="replace").rstrip("\0").split("\0")
    names = [Path(word).name for word in words[:3]]
    # Name the script rather than its interpreter; omit options, which may contain secrets.
    if len(names) > 1 and names[0].startswith("python") and not words[1].startswith("-"):
        names = names[1:]
    return " ".join(names[:2]) if names[0] == "gatepost" else names[0]
