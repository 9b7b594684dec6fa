"""The OAuth clients of `mcp` and `fastmcp`; the test that runs this is the user's browser."""

import asyncio
import json
import sys
from urllib.parse import parse_qsl, urlsplit

import fastmcp
import httpx2
from fastmcp.client.auth import OAuth
from mcp import Client
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientMetadata

URL, CALLBACK, NAME = sys.argv[1:]


def say(*words):
    """Say something to the test."""
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


class Storage:
    """What the client keeps, in memory."""

    tokens = client = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client_info):
        self.client = client_info


async def send_browser(url):
    say("BROWSER", url)


async def answer_of_browser():
    url = await asyncio.to_thread(sys.stdin.readline)
    found = dict(parse_qsl(urlsplit(url.strip()).query))
    return AuthorizationCodeResult(code=found["code"], state=found["state"], iss=found["iss"])


class FastOAuth(OAuth):
    """The client of `fastmcp` without its own web server."""

    async def redirect_handler(self, authorization_url):
        await send_browser(authorization_url)

    async def callback_handler(self):
        return await answer_of_browser()


async def use(client):
    """List the tools, and call them."""
    listed = await client.list_tools()
    names = [tool.name for tool in getattr(listed, "tools", listed)]
    await client.call_tool("add_note", {"text": f"from {NAME}"})
    results = [await client.call_tool(name, {}) for name in ("whoami", "list_notes", "read_archive")]
    say("RESULT", json.dumps([names, *[[block.text for block in one.content] for one in results]]))


async def with_mcp():
    metadata = OAuthClientMetadata(
        client_name="MCP client", redirect_uris=[CALLBACK], token_endpoint_auth_method="none"
    )
    auth = OAuthClientProvider(URL, metadata, Storage(), send_browser, answer_of_browser)
    async with httpx2.AsyncClient(auth=auth) as http, Client(streamable_http_client(URL, http_client=http)) as client:
        await use(client)


async def with_fastmcp():
    async with fastmcp.Client(URL, auth=FastOAuth(callback_port=3999)) as client:
        await use(client)


asyncio.run({"mcp": with_mcp, "fastmcp": with_fastmcp}[NAME]())
