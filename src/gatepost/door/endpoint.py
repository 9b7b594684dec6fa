"""The request cycle of endpoints, shared by the native API and the cookie API. Refusals are caught only here.

Identify the visitor, count the attempt, require a login, decode what was sent, call the handler, respond. Each API has
a subclass that decodes and responds in its own form.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse

from gatepost.door import visitor
from gatepost.errors import LOGIN_REQUIRED, UNAVAILABLE, Kind, Refusal, Refused
from gatepost.flow.visit import Visit
from gatepost.ground import database, galera_queries, limits

log = logging.getLogger("gatepost")
SESSION_ENDED = Refusal(Kind.GONE, "session_ended")
Result = TypeVar("Result")


class Call(msgspec.Struct, frozen=True):
    """The arguments of a handler.

    Args:
        visit: The visit.
        body: The decoded body; None if the endpoint takes none.
        header: The value of the endpoint's own header, if it has one.
        query: The value of the endpoint's own query parameter; None if absent.
        found: The result of the endpoint's `before`.
        path: The values of the placeholders in the URL.
    """

    visit: Visit
    body: Any = None
    header: str = ""
    query: str | None = None
    found: Any = None
    path: Mapping[str, str] = {}


class AbstractEndpoint(msgspec.Struct, Generic[Result], frozen=True, kw_only=True):
    """One HTTP method on one path.

    Args:
        verb: HTTP method.
        handler: Runs the operation; returns its outcome, or what it found in the API's own form.
        login: Whether it requires a logged-in user; others are refused before anything is decoded.
        limit: Bucket that counts every call of a network, before anything is decoded.
        counts_with_operation: Whether the operation counts that call together with its own attempts, in one statement.
        user_limit: Bucket that counts every call of a logged-in user, before anything is decoded.
        login_limit: The same for each of the user's logins.
    """

    verb: str
    handler: Callable[[Call], Result]
    login: bool = False
    limit: str | None = None
    counts_with_operation: bool = False
    user_limit: str | None = None
    login_limit: str | None = None

    def call(self, request: HttpRequest, visit: Visit, path: Mapping[str, str]) -> Call:
        """Decode what was sent.

        Raises:
            Refused: It is invalid.
        """
        raise NotImplementedError

    def answer(self, request: HttpRequest, visit: Visit, result: Result) -> HttpResponse:
        """The response to the handler's result; sets or clears cookies."""
        raise NotImplementedError

    def refuse(self, visit: Visit, refused: Refused) -> HttpResponse:
        """The response to a refusal."""
        raise NotImplementedError

    def respond(self, request: HttpRequest, client: str, **path: str) -> HttpResponse:
        """Run the cycle for a request whose CSRF token was checked.

        Args:
            request: The request.
            client: `browser` or `app`.
            path: The values of the placeholders in the URL.
        """
        try:
            visit, gone = visitor.visit_of(request, client)
            if gone:
                return self.refuse(Visit(client=client), Refused(SESSION_ENDED))
            return self.run(request, visit, path)
        except database.ConstraintViolated as error:
            if not database.user_is_gone(error):
                raise
            return self.refuse(Visit(client=client), Refused(LOGIN_REQUIRED))
        except database.Unavailable as error:
            if galera_queries.runs_again(error):
                visitor.forget(request)
                return self.respond(request, client, **path)
            log.exception("the database did not respond, or chose this request as a deadlock victim")
            return self.refuse(Visit(client=client), Refused(UNAVAILABLE))

    def run(self, request: HttpRequest, visit: Visit, path: Mapping[str, str]) -> HttpResponse:
        """Run the part of the cycle that follows once the visitor is identified."""
        counted = limits.NetworkCall(self.limit, visit) if self.limit and self.counts_with_operation else None
        if counted is not None:
            visit = msgspec.structs.replace(visit, network_call=counted)
        try:
            self._admit(visit)
            try:
                result = self.handler(self.call(request, visit, path))
            finally:
                if counted is not None and not counted.counted:
                    counted.settle()
            return self.answer(request, visit, result)
        except Refused as refused:
            return self.refuse(visit, refused)

    def _admit(self, visit: Visit) -> None:
        if self.limit is not None and not self.counts_with_operation:
            limits.limit_network(self.limit, visit)
        if self.login and not visit.logged_in:
            raise Refused(LOGIN_REQUIRED)
        if self.user_limit is not None and visit.logged_in:
            limits.hit(self.user_limit, str(visit.user.pk))
        if self.login_limit is not None and visit.logged_in:
            limits.hit(self.login_limit, visit.login)
