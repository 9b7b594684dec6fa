"""Additions to Python files that leave every other line as it is."""

import ast

import django

from gatepost.cli.init.projects import assigned

CONFIGURE = "gatepost.configure(globals())"
CONSOLE = "django.core.mail.backends.console.EmailBackend"
INCLUDED = 'path("", include("gatepost.urls"))'


def settings(text: str, root_urls: str | None) -> str:
    """A settings module with the block `GATEPOST` and the line that completes it; the same text if it has that line.

    Args:
        text: The module.
        root_urls: The module for `ROOT_URLCONF`, if the settings have none.
    """
    tree = ast.parse(text)
    if any(_is_configure(node) for node in ast.walk(tree)):
        return text
    lines = [f'ROOT_URLCONF = "{root_urls}"', ""] if root_urls else []
    modules = ["gatepost"]
    if "GATEPOST" not in assigned(tree):
        modules.append("os")
        lines += [
            "GATEPOST = {",
            '    "public_url": os.environ.get("GATEPOST_PUBLIC_URL", "http://localhost:8000"),',
            "}",
            "",
        ]
    if "EMAIL_" not in text and "MAILERS" not in text and "DEBUG" in assigned(tree):
        lines += ["if DEBUG:  # mails are printed", f"    {_console()}", ""]
    lines.append(f"{CONFIGURE}  # the last line: it completes the settings above")
    found = text.rstrip() + "\n\n" + "\n".join(lines) + "\n"
    for module in modules:
        found = _import(found, module)
    return _in_newlines_of(text, found)


def _console() -> str:
    """The setting that prints mails; `EMAIL_BACKEND` is deprecated since Django 6.1, and refused beside `MAILERS`."""
    if django.VERSION >= (6, 1):
        return f'MAILERS = {{"default": {{"BACKEND": "{CONSOLE}"}}}}'
    return f'EMAIL_BACKEND = "{CONSOLE}"'


def _is_configure(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    return ast.unparse(node) in (CONFIGURE, CONFIGURE.removeprefix("gatepost."))


def _import(text: str, module: str) -> str:
    """The text with `import module` above its first import, or below the docstring."""
    body = ast.parse(text).body
    if any(
        isinstance(node, ast.Import) and module in {one.name for one in node.names if not one.asname} for node in body
    ):
        return text
    imports = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    imports = [node for node in imports if getattr(node, "module", "") != "__future__"]
    lines = text.splitlines(keepends=True)
    if imports:
        lines.insert(imports[0].lineno - 1, f"import {module}\n")
        return "".join(lines)
    head = [
        node for node in body if isinstance(node, ast.ImportFrom) or (node is body[0] and isinstance(node, ast.Expr))
    ]
    at = (head[-1].end_lineno or 0) if head else 0
    lines.insert(at, f"\nimport {module}\n" if at else f"import {module}\n\n")
    return "".join(lines)


def urls(text: str) -> str:
    """A URL module that includes gatepost's first, so that no catch-all hides them; the same text if it includes them.

    Args:
        text: The module; empty for a new one.
    """
    if "gatepost.urls" in text:
        return text
    tree = ast.parse(text)
    values = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and "urlpatterns"
        in {getattr(one, "id", "") for one in getattr(node, "targets", [getattr(node, "target", None)])}
    ]
    if len(values) == 1 and isinstance(values[0], ast.List):
        found = _first_entry(text, values[0])
    elif "urlpatterns" in assigned(tree):
        found = f"{text.rstrip()}\n\nurlpatterns = [{INCLUDED}, *urlpatterns]\n"
    else:
        found = f"{text.rstrip()}\n\nurlpatterns = [{INCLUDED}]\n".lstrip()
    return _in_newlines_of(text, _import_names(found))


def _first_entry(text: str, value: ast.List) -> str:
    lines = text.splitlines(keepends=True)
    row, column = value.lineno - 1, len(lines[value.lineno - 1].encode()[: value.col_offset].decode()) + 1
    if value.elts and value.elts[0].lineno > value.lineno:
        first = value.elts[0].lineno - 1
        indent = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
        lines.insert(row + 1, f"{indent}{INCLUDED},\n")
    else:
        separator = ", " if value.elts else ""
        lines[row] = f"{lines[row][:column]}{INCLUDED}{separator}{lines[row][column:]}"
    return "".join(lines)


def _import_names(text: str) -> str:
    """The text with `include` and `path` imported from django.urls."""
    tree = ast.parse(text)
    nodes = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "django.urls"]
    known = {one.name for node in nodes for one in node.names if one.asname is None}
    if not (missing := {"include", "path"} - known):
        return text
    lines = text.splitlines(keepends=True)
    plain = [node for node in nodes if node.lineno == node.end_lineno and "#" not in lines[node.lineno - 1]]
    if plain and not any(one.asname for one in plain[0].names):
        names = sorted({one.name for one in plain[0].names} | missing)
        lines[plain[0].lineno - 1] = f"from django.urls import {', '.join(names)}\n"
        return "".join(lines)
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    line = f"from django.urls import {', '.join(sorted(missing))}\n"
    docstring = tree.body[0] if tree.body and ast.get_docstring(tree) is not None else None
    at = (imports[-1].end_lineno or 0) if imports else (docstring.end_lineno or 0) if docstring else 0
    lines.insert(at, line if imports else f"\n{line}" if at else f"{line}\n")
    return "".join(lines)


def _in_newlines_of(text: str, found: str) -> str:
    """Text with the line ends of another."""
    plain = found.replace("\r\n", "\n")
    return plain.replace("\n", "\r\n") if "\r\n" in text else plain


def environment(text: str, values: dict[str, tuple[str, str]]) -> str:
    """A file of environment variables with those that it lacks.

    Args:
        text: The file; empty for a new one.
        values: Value and comment by name.
    """
    known = {line.removeprefix("export ").partition("=")[0].strip() for line in text.splitlines()}
    added = [f"# {comment}\n{name}={value}\n" for name, (value, comment) in values.items() if name not in known]
    if not added:
        return text
    return (text.rstrip("\n") + "\n\n" if text.strip() else "") + "".join(added)
