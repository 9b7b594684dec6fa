"""The operations of the REST dialects in a schema by drf-spectacular, as their views describe them."""

from collections.abc import Iterator
from typing import Any, get_args, get_origin, is_typeddict

import msgspec
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.extensions import OpenApiViewExtension
from drf_spectacular.generators import EndpointEnumerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import (
    ResolvedComponent,
    build_array_type,
    build_parameter_type,
    get_doc,
    is_list_serializer,
    is_serializer,
    resolve_regex_path_parameter,
    resolve_type_hint,
)
from drf_spectacular.settings import spectacular_settings
from drf_spectacular.utils import Direction, OpenApiParameter, OpenApiResponse

from gatepost.dialects.authtoken.fallback import FallbackRoute, is_held
from gatepost.dialects.rest_framework.described import Detail, Invalid, Page

PACKAGE = "gatepost.dialects."
TITLES = {
    "authtoken": "REST framework's tokens",
    "rest_auth": "dj-rest-auth",
    "djoser": "djoser",
    "knox": "knox",
    "simple_jwt": "simplejwt",
}
"""The dialects on REST framework, as the reference names them."""
REASONS = {
    200: "Success",
    201: "Created",
    204: "Success, without a body",
    400: "Invalid input, or the login was refused",
    401: "Not authenticated",
    403: "Forbidden",
    404: "Not found",
    409: "Conflict with the current state",
    429: "Too many requests; `Retry-After` says when to try again",
    503: "The database is unavailable",
}
REFUSALS = {400: Invalid, 401: Detail, 403: Detail, 429: Detail, 503: Detail}


class Route(msgspec.Struct, frozen=True):
    """A URL pattern of a dialect.

    Args:
        dialect: The folder of the dialect.
        start: The regular expression of the prefix at which the project mounts it.
        held: Whether another view of the project has the URL.
    """

    dialect: str
    start: str
    held: bool


def routes() -> dict[str, Route]:
    """The patterns of the dialects that the project's URLs include, by their whole regular expression."""
    root = get_resolver()
    return dict(_routes(root, root, "", None))


def _routes(root: URLResolver, parent: URLResolver, before: str, found: Route | None) -> Iterator[tuple[str, Route]]:
    for entry in parent.url_patterns:
        where = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            if found is not None:
                held = isinstance(entry.pattern, FallbackRoute) and is_held(root, entry.pattern)
                yield where, msgspec.structs.replace(found, held=held)
        else:
            module = getattr(entry.urlconf_name, "__name__", entry.urlconf_name)
            name = module.removeprefix(PACKAGE).removesuffix(".urls") if isinstance(module, str) else ""
            own = Route(name, where, held=False) if name in TITLES else found
            yield from _routes(root, entry, where, own)


def _folder(described: object) -> str:
    """The dialect whose folder defines a view, a serializer or a type; empty if it is the project's."""
    for cls in (described if isinstance(described, type) else type(described)).__mro__:
        if cls.__module__.startswith(PACKAGE):
            name = cls.__module__.removeprefix(PACKAGE).split(".")[0]
            return {"signed_tokens": "simple_jwt"}.get(name, name)
    return ""


def _component_name(described: type) -> str:
    """A name that neither another dialect nor the project has: of ours, with the dialect before it."""
    folder = _folder(described) if described.__module__.startswith(PACKAGE) else ""
    words = {"": "", "rest_framework": "Dialect"}.get(folder, folder.title().replace("_", ""))
    return words + described.__name__


def _nullable(schema: object) -> Any:
    """Write `nullable` of REST framework's own schemas as OpenAPI 3.1 does, if the document is of that version."""
    if isinstance(schema, list):
        return [_nullable(one) for one in schema]
    if not isinstance(schema, dict) or spectacular_settings.OAS_VERSION.startswith("3.0"):
        return schema
    nested = {name: _nullable(value) for name, value in schema.items()}
    return nested | {"type": [nested["type"], "null"]} if nested.pop("nullable", False) else nested


class DialectSchema(AutoSchema):
    """Describes an operation by what its view says of bodies and paths."""

    view: Any

    @property
    def route(self) -> Route:
        """Where the operation is mounted."""
        return routes().get(self.path_regex) or Route(_folder(self.view), "", held=False)

    def is_excluded(self) -> bool:
        """Leave out what the settings disable, and a URL that another view has."""
        values = self.view.path_values()
        return bool(self.route.held or not all(values.values()) or not (values or self.view.offered()))

    def get_tags(self) -> list[str]:
        """The dialect."""
        return [TITLES[self.route.dialect]]

    def get_operation_id(self) -> str:
        """A name made of dialect, method and path, which doesn't depend on the prefix."""
        below = self.path_regex.removeprefix(self.route.start)
        path = EndpointEnumerator(patterns=[]).get_path_from_regex(below) if below != self.path_regex else self.path
        names = [one.strip("{}") for one in path.split("/") if one]
        return "_".join([self.route.dialect, self.method.lower(), *names]).replace("-", "_").replace(".", "_")

    def get_summary(self) -> str:
        """The first line of the method's docstring."""
        return self._docs()[0].rstrip(".")

    def get_description(self) -> str:  # type: ignore[override]  # as drf-spectacular has it
        """The rest of it."""
        return self._docs()[1]

    def _docs(self) -> tuple[str, str]:
        method = getattr(self.view, getattr(self.view, "action", None) or self.method.lower())
        first, _, rest = get_doc(method).partition("\n")
        return first, rest.split("Raises:")[0].strip()

    def get_override_parameters(self) -> list[Any]:
        """The parameters of the query."""
        return [OpenApiParameter(name, required=required) for name, required in self.view.query().items()]

    def _resolve_path_parameters(self, variables: list[str]) -> list[dict[str, Any]]:
        values = self.view.path_values()
        return [
            build_parameter_type(name, {"type": "string"}, OpenApiParameter.PATH, enum=sorted(values[name]))
            if name in values
            else resolve_regex_path_parameter(self.path_regex, name)
            or build_parameter_type(name, {"type": "string"}, OpenApiParameter.PATH)
            for name in variables
        ]

    def _get_request_body(self, direction: Direction = "request") -> dict[str, Any] | None:
        """The body of any method, as some dialects have one in DELETE."""
        body = self.view.body()
        if is_serializer(body) and self.method == "PATCH":
            body.partial = True
        schema = None if body is None else self._schema(body, direction)
        return schema and {"content": {media: {"schema": schema} for media in self.map_parsers()}}

    def get_response_serializers(self) -> Any:
        """The view's responses by status, and the refusals that all have in common."""
        found = {**REFUSALS, **self.view.answers()}
        if self.path_regex.count("(?P<"):
            found.setdefault(404, Detail)
        return {
            status: OpenApiResponse(self._schema(found[status], "response"), description=REASONS[status])
            for status in sorted(found)
        }

    def _is_list_view(self, serializer: object = None) -> bool:
        """False: a view says itself where it returns a list."""
        del serializer
        return False

    def get_serializer_name(self, serializer: object, direction: Direction) -> str:
        """See `_component_name`."""
        del direction
        return _component_name(type(serializer))

    def _schema(self, of: Any, direction: Direction) -> dict[str, Any] | None:
        """The schema of what a view declares; see `described.Answers`."""
        if isinstance(of, tuple):
            alternatives = [self._schema(one, direction) for one in of]
            return {"anyOf": alternatives} if len(alternatives) > 1 else alternatives[0]
        if isinstance(of, Page):
            page: dict[str, Any] = _nullable(of.schema(build_array_type(self._form(of.of, direction) or {})))
            return page
        if get_origin(of) is list and is_typeddict(get_args(of)[0]):
            return build_array_type(self._component(get_args(of)[0]))
        if is_typeddict(of):
            return self._component(of)
        return self._form(of, direction) if is_serializer(of) else of and resolve_type_hint(of)

    def _form(self, of: object, direction: Direction) -> dict[str, Any] | None:
        one: Any = of() if isinstance(of, type) else of
        entry: Any = one.child if is_list_serializer(one) else one
        component = self.resolve_serializer(entry, direction)
        if not component:
            return None
        found: dict[str, Any] = component.ref
        return build_array_type(found) if is_list_serializer(one) else found

    def _component(self, of: type) -> dict[str, Any]:
        component = ResolvedComponent(_component_name(of), ResolvedComponent.SCHEMA, resolve_type_hint(of), of)
        self.registry.register_on_missing(component)
        found: dict[str, Any] = component.ref
        return found


class DialectView(OpenApiViewExtension):
    """The views of the dialects."""

    target_class = f"{PACKAGE}rest_framework.view.DialectView"
    match_subclasses = True

    def view_replacement(self) -> Any:
        """The view with our schema, which also knows what the project's own `DEFAULT_SCHEMA_CLASS` adds to it."""
        default = type(self.target.schema)
        more = (default,) if issubclass(default, AutoSchema) and default is not AutoSchema else ()
        schema = type("DialectSchema", (DialectSchema, *more), {})
        return type(self.target.__name__, (self.target,), {"schema": schema(), "__module__": self.target.__module__})
