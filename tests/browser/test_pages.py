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
MOST_PAGES = 160  # kinds of pages of one role; more is a fault, so that none is left out in silence
# Files, and the way out.
NOT_PAGES = re.compile(r"\.(xlsx|pdf|jpg|json|csv)$|/pdf$|/language/|/template")
VARIABLE = re.compile(
    r"/[0-9A-Z]{16}|/\d+|(?<=/papers)/[a-z_]+|(?<=/public/permits)/(?!open|application)[a-z_]+"
)
START = {PUBLIC: ["/", "/login", "/verify/0000000000000000", "/nowhere"]}
OFFICE = ["/my-day", "/account"]


@pytest.fixture(scope="module")
def looked_at() -> set[str]:
    """The kinds of pages that were looked at for an earlier role."""
    return set()


@pytest.mark.parametrize(
    "role", [PUBLIC, *(role.value for role in Role if role is not Role.SYSTEM)]
)
def test_every_page_of_a_role_is_sound(
    demo_site: Site, chromium_browser: Browser, looked_at: set[str], role: str
):
    context = a_browser(chromium_browser)
    if role != PUBLIC:
        sign_in(context, demo_site, role)
    faults = crawl(context, demo_site, START.get(role, OFFICE), looked_at)
    context.close()
    assert faults == []


def a_browser(browser: Browser) -> BrowserContext:
    """One into which axe can be put, and in which nothing is halfway to its colour."""
    return browser.new_context(locale="zh-CN", bypass_csp=True, reduced_motion="reduce")


def crawl(context: BrowserContext, site: Site, start: list[str], looked_at: set[str]) -> list[str]:
    """Open one page of each kind that can be reached by links; returns what is wrong with them.

    A kind that was looked at for another role is looked at on the phone alone: only its actions differ.
    """
    page = context.new_page()
    faults: list[str] = []
    seen: set[str] = set()
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
        kind = kind_of(path)
        seen.add(kind)
        response = page.goto(site.url + path)
        status = response.status if response else 0
        if status >= 500 or (status >= 400 and path not in START[PUBLIC]):
            faults.append(f"{path}: {status}")
        faults += look_at(page, path, VIEWPORTS[:1] if kind in looked_at else VIEWPORTS)
        waiting.extend(links_of(page, site))
    looked_at |= seen
    if len(seen) == MOST_PAGES:
        faults.append(f"more than {MOST_PAGES} kinds of pages")
    return faults


def is_bad(said: ConsoleMessage) -> bool:
    """Warnings and errors count, but not that a page answered 404 as it should."""
    return said.type in {"error", "warning"} and "404" not in said.text


def kind_of(path: str) -> str:
    """The path without ids, numbers, papers and kinds of permit: pages of one kind are looked at once."""
    return VARIABLE.sub("/…", urlsplit(path).path)


def links_of(page: Page, site: Site) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    return [link.removeprefix(site.url) for link in found if link.startswith(f"{site.url}/")]


def look_at(page: Page, path: str, viewports: list[tuple[int, str]]) -> list[str]:
    """What axe and the eye of a ruler find at each width."""
    faults = []
    for width, scheme in viewports:
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


def test_the_pages_behind_a_founders_code_are_sound(
    demo_site: Site, chromium_browser: Browser, looked_at: set[str]
):
    context = a_browser(chromium_browser)
    page = context.new_page()
    page.goto(f"{demo_site.url}/public/permits/establishment/start")
    page.fill("[name=applicant]", "青禾县青苗教育发展中心")
    page.fill("[name=contact_name]", "苗圃秀")
    page.fill("[name=contact_telephone]", "0990-5550126")
    page.click("main form[method=post] button[type=submit]")
    page.wait_for_selector("main .code-box")
    faults = look_at(page, "the page that shows the code", VIEWPORTS)
    page.close()
    faults += crawl(context, demo_site, ["/public/permits/application"], looked_at)
    context.close()
    assert faults == []


def test_the_page_of_a_department_behind_its_link_is_sound(
    demo_site: Site, chromium_browser: Browser, looked_at: set[str]
):
    context = a_browser(chromium_browser)
    sign_in(context, demo_site, "clerk")
    page = context.new_page()
    page.goto(f"{demo_site.url}/applications?state=accepted")
    page.click("main a.row-link")
    page.click("main a[href$='/departments']")
    page.fill("[name=department]", "青禾县消防救援大队")
    page.fill("[name=question]", "该园新园舍消防安全是否合格？")
    page.fill("[name=silence]", "逾期不答复的，视为无意见。")
    page.fill("[name=office_number]", "青教函〔2026〕126号")
    page.click("main form[method=post] button[type=submit]")
    address = page.inner_text("main .code-box")
    faults = look_at(page, "the page that shows the link", VIEWPORTS)
    context.close()
    stranger = a_browser(chromium_browser)
    faults += crawl(stranger, demo_site, [urlsplit(address).path], looked_at)
    stranger.close()
    assert faults == []
