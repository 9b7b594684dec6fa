import httpx2
from asgiref.sync import sync_to_async
from django.conf import settings
from mcp.server.mcpserver import Context, MCPServer

from notes.models import Note

server = MCPServer("Notes")


def user_of(context):
    """The user who let the client in; a client that acts for itself has none."""
    user = context.request_context.request.scope["access_token"].user
    if user is None:
        raise PermissionError("the access has ended, or the client acts for nobody")
    return user


@server.tool()
async def whoami(context: Context) -> str:
    """Say whose notes these are."""
    return (await sync_to_async(user_of)(context)).email


@server.tool()
async def add_note(text: str, context: Context) -> str:
    """Add a note of at most 200 characters."""

    def add():
        return str(Note.objects.create(author=user_of(context), text=text[:200]))

    return await sync_to_async(add)()


@server.tool()
async def list_notes(context: Context) -> list[str]:
    """List the user's notes, oldest first."""

    def read():
        return [note.text for note in Note.objects.filter(author=user_of(context)).order_by("pk")]

    return await sync_to_async(read)()


# --8<-- [start:exchange]
@server.tool()
async def read_archive(context: Context) -> str:
    """Read what the archive has, by an API that accepts no token of an agent."""
    agent = context.request_context.request.headers["Authorization"].partition(" ")[2]
    name, client = "notes-tools", settings.GATEPOST["provider"]["clients"]["notes-tools"]
    form = {
        "grant_type": settings.TOKEN_EXCHANGE,
        "subject_token": agent,
        "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
        "resource": settings.ARCHIVE_URL,
    }
    async with httpx2.AsyncClient(base_url=settings.GATEPOST["public_url"]) as http:
        issued = await http.post("/oauth/token", data=form, auth=(name, client["secret"]))
        issued.raise_for_status()
        headers = {"Authorization": f"Bearer {issued.json()['access_token']}"}
        answer = await http.get(settings.ARCHIVE_URL, headers=headers)
    answer.raise_for_status()
    return answer.text


# --8<-- [end:exchange]
