"""How the folder of a package declares what it moves. See `docs/architecture.md`, "Moving in"."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from django.db.models import Model


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """A setting of the old package, and what takes its place.

    Args:
        name: Its name in Django's settings; `REST_AUTH.LOGIN_SERIALIZER` for a key of a dict.
        ours: Our setting, as `section.key`; empty if there is none.
        default: The old package's default.
        convert: Our value for the old one; raises ValueError, with the reason, for a value without an equivalent.
            Without it, the value is copied if `ours` is set.
        note: What differs, in one sentence; required where `ours` is empty, since it then says what becomes of the
            setting.
        lost: Whether something stops working that the project asked for by changing this setting.
    """

    name: str
    ours: str = ""
    default: Any = None
    convert: Callable[[Any], Any] | None = None
    note: str = ""
    lost: bool = False


def becomes(
    name: str, ours: str, default: object, convert: Callable[[Any], Any] | None = None, *, note: str = ""
) -> Setting:
    """A setting that has a counterpart here."""
    return Setting(name=name, ours=ours, default=default, convert=convert, note=note)


def without(name: str, note: str, default: object = None) -> Setting:
    """A setting that is no longer needed; the note says why."""
    return Setting(name=name, default=default, note=note)


def loses(name: str, note: str, default: object = None) -> Setting:
    """A setting without a counterpart, whose effect ends; the note says what that means."""
    return Setting(name=name, default=default, note=note, lost=True)


def only(name: str, default: object, note: str) -> Setting:
    """A setting of which only the old package's default value is possible here."""
    return loses(name, note, default)


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A table of ours that a kind writes.

    Args:
        model: Its model.
        columns: The columns that make a row "changed since" if they differ from what was written.
        details: More of the same, of dependent rows, by primary key; one query for all keys.
    """

    model: type[Model]
    columns: tuple[str, ...]
    details: Callable[[Sequence[Any]], Mapping[Any, str]] = lambda keys: {}  # noqa: ARG005


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the old package.

    Args:
        key: What it is known by forever; a keyed digest if the key is a secret.
        position: Where to continue reading after it.
        row: The row, for `Kind.convert`.
    """

    key: str
    position: str
    row: Any


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Columns of a row of ours that get new values, unless it changes before they are written.

    Args:
        row: The row as it was loaded.
        values: The new values by column.
    """

    row: Any
    values: dict[str, Any]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a row of the old package.

    Args:
        source: The key of that row.
        user_id: Its user.
        rows: New rows. Those of the kind's tables are remembered; the others are deleted with one of them.
        changes: Rows that are there already, and change.
    """

    source: str
    user_id: Any
    rows: tuple[Any, ...] = ()
    changes: tuple[Change, ...] = ()


class Skipped(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the old package that can't be moved.

    Args:
        source: The key of that row.
        user_id: Its user.
        reason: Why, and what that means for the user, in one sentence that is the same for all such rows.
    """

    source: str
    user_id: Any
    reason: str


class Ends(msgspec.Struct, frozen=True, kw_only=True):
    """For a kind whose rows end with their old row: a logout at the old package, while both are in use.

    Args:
        model: The old table; where it was dropped, nothing ends.
        read: As `Kind.read`, but every old row, those included that aren't moved.
        keys: The keys that an old row may be known by: one for each key of the ring.
        also: Whether a row of ours whose old row is gone has ended.
    """

    model: Any
    read: Callable[[str, int], Sequence[Source]]
    keys: Callable[[Source], Sequence[str]]
    also: Callable[[Any], bool]


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of rows.

    Args:
        name: Its name, in tables and JSON.
        title: Its name for people, in the plural.
        tables: The tables that it writes.
        count: The number of rows in the old package.
        read: The next rows after a position, in its order; at most as many as asked for.
        convert: What becomes of rows. Only reads; it may lock what it reads if it runs in a transaction.
        follows: Whether rows that were moved are converted again by a later run, for what has changed in them since;
            only the `changes` of such an entry are applied.
        undone: The note about rows that are kept by `--undo` because they were changed since.
        ends: For rows that end with their old row.
    """

    name: str
    title: str
    tables: tuple[Table, ...]
    count: Callable[[], int]
    read: Callable[[str, int], Sequence[Source]]
    convert: Callable[[Sequence[Source]], Sequence[Entry | Skipped]]
    follows: bool = False
    undone: str = ""
    ends: Ends | None = None


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """A package from which gatepost takes over.

    Args:
        name: As the command line names it.
        title: As its documentation names it.
        found: Whether the project has it, or its tables.
        settings: Every setting that it has.
        kinds: The kinds of rows that are there, in the order in which they are written.
        urls: The lines for `urls.py`.
        advice: What a person has to do or to know, in this project; one sentence each.
        block: More of the `GATEPOST` dict, made from rows and not from settings.
        uses: Names of the packages that it is built on, which move with it as far as the project has them.
    """

    name: str
    title: str
    found: Callable[[], bool]
    settings: tuple[Setting, ...]
    kinds: Callable[[], Sequence[Kind]]
    urls: tuple[str, ...]
    advice: Callable[[], Sequence[str]] = lambda: ()
    block: Callable[[], Mapping[str, Mapping[str, Any]]] = dict
    uses: tuple[str, ...] = ()


def together(package: Package, others: Sequence[Package]) -> Package:
    """A package with those that it is built on: one move, whose rows all belong to it."""
    if not others:
        return package
    own, every = package, (*others, package)

    def kinds() -> Sequence[Kind]:
        found: dict[str, Kind] = {}
        for one in every:
            for kind in one.kinds():
                found.setdefault(kind.name, kind)
        return tuple(found.values())

    def block() -> Mapping[str, Mapping[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for one in every:
            for section, values in one.block().items():
                found[section] = {**found.get(section, {}), **values}
        return found

    return msgspec.structs.replace(
        own,
        settings=tuple(setting for one in every for setting in one.settings),
        kinds=kinds,
        block=block,
        advice=lambda: list(dict.fromkeys(line for one in every for line in one.advice())),
    )


class Expression:
    """Python code that `--settings` prints in place of a secret."""

    def __init__(self, code: str) -> None:
        """Print this code."""
        self.code = code

    def __repr__(self) -> str:
        """The code."""
        return self.code

    __str__ = __repr__


class Environment(Expression):
    """A provider's secret, read from the environment."""

    def __init__(self, connection: str) -> None:
        """Name the variable after the connection."""
        self.name = f"SOCIAL_{connection.upper().replace('-', '_')}_SECRET"
        super().__init__(f'os.environ["{self.name}"]')
