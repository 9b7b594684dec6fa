"""Which APIs the project's URLs include."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def mounted(dialect: str) -> bool:
    """Whether the project's URLs include views of a dialect."""
    return _serves(f"gatepost.dialects.{dialect}.")


def serves_native_api() -> bool:
    """Whether the project's URLs include the native API."""
    return _serves("gatepost.api.endpoint.")


def _serves(prefix: str) -> bool:
    return any(view.startswith(prefix) for view in _views(get_resolver().url_patterns))


def _views(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for entry in patterns:
        if isinstance(entry, URLPattern):
            yield entry.lookup_str
        else:
            yield from _views(entry.url_patterns)
