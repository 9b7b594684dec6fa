"""A project with sync and async views of every kind, for the servers that speak ASGI."""
