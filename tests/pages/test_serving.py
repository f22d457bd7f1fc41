"""What the server has done before it answers the first visitor."""

import ast
import json
import subprocess
import sys

from tests.pages.conftest import APP

_LOADED = """
import json, sys
from pages.parts.serving import import_screens
import_screens()
print(json.dumps([*sys.modules]))
"""


def test_no_screen_is_the_first_to_import_a_module() -> None:
    # Two visitors who import the same library for the first time at once hold up each other until both fail.
    run = subprocess.run([sys.executable, "-c", _LOADED], cwd=APP.parent, capture_output=True, text=True, check=True)
    loaded = set(json.loads(run.stdout))
    for script in sorted((APP.parent / "pages").glob("*.py")):
        tree = ast.parse(script.read_text("utf-8"))
        asked = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert asked <= loaded, script.name
