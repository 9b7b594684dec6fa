"""Serializes plain data as YAML in block style, with keys and scalars in JSON syntax, which is valid YAML."""

import json


def dump(value: object) -> str:
    """Serialize dictionaries, lists, texts, numbers, booleans and None."""
    return _block(value, 0) + "\n"


def _block(value: object, depth: int) -> str:
    indent = "  " * depth
    if isinstance(value, dict) and value:
        return "\n".join(f"{indent}{json.dumps(str(key))}:{_nested(one, depth)}" for key, one in value.items())
    if isinstance(value, list) and value:
        return "\n".join(f"{indent}-{_nested(one, depth)}" for one in value)
    return indent + json.dumps(value)


def _nested(value: object, depth: int) -> str:
    if isinstance(value, dict | list) and value:
        return "\n" + _block(value, depth + 1)
    return " " + json.dumps(value)
