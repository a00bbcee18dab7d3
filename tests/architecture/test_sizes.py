"""Files and functions stay small enough to read."""

import ast

from kgsup.core.settings import PROJECT

FILE_LINES = 400
FUNCTION_LINES = 40
POSITIONAL_ARGUMENTS = 6  # five and the actor's instant; beyond, a dataclass


def python_files() -> list:
    return sorted((PROJECT / "kgsup").rglob("*.py"))


def test_no_file_is_longer_than_can_be_read_at_once():
    long = [p for p in python_files() if len(p.read_text().splitlines()) > FILE_LINES]
    assert long == []


def test_no_function_is_longer_than_a_screen():
    long = []
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    long.append(f"{path.relative_to(PROJECT)}:{node.lineno} {node.name}: {lines}")
    assert long == []


def test_every_module_says_what_it_is_for():
    silent = [p for p in python_files() if ast.get_docstring(ast.parse(p.read_text())) is None]
    assert silent == []
