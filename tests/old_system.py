"""A system that users come from, as a project would ask it at their first login."""

calls = []
answer = None
"""What it returns; a function is called, an exception is raised."""


def ask(name, password, visit):
    calls.append((name, password, visit))
    if isinstance(answer, Exception):
        raise answer
    return answer(name, password) if callable(answer) else answer
