"""The demo county, running, and Chromium: made once for all browser tests that only look."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.servers import Site, chromium, running_site


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("demo-instance")) as site:
        yield site


@pytest.fixture(scope="module")
def chromium_browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser
