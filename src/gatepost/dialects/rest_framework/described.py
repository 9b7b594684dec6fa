"""What the OpenAPI document says of a dialect's operations; the views declare it beside the code that responds."""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

import msgspec
from rest_framework.settings import api_settings

Answers = Mapping[int, Any]
"""Response bodies by status: a serializer, a `TypedDict`, a list or `Page` of one, or a tuple of several; or None."""


class Page(msgspec.Struct, frozen=True):
    """A list in the project's pagination, if it has one.

    Args:
        of: The serializer of an entry.
    """

    of: Any

    def schema(self, entries: dict[str, Any]) -> dict[str, Any]:
        """The schema of a page.

        Args:
            entries: The schema of the list.
        """
        chosen: Any = api_settings.DEFAULT_PAGINATION_CLASS
        if chosen is None:
            return entries
        pagination = chosen()
        page: dict[str, Any] = pagination.get_paginated_response_schema(entries)
        always = getattr(pagination, "page_size", None) or getattr(pagination, "default_limit", None)
        return page if always else {"anyOf": [page, entries]}


class Detail(TypedDict):
    """What happened, or why a request was refused; and a code if there is one."""

    detail: str
    code: NotRequired[str]


Invalid = dict[str, list[str] | str | dict[str, Any]]
"""Errors by field, those of several fields under `non_field_errors`; a login that needs another step has its `code`.

A list or nested form of the project has an object: errors by place or field.
"""


class Empty(TypedDict):
    """An empty object."""
