"""Texts of the original packages, in the language of the request as these packages give them."""

from typing import cast

from django.utils.translation import gettext_lazy


def lazy_text(message: str) -> str:
    """Mark a text for translation; typed as text, since REST framework renders both alike."""
    return cast("str", gettext_lazy(message))
