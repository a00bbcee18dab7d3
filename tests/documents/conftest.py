"""A renderer for each module that draws papers."""

import pytest

from kgsup.documents.adapters.renderer import Renderer


@pytest.fixture(scope="module")
def renderer(tmp_path_factory):
    with Renderer(None, tmp_path_factory.mktemp("fonts")) as renderer:
        yield renderer
