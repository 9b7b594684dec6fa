"""Django's session engine on our rows: `SESSION_ENGINE = "gatepost.sessions.store"`.

With it `request.session`, the admin, and every package that uses Django's sessions work. What Django's own
login code writes into the session (`_auth_user_id` …) moves into columns and back.
Source: Django's documentation, "Extending database-backed session engines".
"""

import json
from typing import Any, Self

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError

from gatepost.ground import clock, credentials, keyring
from gatepost.sessions import issue, queries
from gatepost.sessions.models import Session
from gatepost.sessions.state import Opened, SessionState

LOGIN_KEYS = (SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY)
BACKEND = "gatepost.accounts.backend.Backend"
CLIENT = "browser"


class SessionStore(SessionBase):
    """A browser's session."""

    ip = ""
    user_agent = ""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._state: SessionState | None = None
        self._looked_up = False
        self._written: str | None = None

    @classmethod
    def opened(cls, opened: Opened) -> Self:
        """The store of a session that was just made; marked so that the cookie goes out."""
        store = cls(opened.key)
        store._state = opened.state
        store._looked_up = True
        store.load_into_cache()
        store.modified = True
        return store

    @property
    def state(self) -> SessionState | None:
        """The session as the rest of the house sees it; at most one statement."""
        self.accessed = True  # what depends on it varies by cookie
        if not self._looked_up:
            self._looked_up = True
            self._state = issue.find(self.session_key, CLIENT) if self.session_key else None
        return self._state

    def load_into_cache(self) -> None:
        """Fill the dictionary that Django's code reads."""
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
        """Read the row; an unknown key leaves an empty session without a key (Django's contract)."""
        if self.state is None:
            self._session_key = None
        data = self._data()
        self._written = self.encode(data)
        return data

    def encode(self, session_dict: dict[str, Any]) -> str:
        """JSON only: a row that someone else wrote can run no code."""
        return json.dumps(session_dict, separators=(",", ":"), sort_keys=True)

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """The reverse; what is no JSON object is an empty session."""
        try:
            data = json.loads(session_data)
        except ValueError:
            return {}
        return data if isinstance(data, dict) else {}

    def _get_new_session_key(self) -> str:
        return credentials.make("s")

    def exists(self, session_key: str) -> bool:
        """Whether a living session has this key."""
        return issue.find(session_key, CLIENT) is not None

    def create(self) -> None:
        """Make a row with a new key."""
        self._session_key = self._get_new_session_key()
        self._state, self._looked_up, self._written = None, True, None
        self.modified = True
        self.save(must_create=True)

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's signature
        """Write what changed; a session that did not change costs no statement."""
        if self.session_key is None:
            self.create()
            return
        data: dict[str, Any] = {} if must_create and not hasattr(self, "_session_cache") else dict(self.items())
        encoded = self.encode(data)
        if encoded == self._written and not must_create:
            return
        row = self._row(data, must_create=must_create)
        if must_create:
            self._insert(row)
        elif not queries.write_login(row):
            raise UpdateError
        self._state = issue.state_of(row, row.user if row.user_id is not None else None)
        self._written = encoded

    def _row(self, data: dict[str, Any], *, must_create: bool) -> Session:
        user = self._user_of(data)
        _, row = issue.new_row(CLIENT, self.ip, self.user_agent, user=user)
        row.digest = keyring.digest(issue.PURPOSE, CLIENT, self.session_key or "")
        row.data = self.encode({key: value for key, value in data.items() if key not in LOGIN_KEYS})
        if user is not None:
            row.user = user
        if not must_create and self.state is not None:
            row.id, row.number = self.state.id, self.state.number
        return row

    def _user_of(self, data: dict[str, Any]) -> Any:
        if SESSION_KEY not in data:
            return None
        known = self._state.user if self._state is not None else None
        if known is not None and str(known.pk) == data[SESSION_KEY]:
            return known
        return get_user_model()._default_manager.filter(pk=data[SESSION_KEY]).first()  # noqa: SLF001

    def _insert(self, row: Session) -> None:
        try:
            queries.insert(row)
        except Exception as error:
            raise CreateError from error

    def delete(self, session_key: str | None = None) -> None:
        """End this session, or the one with the given key."""
        key = session_key or self.session_key
        if key is not None:
            queries.delete_by_digest(keyring.digests(issue.PURPOSE, CLIENT, key))

    def forget(self) -> None:
        """The key is dead: let the middleware clear the cookie."""
        self.accessed = True
        self._session_key = None
        self._session_cache = {}
        self._state, self._looked_up = None, True

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The model behind this engine (Django's `AbstractBaseSession` convention)."""
        return Session

    @classmethod
    def clear_expired(cls) -> None:
        """Remove dead rows; `manage.py clearsessions` calls it."""
        while queries.delete_expired(clock.now(), 1000):
            pass
