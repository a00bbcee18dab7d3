"""Every page of every role in Chromium: axe finds nothing, the console is silent, nothing is too wide."""

import re
from collections import deque
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from kgsup.access.actor import Role
from kgsup.core.settings import PROJECT
from tests.browser.servers import Site, sign_in

pytestmark = pytest.mark.browser

AXE = (PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text()
PUBLIC = "public"
VIEWPORTS = [(360, "light"), (768, "dark"), (1280, "light")]
MOST_PAGES = 80
# Files, and the way out.
NOT_PAGES = re.compile(r"\.(xlsx|pdf|jpg|json|csv)$|/pdf$|/language/|/template")
START = {PUBLIC: ["/", "/login", "/verify/0000000000000000", "/nowhere"]}
OFFICE = ["/my-day", "/account"]


@pytest.mark.parametrize(
    "role", [PUBLIC, *(role.value for role in Role if role is not Role.SYSTEM)]
)
def test_every_page_of_a_role_is_sound(demo_site: Site, chromium_browser: Browser, role: str):
    context = chromium_browser.new_context(
        locale="zh-CN", bypass_csp=True, reduced_motion="reduce"
    )  # axe is put into the page
    if role != PUBLIC:
        sign_in(context, demo_site, role)
    faults = list(crawl(context, demo_site, START.get(role, OFFICE)))
    context.close()
    assert faults == []


def crawl(context: BrowserContext, site: Site, start: list[str]) -> list[str]:
    """Open one page of each kind that can be reached by links; returns what is wrong with them."""
    page, faults, seen = context.new_page(), [], set()
    page.on(
        "console",
        lambda message: faults.append(f"{page.url}: {message.text}") if is_bad(message) else None,
    )
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    waiting = deque(start)
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.popleft()
        if kind_of(path) in seen or NOT_PAGES.search(urlsplit(path).path):
            continue
        seen.add(kind_of(path))
        response = page.goto(site.url + path)
        status = response.status if response else 0
        if status >= 500 or (status >= 400 and path not in START[PUBLIC]):
            faults.append(f"{path}: {status}")
        faults += look_at(page, path)
        waiting.extend(links_of(page, site))
    return faults


def is_bad(said: ConsoleMessage) -> bool:
    """Warnings and errors count, but not that a page answered 404 as it should."""
    return said.type in {"error", "warning"} and "404" not in said.text


def kind_of(path: str) -> str:
    """The path with ids, dates and numbers taken out: pages of one kind are looked at once."""
    return re.sub(r"/[0-9A-Z]{16}|/\d+", "/…", urlsplit(path).path)


def links_of(page: Page, site: Site) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    return [link.removeprefix(site.url) for link in found if link.startswith(f"{site.url}/")]


def look_at(page: Page, path: str) -> list[str]:
    """What axe and the eye of a ruler find at each width."""
    faults = []
    for width, scheme in VIEWPORTS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            faults.append(f"{path}: {wide} px wide at {width}")
        page.evaluate(AXE)
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        faults += [
            f"{path} at {width} {scheme}: {fault['id']}: {fault['nodes'][0]['html'][:160]}"
            for fault in result["violations"]
        ]
    return faults
