"""URLs that this dialect serves only if no other view of the project does."""

import functools
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver, get_urlconf
from django.urls.resolvers import RoutePattern

ANCHORS = re.compile(r"\^|\$|\\Z|\?$|\?(?=\$)")
"""The parts of a regular expression that a plain route lacks."""


class FallbackRoute(RoutePattern):
    """A route that never matches if another view of the project has the same route, before or after it."""

    def match(self, path: str) -> Any:
        """Match the path, unless another view has the route."""
        found = super().match(path)
        return found if found and not is_held(get_resolver(get_urlconf()), self) else None


def fallback_path(route: str, view: Callable[..., HttpResponseBase]) -> URLPattern:
    """Like Django's `path`, for a route that another view may have; catch-all patterns don't count.

    Args:
        route: The route, without converters.
        view: The view to use if no other has the route.
    """
    return URLPattern(FallbackRoute(route, is_endpoint=True), view)


@functools.lru_cache(maxsize=16)
def is_held(root: URLResolver, own: FallbackRoute) -> bool:
    """Whether another view of the project has the route."""
    leaves = [(ANCHORS.sub("", route), leaf) for route, leaf in _leaves(root, "")]
    routes = {route for route, leaf in leaves if leaf.pattern is own}
    return any(route in routes and not isinstance(leaf.pattern, FallbackRoute) for route, leaf in leaves)


def _leaves(parent: URLResolver, before: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in parent.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, entry
        else:
            yield from _leaves(entry, route)
