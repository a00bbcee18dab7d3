"""A running kgsup with the demo county, and Chromium, for browser tests and README's pictures."""

import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from kgsup.core.settings import PROJECT

KGSUP = Path(sys.executable).with_name("kgsup")
CHROMIUM = Path("/usr/bin/chromium")
# Without the last four Chromium asks the Internet for things of its own.
CHROMIUM_OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-quic",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass(frozen=True)
class Site:
    """A running instance."""

    url: str
    instance: Path
    environment: dict[str, str]

    def run(self, *arguments: str) -> str:
        """Run a command on the instance; its failure is the test's."""
        result = subprocess.run(
            [KGSUP, *arguments],
            cwd=PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def account(self, role: str, number: int = 0) -> dict[str, str]:
        """A demo account of a role."""
        rows = json.loads((self.instance / "demo-accounts.json").read_text())
        return [row for row in rows if row["role"] == role][number]


@contextmanager
def running_site(instance: Path) -> Iterator[Site]:
    """Migrate, seed the demo county, render what it queued, and serve on a free port."""
    site = new_site(instance)
    site.run("db", "upgrade")
    site.run("seed", "demo")
    with serving(site):
        yield site


def new_site(instance: Path, **settings: str) -> Site:
    """An instance at a free port, not made and not served yet; settings go by their names."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    clean = {k: v for k, v in os.environ.items() if not k.startswith("KGSUP_")}
    url = f"http://127.0.0.1:{port}"
    own = {"KGSUP_INSTANCE": str(instance), "KGSUP_PUBLIC_URL": url, "PORT": str(port)}
    return Site(url, instance, clean | own | settings)


@contextmanager
def serving(site: Site) -> Iterator[None]:
    """Serve an instance that has been made."""
    log = (site.instance / "server.log").open("w")
    server = subprocess.Popen(
        [KGSUP, "serve"], cwd=PROJECT, env=site.environment, stderr=log, stdout=log
    )
    try:
        _wait_for(f"{site.url}/healthz", server)
        yield
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Ask until the server answers; it ends itself when it cannot start."""
    while server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own loopback
                return
        except OSError:
            continue
    raise AssertionError("the web server did not start")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_OPTIONS)
        try:
            yield browser
        finally:
            browser.close()


def sign_in(context: BrowserContext, site: Site, role: str, number: int = 0) -> None:
    """Sign in as a person does; the context stays signed in."""
    account = site.account(role, number)
    page = context.new_page()
    page.goto(f"{site.url}/login")
    page.fill("#username", account["username"])
    page.fill("#password", account["password"])
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "/login" not in address)
    page.close()
