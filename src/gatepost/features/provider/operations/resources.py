"""The resources for which clients get access tokens: which the settings declare, and where their metadata is.

Source: RFC 8707; RFC 9728, section 3.
"""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from gatepost import conf
from gatepost.features.provider.settings import ProviderSettings

WELL_KNOWN = "/.well-known/oauth-protected-resource"
SCHEMES = ("http", "https")


def declared(name: str = "") -> str:
    """The URI of a resource of the settings.

    Args:
        name: Its URI; may be left out if there is only one.

    Raises:
        ImproperlyConfigured: The settings don't list it, or list several and none was named.
    """
    known = conf.read(ProviderSettings).resources
    if name in known:
        return name
    if not name and len(known) == 1:
        return known[0]
    wrong = f"{name!r} is not in provider.resources" if name else "name one of provider.resources"
    raise ImproperlyConfigured(f"{wrong}: {', '.join(known) or 'it is empty'}")


def origin(resource: str) -> str:
    """Scheme, host and port of a resource; those of this server if its URI isn't a URL."""
    parts = urlsplit(resource)
    if parts.scheme in SCHEMES and parts.netloc:
        return f"{parts.scheme}://{parts.netloc}"
    return conf.public_url() or conf.WITHOUT_PUBLIC_URL


def metadata_url(resource: str) -> str:
    """Where the metadata of a resource is; "" if its URI isn't a URL."""
    parts = urlsplit(resource)
    if parts.scheme not in SCHEMES or not parts.netloc:
        return ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}{WELL_KNOWN}{parts.path.rstrip('/')}{query}"


def at(host: str, path: str) -> str | None:
    """The resource whose metadata is at this address.

    Args:
        host: The `Host` header of the request; it only chooses among resources with the same path.
        path: The path of the request.
    """
    found = [one for one in conf.read(ProviderSettings).resources if urlsplit(metadata_url(one)).path == path]
    if len(found) == 1:
        return found[0]
    return next((one for one in found if urlsplit(one).netloc.lower() == host.lower()), None)
