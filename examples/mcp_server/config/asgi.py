import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_app = get_asgi_application()  # before the imports below, which need the apps

from django.conf import settings  # noqa: E402
from notes.tools import server  # noqa: E402

from gatepost.asgi import ResourceServerMiddleware  # noqa: E402

# --8<-- [start:asgi]
mcp_app = ResourceServerMiddleware(
    server.streamable_http_app(streamable_http_path="/mcp", stateless_http=True, json_response=True),
    resource=settings.MCP_URL,
    scopes=["notes"],
)


async def application(scope, receive, send):
    """Send `/mcp` and the start of the process to the MCP server, everything else to Django."""
    to_mcp = scope["type"] == "lifespan" or scope["path"] == "/mcp"
    await (mcp_app if to_mcp else django_app)(scope, receive, send)


# --8<-- [end:asgi]
