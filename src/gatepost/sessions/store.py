"""Django's session engine on our rows: `SESSION_ENGINE = "gatepost.sessions.store"`.

With it `request.session`, the admin, and every package that uses Django's sessions work. The keys that Django's own
login code writes to the session (`_auth_user_id` …) are stored in columns and restored from them.
Source: Django's documentation, "Extending database-backed session engines".
"""

import json
import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

import msgspec
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError

from gatepost import conf
from gatepost.ground import announce, clock, credentials, database, keyring
from gatepost.ground.client_address import client_address
from gatepost.sessions import issue, queries, taking_over
from gatepost.sessions.models import Session
from gatepost.sessions.settings import SessionsSettings
from gatepost.sessions.state import Opened, SessionState

BACKEND = "gatepost.accounts.backend.Backend"
CLIENT = "browser"


class SessionStore(SessionBase):
    """A browser's session."""

    meta: Mapping[str, Any] = {}
    """`request.META`, from which a new row takes address and user agent."""
    _state: SessionState | None = None
    _looked_up = False
    _written: str | None = None
    _marked = False
    """Whether `modified` was set by this class, to send the cookie, and not by the project."""

    @classmethod
    def opened(cls, opened: Opened) -> Self:
        """The store of a new session; marked as modified so that the cookie is sent."""
        store = cls(opened.key)
        store._state = opened.state
        store._looked_up = True
        store.load_into_cache()
        store.modified = store._marked = True
        return store

    @property
    def state(self) -> SessionState | None:
        """The session's state; at most one query."""
        self.accessed = True  # a response that depends on it varies by cookie
        if not self._looked_up:
            self._looked_up = True
            self._state = self._find(self.session_key) if self.session_key else None
            if self._state is not None and self._state.renewed:
                self.modified = self._marked = True  # the cookie has to last as long as the row
        return self._state

    def _find(self, key: str) -> SessionState | None:
        if (found := issue.find(key, CLIENT)) is not None:
            return found
        ip = client_address(self.meta) if self.meta else ""
        return taking_over.find(key, CLIENT, ip, self.meta.get("HTTP_USER_AGENT", ""))

    def load_into_cache(self) -> None:
        """Fill the cache that Django's code reads."""
        self._session_cache = self._data()
        self._written = self.encode(self._session_cache)

    def _data(self) -> dict[str, Any]:
        state = self.state
        if state is None:
            return {}
        data: dict[str, Any] = self.decode(state.data)
        if state.user is not None:
            data[SESSION_KEY] = str(state.user.pk)
            data[BACKEND_SESSION_KEY] = BACKEND
            data[HASH_SESSION_KEY] = state.user.get_session_auth_hash()
        return data

    def load(self) -> dict[str, Any]:
        """Load the row; an unknown key gives an empty session without a key (Django's contract)."""
        if self.state is None:
            self._session_key = None
        data = self._data()
        self._written = self.encode(data)
        return data

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Encode as JSON, never as a pickle, so that a row with foreign contents can't run code."""
        return json.dumps(session_dict, separators=(",", ":"), sort_keys=True)

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """Decode from JSON; anything but an object gives an empty session."""
        try:
            data = json.loads(session_data)
        except ValueError:
            return {}
        return data if isinstance(data, dict) else {}

    def _get_new_session_key(self) -> str:
        return credentials.make("s")

    def exists(self, session_key: str) -> bool:
        """Whether a valid session has this key."""
        return issue.find(session_key, CLIENT) is not None

    def create(self) -> None:
        """Insert a row with a new key; a login keeps its age."""
        since = self._login_time()
        self._session_key = self._get_new_session_key()
        self._state, self._looked_up, self._written = None, True, None
        self.modified = True
        self._save(must_create=True, since=since)

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's signature
        """Write changed data or a later expiry; no query if there is neither."""
        if self.session_key is None:
            self.create()
        elif must_create or self._has_to_write():
            self._save(must_create=must_create, since=self._login_time())

    def _save(self, *, must_create: bool, since: datetime | None) -> None:
        data: dict[str, Any] = {} if must_create and not hasattr(self, "_session_cache") else dict(self.items())
        row = self._row(data, since, must_create=must_create)
        if must_create:
            self._insert(row)
        elif not _write_login(row):
            raise UpdateError
        state = issue.state_of(row, row.user if row.user_id is not None else None)
        if since is not None and self._state is not None:
            state = msgspec.structs.replace(self._state, data=row.data, expires_at=row.expires_at)
        self._state = state
        self._written = self.encode(data)

    def _has_to_write(self) -> bool:
        """Whether data changed, or Django's rules extend the session."""
        if self.encode(dict(self.items())) != self._written:
            return True
        counts = settings.SESSION_SAVE_EVERY_REQUEST or (self.modified and not self._marked)
        return counts and self._age() is not None

    def _age(self) -> float | None:
        return issue.project_age(CLIENT, self.encode({issue.EXPIRY_KEY: self.get(issue.EXPIRY_KEY)}), clock.now())

    def _login_time(self) -> datetime | None:
        """When the user in the data logged in; None if there is none, or if the login is happening now."""
        user = self._state.user if self._state is not None else None
        if user is None or str(user.pk) != self.get(SESSION_KEY):
            return None
        return self._state.created_at if self._state is not None else None

    def _row(self, data: dict[str, Any], since: datetime | None, *, must_create: bool) -> Session:
        user = self._user_of(data)
        stored = self.encode({key: value for key, value in data.items() if key not in taking_over.LOGIN_KEYS})
        ip, user_agent = client_address(self.meta) if self.meta else "", self.meta.get("HTTP_USER_AGENT", "")
        age = issue.project_age(CLIENT, stored, clock.now())
        _, row = issue.new_row(CLIENT, ip, user_agent, user=user, age=age, since=since)
        row.digest = keyring.digest(issue.PURPOSE, CLIENT, self.session_key or "")
        row.data = stored
        if user is not None:
            row.user = user
        if not must_create and self.state is not None:
            row.id, row.number = self.state.id, self.state.number
        return row

    def get_session_cookie_age(self) -> int:
        """The lifetime of session cookies according to the settings."""
        age = issue.cookie_age()
        return conf.read(SessionsSettings).idle_seconds if age is None else int(age)

    def get_expiry_date(self, **kwargs: object) -> datetime:
        """When the session expires unless it is used again: as stored, or as `save` will store it."""
        if kwargs:
            return super().get_expiry_date(**kwargs)
        if self.state is not None and not self._has_to_write():
            return self.state.expires_at
        now, with_user = clock.now(), SESSION_KEY in self
        return issue.expiry(self._age(), now=now, since=self._login_time() or now, with_user=with_user)[0]

    def get_expiry_age(self, **kwargs: object) -> int:
        """The seconds until `get_expiry_date`."""
        if kwargs:
            return int(super().get_expiry_age(**kwargs))
        return math.ceil((self.get_expiry_date() - clock.now()).total_seconds())

    async def aget_expiry_date(self, **kwargs: object) -> datetime:
        """`get_expiry_date` for async views."""
        return await sync_to_async(self.get_expiry_date)(**kwargs)

    async def aget_expiry_age(self, **kwargs: object) -> int:
        """`get_expiry_age` for async views."""
        return await sync_to_async(self.get_expiry_age)(**kwargs)

    def _user_of(self, data: dict[str, Any]) -> Any:
        if SESSION_KEY not in data:
            return None
        known = self._state.user if self._state is not None else None
        if known is not None and str(known.pk) == data[SESSION_KEY]:
            return known
        return queries.user(data[SESSION_KEY])

    def _insert(self, row: Session) -> None:
        try:
            queries.insert(row)
        except Exception as error:
            raise CreateError from error

    def delete(self, session_key: str | None = None) -> None:
        """End this session, or the one with the given key."""
        key = session_key or self.session_key
        if key is not None:
            ended = queries.delete_by_digest(issue.digests(CLIENT, key))
            state = self._state if session_key is None else None
            if ended and state is not None and state.user is not None:
                announce.sessions_ended(state.user.pk, [state.number])

    def flush(self) -> None:
        """End this session; the next write starts a new one."""
        super().flush()
        self._state, self._looked_up = None, True

    async def aflush(self) -> None:
        """`flush` for async views."""
        await sync_to_async(self.flush)()

    def forget(self) -> None:
        """Drop an invalid key, so that Django's middleware clears the cookie."""
        self.accessed = True
        self._session_key = None
        self._session_cache = {}
        self._state, self._looked_up = None, True

    def reload(self) -> None:
        """Read the row again when it is needed next, because it may have changed during this request."""
        self._state, self._looked_up = None, False

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The model behind this engine (Django's `AbstractBaseSession` convention)."""
        return Session

    @classmethod
    def clear_expired(cls) -> None:
        """Delete expired rows; called by `manage.py clearsessions`."""
        while queries.delete_expired(clock.now(), 1000):
            pass


def _write_login(row: Session) -> bool:
    """Guard: write a login by Django's own code; False if the session or its user was deleted in the meantime."""
    try:
        with database.atomic():
            return bool(queries.write_login(row))
    except database.ConstraintViolated as error:
        if not database.user_is_gone(error):
            raise
        return False
