"""A permit from the kindergarten's first line to the decision in its hands, as each person sees it.

One change of scope, corrected once and granted; on the way somebody clicks twice, reloads, goes back,
and the network fails before and after the server has answered.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect

from kgsup.core.settings import PROJECT
from tests.browser.permit_county import KINDERGARTEN, PASSWORD
from tests.browser.servers import Site, new_site, serving
from tests.files.test_adapters import picture

pytestmark = pytest.mark.browser

SEND = "main form[method=post] button[type=submit]"
DESK = {"width": 1280, "height": 860}
PHONE = {"width": 360, "height": 740}
ANSWERS = {
    "kindergarten": {"capacity": "210", "classes": "7", "toddler_classes": "1"},
    "premises": {"building_m2": "2600", "activity_m2": "1700", "outdoor_m2": "1200"},
    "people": {"teachers": "14", "carers": "7"},
    "content": {"effective_on": "2026-12-15", "reason": "增设托班1个。"},
}
FLAGGED = {
    "field_capacity": "与班额不符。",
    "field_reason": "请写明增设班级的安排。",
    "paper_staff": "缺保育员证件。",
}
PAPERS = ("board_decision", "premises", "staff")


@dataclass
class Bureau:
    """A running instance whose clock is set by the test, and the browsers of those who use it."""

    site: Site
    clock: Path
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)

    def at(self, moment: str) -> None:
        """Set every clock of the instance: an instant of Shanghai."""
        self.clock.write_text(moment)

    def sign_in(self, username: str, viewport: dict[str, int] = DESK) -> Page:
        """A browser of one's own, signed in and speaking English."""
        context = self.browser.new_context(
            base_url=self.site.url,
            viewport=viewport,  # type: ignore[arg-type]
            locale="en-GB",
            timezone_id="Asia/Shanghai",
        )
        self.contexts.append(context)
        page = context.new_page()
        page.goto("/language/en?next=/login")
        page.fill("#username", username)
        page.fill("#password", PASSWORD)
        page.click(SEND)
        page.wait_for_url(lambda address: "/login" not in address)
        return page

    def work(self) -> None:
        self.site.run("worker", "--once")


@pytest.fixture
def bureau(tmp_path: Path, chromium_browser: Browser) -> Iterator[Bureau]:
    clock = tmp_path / "clock"
    clock.write_text("2026-11-23T08:30:00")
    site = new_site(tmp_path, KGSUP_MODE="test", KGSUP_TEST_CLOCK=str(clock))
    making = [sys.executable, "-m", "tests.browser.permit_county"]
    subprocess.run(making, env=site.environment, cwd=PROJECT, check=True)
    bureau = Bureau(site, clock, chromium_browser)
    with serving(site):
        yield bureau
        for context in bureau.contexts:
            context.close()


def fill(page: Page, answers: dict[str, str]) -> None:
    """Fill in the fields of a form by their names."""
    for name, value in answers.items():
        found = page.locator(f"main [name='{name}']")
        if found.first.get_attribute("type") == "radio":
            page.check(f"main [name='{name}'][value='{value}']")
        else:
            found.fill(value)


def stands(page: Page, answers: dict[str, str]) -> None:
    """A form shows these values."""
    for name, value in answers.items():
        expect(page.locator(f"[name={name}]")).to_have_value(value)


def send(page: Page) -> None:
    """Press the form's button and wait for the answer."""
    with page.expect_navigation():
        page.click(SEND)


def hand_in(page: Page, name: str = "scans", **kind: Any) -> None:
    page.set_input_files(
        f"main [name='{name}']",
        {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": picture(**kind)},
    )


def is_at(page: Page, pattern: str) -> None:
    expect(page).to_have_url(re.compile(pattern))


def path_of(page: Page) -> str:
    return page.evaluate("location.pathname")  # type: ignore[no-any-return]


def test_a_change_applied_for_on_line_is_corrected_once_granted_and_read(bureau: Bureau) -> None:
    bureau.at("2026-11-23T09:00:00")
    applicant = bureau.sign_in("miao", PHONE)
    task_list = begin(applicant)
    fill_in_with_mishaps(applicant, task_list)
    application = send_while_the_answer_is_lost(applicant)

    bureau.at("2026-11-24T09:30:00")
    clerk = bureau.sign_in("xu")
    ask_for_corrections(clerk, application)
    bureau.work()
    seal_and_serve(bureau, application)

    bureau.at("2026-11-25T10:00:00")
    correct_what_was_asked(bureau.sign_in("miao", PHONE), task_list)

    bureau.at("2026-11-26T09:00:00")
    clerk = bureau.sign_in("xu")
    accept(clerk, application)
    proposal = propose(clerk, application)
    bureau.at("2026-11-26T10:00:00")
    give_opinion(bureau.sign_in("gao"), proposal)
    bureau.at("2026-11-27T10:00:00")
    sign_off(bureau.sign_in("song"), proposal)

    bureau.work()
    bureau.at("2026-11-27T15:00:00")
    seal_and_serve(bureau, application)
    bureau.at("2026-11-28T09:00:00")
    read_the_decision(bureau.sign_in("miao", PHONE), task_list)


def begin(page: Page) -> str:
    """Begin a change of scope; returns the address of its task list."""
    page.goto("/own/applications")
    page.click("main a[href*='/own/applications/new/']")
    page.select_option("[name=kind]", "change_scope")
    page.fill("[name=contact_telephone]", "0990-5550126")
    send(page)
    is_at(page, r"/own/applications/[0-9A-Z]{16}$")
    return path_of(page)


def fill_in_with_mishaps(page: Page, task_list: str) -> None:
    """Every part and paper; a double click, a reload, a way back and a dead network lose nothing."""
    # Without network: asking again when it is back sends what was typed.
    page.goto(f"{task_list}/parts/kindergarten")
    fill(page, ANSWERS["kindergarten"])
    page.context.set_offline(True)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        send(page)
    page.context.set_offline(False)
    page.reload()
    is_at(page, f"{task_list}$")
    page.goto(f"{task_list}/parts/kindergarten")
    stands(page, ANSWERS["kindergarten"])

    # A second click while the first is under way: saved once, and never as somebody else's change.
    page.goto(f"{task_list}/parts/premises")
    fill(page, ANSWERS["premises"])
    page.locator(SEND).dblclick()
    is_at(page, f"{task_list}$")
    expect(page.locator(".notice-error")).to_have_count(0)

    # Back to a part that was saved, and forward again: what was saved stands there.
    page.goto(f"{task_list}/parts/people")
    fill(page, ANSWERS["people"])
    send(page)
    page.go_back()
    page.reload()
    expect(page.locator("[name=teachers]")).to_have_value("14")
    page.go_forward()
    is_at(page, f"{task_list}$")

    page.goto(f"{task_list}/parts/content")
    fill(page, ANSWERS["content"])
    send(page)
    for code in PAPERS:
        page.goto(f"{task_list}/papers/{code}")
        hand_in(page)
        send(page)
        is_at(page, f"{task_list}$")
    page.goto(f"{task_list}/parts/premises")
    stands(page, ANSWERS["premises"])


def send_while_the_answer_is_lost(page: Page) -> str:
    """The server receives it, its answer never comes; sending again does nothing twice."""
    task_list = path_of(page).split("/parts/")[0]
    page.goto(task_list)
    page.click("main a[href$='/send']")

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route("**/send", lose_the_answer)
    with pytest.raises(Error, match="ERR_CONNECTION_RESET"):
        send(page)
    page.unroute("**/send")
    page.reload()
    is_at(page, f"{task_list}$")
    expect(page.locator("main")).to_contain_text("Received")
    expect(page.locator("main .documents a")).to_have_count(1)  # one receipt
    return task_list.replace("/own/", "/")


def ask_for_corrections(page: Page, application: str) -> None:
    """Two fields and a paper, each with what is wrong."""
    page.goto(f"{application}/request-correction")
    for name, what in FLAGGED.items():
        page.check(f"[name='flag_{name}']")
        page.fill(f"[name='what_{name}']", what)
    send(page)
    is_at(page, f"{application}$")
    for what in FLAGGED.values():
        expect(page.locator("#corrections ~ *", has_text=what).first).to_be_visible()


def seal_and_serve(bureau: Bureau, application: str) -> None:
    """The keeper of the seal seals every paper that awaits it; the clerk serves what is not served yet."""
    for username, step in (("yin", "/seal"), ("xu", "/service")):
        page = bureau.sign_in(username)
        page.goto(application)
        next_paper = page.locator(f"main a[href*='/papers/'][href$='{step}']")
        assert next_paper.count() > 0
        while next_paper.count():
            next_paper.first.click()
            if step == "/service":
                fill(page, {"receiver": "苗圃秀", "relation": "园长"})
            send(page)
            is_at(page, f"{application}$")


def correct_what_was_asked(page: Page, task_list: str) -> None:
    """Nothing but what was flagged is asked; what cannot be read is refused and the rest is kept."""
    page.goto(task_list)
    page.click("main a[href$='/correct']")
    asked = page.eval_on_selector_all("main [name]", "all => all.map(one => one.name)")
    corrected = {"capacity", "reason", "paper_staff"}
    explained = {f"explained_{name}" for name in corrected}
    assert set(asked) == corrected | explained | {"version", "csrf_token"}

    page.fill("[name=capacity]", "很多")
    page.fill("[name=reason]", "增设托班1个，原有6个班不变。")
    send(page)
    expect(page.locator(".error-summary")).to_be_visible()
    stands(page, {"capacity": "很多", "reason": "增设托班1个，原有6个班不变。"})
    page.fill("[name=capacity]", "200")
    hand_in(page, "paper_staff", size=(1200, 900))
    page.locator(SEND).dblclick()
    is_at(page, f"{task_list}$")
    expect(page.locator(".tag", has_text="Received")).to_be_visible()
    page.goto(f"{task_list}/correct")  # as from a bookmark: what was sent is not asked again
    is_at(page, f"{task_list}$")


def accept(page: Page, application: str) -> None:
    page.goto(f"{application}/accept")
    page.locator(SEND).dblclick()
    is_at(page, f"{application}$")
    expect(page.locator(".notice-error")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("200")
    expect(page.locator("main")).to_contain_text("教许受〔2026〕1号")


def propose(page: Page, application: str) -> str:
    """Prepare and submit; returns the proposal's address."""
    page.goto(f"{application}/propose")
    page.check("[name=outcome][value=grant]")
    page.fill("[name=text]", "材料齐全，面积和人员符合规定，拟准予变更。")
    send(page)
    is_at(page, r"/proposals/[0-9A-Z]{16}$")
    proposal = path_of(page)
    page.goto(f"{proposal}/submit")
    page.locator(SEND).dblclick()
    is_at(page, f"{proposal}$")
    return proposal


def give_opinion(page: Page, proposal: str) -> None:
    """It waits on the section head's day; the clerk who prepared it is not asked."""
    page.goto("/my-day")
    expect(page.locator(f"main a[href$='{proposal}']").first).to_be_visible()
    page.goto(f"{proposal}/opinion")
    page.check("[name=agreed][value=yes]")
    page.fill("[name=text]", "材料已核，同意。")
    page.locator(SEND).dblclick()
    is_at(page, f"{proposal}$")
    expect(page.locator("main", has_text="材料已核，同意。")).to_be_visible()


def sign_off(page: Page, proposal: str) -> None:
    page.goto(f"{proposal}/sign-off")
    page.fill("[name=opinion]", "同意变更。")
    page.locator(SEND).dblclick()
    is_at(page, f"{proposal}$")
    expect(page.locator(".tag", has_text="Signed off").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("教许变〔2026〕1号")


def read_the_decision(page: Page, task_list: str) -> None:
    """The papers that were served, and none of the bureau's own; the decision as a file."""
    page.goto(task_list)
    expect(page.locator(".tag", has_text="Granted")).to_be_visible()
    papers = page.locator("main .documents a")
    expect(papers).to_contain_text(
        ["教许收〔2026〕1号", "教许补〔2026〕1号", "教许受〔2026〕1号", "教许变〔2026〕1号"]
    )
    expect(papers).to_have_count(4)
    papers.filter(has_text="教许变").click()
    with page.expect_download() as download:
        page.click("main a[href*='/pdf?download']")
    words = words_of(download.value.path())
    for part in (KINDERGARTEN, "教许变〔2026〕1号", "2026年11月27日"):
        assert part in words, part


def words_of(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_bounded() for page in document).split())
