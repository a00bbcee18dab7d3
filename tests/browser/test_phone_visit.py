"""A visit on the phone in Chromium at 360 px: from signing in to the report, and what must survive."""

import json
import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from kgsup.core.settings import PROJECT
from tests.browser.phone_county import PASSWORD
from tests.files.test_adapters import picture

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
PROGRAM = str(Path(sys.executable).with_name("kgsup"))
# The answer buttons of an item, not those of the kindergarten's own answer above them.
ANSWER = "#item-{} > .answers [data-value={}]"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An instance with county, people and kindergartens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    values = {
        **{key: value for key, value in os.environ.items() if not key.startswith("KGSUP_")},
        "KGSUP_INSTANCE": str(tmp_path_factory.mktemp("phone")),
        "KGSUP_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "KGSUP_MODE": "test",
        "PORT": str(port),
    }
    making = [sys.executable, "-m", "tests.browser.phone_county"]
    subprocess.run(making, env=values, cwd=PROJECT, check=True)
    return values


@pytest.fixture(scope="module")
def site(environment: dict[str, str]) -> Iterator[str]:
    """The address of a running web server."""
    address = environment["KGSUP_PUBLIC_URL"]
    server = subprocess.Popen([PROGRAM, "serve"], env=environment, cwd=PROJECT)
    try:
        wait_until_up(f"{address}/healthz", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=40)


def wait_until_up(address: str, server: subprocess.Popen[bytes]) -> None:
    """Ask until the server answers; it ends itself when it cannot start."""
    while server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own loopback
                return
        except OSError:
            continue
    raise AssertionError("the web server did not start")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """``phone("tian")``: a phone of its own on which that person is signed in."""
    contexts = []
    complaints: list[str] = []

    def open_phone(username: str = "tian") -> Page:
        context = browser.new_context(
            base_url=site,
            viewport={"width": 360, "height": 740},
            device_scale_factor=2,
            has_touch=True,
            timezone_id="Asia/Shanghai",
            locale="zh-CN",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        sign_in(page, username)
        return page

    yield open_phone
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(page: Page, username: str = "tian") -> None:
    page.goto("/login?next=/phone/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_selector("#new-visit")


def begin(page: Page, search: str = "qhxxy", regime: str = "inspection") -> str:
    """Begin a visit with the monthly sheet; returns its id."""
    page.click("#new-visit")
    page.click(f"[data-value={regime}]")
    page.fill("#kindergarten-search", search)
    page.click("#kindergarten-results a")
    page.select_option("#checklist", "monthly-safety-health 1")
    return page.url.split("/")[-2]


def go_to(page: Page, visit: str, screen: str) -> None:
    page.evaluate("address => { location.hash = address; }", f"#/visit/{visit}/{screen}")
    expect(page.locator("#actions")).to_be_visible()


def answer_all(page: Page, failing: tuple[str, ...] = ()) -> None:
    for number in range(1, 13):
        code = f"M{number:02}"
        value = "does_not" if code in failing else "meets"
        page.click(ANSWER.format(code, value))


def draw(page: Page, name: str) -> None:
    """Draw some strokes in a signing field."""
    canvas = page.locator(f"canvas[id^='pad-{name}']")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    for start in (40, 150):
        page.mouse.move(box["x"] + start, box["y"] + 90)
        page.mouse.down()
        for step in range(1, 9):
            rise = 45 if step % 2 else 110
            page.mouse.move(box["x"] + start + step * 10, box["y"] + rise)
        page.mouse.up()


def take_photo(page: Page, item: str) -> None:
    page.set_input_files(
        f"#item-{item} input[type=file]",
        {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": picture()},
    )
    page.wait_for_selector(f"#item-{item} .photos img")


def kept_on_server(page: Page, visit: str) -> dict[str, Any]:
    """The document as the server has it."""
    answer = page.request.get(f"/phone/visits/{visit}.json", headers={"Accept": "application/json"})
    document: dict[str, Any] = json.loads(answer.body())["visit"]
    return document


def all_sent(page: Page) -> None:
    expect(page.locator("#unsynced")).not_to_contain_text(re.compile(r"\d"), timeout=30_000)


def fits_the_screen(page: Page) -> None:
    """The screen is no wider than the phone, and axe finds nothing on it."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360, f"{page.url} is {width} px wide"
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run().then(r => r.violations.map(v => `${v.id}: ${v.help}`))")
    assert found == [], page.url


def test_an_inspection_from_the_gate_to_the_report(
    phone: Callable[..., Page], environment: dict[str, str]
) -> None:
    page = phone()
    visit = begin(page)
    fits_the_screen(page)

    go_to(page, visit, "people")
    page.locator(".officer", has_text="林一苗").locator("input").check()
    page.click("[data-value=number]")
    page.fill("#approval-number", "青教检批〔2026〕12号")
    page.fill("#received-position", "园长")
    page.check("#certificates-shown")
    page.check("#rights-told")
    fits_the_screen(page)

    go_to(page, visit, "items")
    answer_all(page, failing=("M04", "M06"))
    take_photo(page, "M06")
    expect(page.locator("#progress")).to_contain_text("12 / 12")
    fits_the_screen(page)

    go_to(page, visit, "findings")
    expect(page.locator(".choice-list li")).to_have_count(2)
    page.click(".choice-list li:last-child a")
    page.fill("#finding-text", "攀爬架有两颗螺丝松动。")
    page.select_option("#finding-step", "days_7")
    fits_the_screen(page)

    go_to(page, visit, "closing")
    page.check("#nothing-to-add")
    officers = page.locator("canvas[id^='pad-officer-']")
    expect(officers).to_have_count(2)
    for number in range(2):
        draw(page, str(officers.nth(number).get_attribute("id")).removeprefix("pad-"))
    draw(page, "kindergarten")
    fits_the_screen(page)

    go_to(page, visit, "review")
    expect(page.locator(".notice-success")).to_be_visible(timeout=30_000)
    page.click("#sign")
    expect(page.locator("#open-record")).to_be_visible(timeout=30_000)
    all_sent(page)

    subprocess.run([PROGRAM, "worker", "--once"], env=environment, cwd=PROJECT, check=True)
    page.click("#open-record")
    with page.expect_download() as download:
        page.click("a[href*='/pdf']")
    report = Path(download.value.path()).read_bytes()
    words = "".join(read_pdf(report).split())
    for part in (
        "现场检查笔录",
        "青禾县向阳幼儿园",
        "田小禾",
        "99012600012",
        "攀爬架有两颗螺丝松动",
    ):
        assert part in words, part
    assert "消防" in words  # the other finding belongs to another authority


def read_pdf(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return "".join(page.get_textpage().get_text_bounded() for page in document)


def test_a_draft_survives_reload_and_back(phone: Callable[..., Page]) -> None:
    page = phone()
    visit = begin(page, regime="supervision")
    go_to(page, visit, "items")
    page.click(ANSWER.format("M01", "meets"))
    page.click("#item-M02 .item-tools .button")
    page.fill("#remark-M02", "晨检记录字迹不清。")
    page.reload()
    expect(page.locator(ANSWER.format("M01", "meets"))).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#remark-M02")).to_have_value("晨检记录字迹不清。")
    page.click(ANSWER.format("M03", "does_not"))
    page.go_back()
    page.go_forward()
    expect(page.locator(ANSWER.format("M03", "does_not"))).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".item-findings a")).to_have_count(1)
    all_sent(page)
    assert kept_on_server(page, visit)["answers"][1]["remark"] == "晨检记录字迹不清。"


def test_a_draft_of_the_least_shape_is_opened_by_its_link(phone: Callable[..., Page]) -> None:
    page = phone()
    visit = begin(page, regime="supervision")
    all_sent(page)
    document = kept_on_server(page, visit)
    least = ("schema", "kindergarten", "regime", "kind", "checklist", "started_at", "officers")
    other = visit[:-1] + ("A" if visit[-1] != "A" else "B")
    document = {name: document[name] for name in least} | {
        "id": other,
        "answers": [{"item": "M01", "answer": "meets"}],
        "findings": [{"key": "f1", "item": "M06", "text": "螺丝松动。"}],
    }
    body = {"operation_id": other, "finish": False, "version": None, "visit": document}
    sent = page.evaluate(
        """async body => {
            const { csrf } = await (await fetch("/phone/session.json")).json();
            const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
            const post = { method: "POST", body: JSON.stringify(body), headers };
            return (await fetch("/phone/visits", post)).status;
        }""",
        body,
    )
    assert sent == 200
    page.goto(f"/phone/?visit={other}")
    expect(page.locator("#progress")).to_contain_text("1 / 12")
    for screen in ("setup", "people", "findings", "finding/f1", "closing", "review"):
        go_to(page, other, screen)
    page.goto("/phone/?visit=0000000000000000")
    expect(page.locator("#status .notice")).to_be_visible()


def test_a_visit_is_begun_by_the_link_of_a_dossier(phone: Callable[..., Page]) -> None:
    page = phone()
    known = page.evaluate(
        "async () => (await (await fetch('county.json')).json()).kindergartens[0]"
    )
    page.goto(f"/phone/?kindergarten={known['id']}")
    expect(page.locator(".item-title")).to_have_text(known["name"])
    begun = page.url
    page.reload()
    expect(page.locator(".item-title")).to_have_text(known["name"])
    assert page.url == begun


def test_the_end_that_a_signature_set_goes_with_it(phone: Callable[..., Page]) -> None:
    page = phone()
    visit = begin(page, regime="supervision")
    go_to(page, visit, "closing")
    draw(page, "kindergarten")
    expect(page.locator("#ended-at")).not_to_have_value("")
    page.locator(".field", has=page.locator("#pad-kindergarten-")).locator("button").click()
    expect(page.locator("#ended-at")).to_have_value("")
    page.fill("#ended-at", "2026-11-21T09:40")
    draw(page, "kindergarten")
    page.locator(".field", has=page.locator("#pad-kindergarten-")).locator("button").click()
    expect(page.locator("#ended-at")).to_have_value("2026-11-21T09:40")


def test_a_double_tap_begins_one_visit(phone: Callable[..., Page]) -> None:
    page = phone()
    page.dblclick("#new-visit")
    page.wait_for_selector("#kindergarten-search")
    page.goto("/phone/")
    page.wait_for_selector("#new-visit")
    expect(page.locator(".choice-list a[href*='/setup']")).to_have_count(1)


def test_work_without_network_goes_out_when_it_returns(phone: Callable[..., Page]) -> None:
    page = phone()
    visit = begin(page, regime="supervision")
    go_to(page, visit, "items")
    all_sent(page)
    page.context.set_offline(True)
    answer_all(page, failing=("M06",))
    take_photo(page, "M06")
    expect(page.locator("#unsynced")).to_contain_text("2")  # the visit and its photo
    expect(page.locator("#item-M06 .photos img")).to_have_count(1)
    page.context.set_offline(False)
    all_sent(page)
    kept = kept_on_server(page, visit)
    assert len(kept["answers"]) == 12
    (photo,) = next(row["photos"] for row in kept["answers"] if row["item"] == "M06")
    assert page.request.get(f"/evidence/{photo}.jpg").headers["content-type"] == "image/jpeg"


def test_signed_while_offline_it_is_final_once_the_network_is_back(
    phone: Callable[..., Page],
) -> None:
    page = phone()
    visit = begin(page, "xkh", regime="supervision")
    go_to(page, visit, "people")
    page.fill("#received-position", "园长")
    page.context.set_offline(True)
    go_to(page, visit, "items")
    answer_all(page)
    go_to(page, visit, "closing")
    page.check("#nothing-to-add")
    draw(page, "officer")
    draw(page, "kindergarten")
    go_to(page, visit, "review")
    page.click("#sign")
    expect(page.locator("#sign")).to_be_disabled()
    page.context.set_offline(False)
    expect(page.locator("#open-record")).to_be_visible(timeout=30_000)


def test_signed_out_everything_is_kept_and_sent_after_signing_in(
    phone: Callable[..., Page],
) -> None:
    page = phone()
    visit = begin(page, regime="supervision")
    go_to(page, visit, "items")
    all_sent(page)
    page.context.clear_cookies()
    page.click(ANSWER.format("M05", "meets"))
    expect(page.locator("#status a")).to_be_visible(timeout=30_000)
    expect(page.locator("#unsynced")).to_contain_text("1")
    sign_in(page)
    all_sent(page)
    assert kept_on_server(page, visit)["answers"][0]["item"] == "M05"


def test_two_phones_on_one_visit_lose_nothing(phone: Callable[..., Page]) -> None:
    mine, theirs = phone("tian"), phone("lin")
    visit = begin(mine, regime="supervision")
    go_to(mine, visit, "people")
    mine.locator(".officer", has_text="林一苗").locator("input").check()
    go_to(mine, visit, "items")
    all_sent(mine)

    theirs.reload()
    theirs.wait_for_selector("#new-visit")
    theirs.locator(".choice-list a", has_text="向阳").first.click()
    theirs.wait_for_selector("#item-M01")
    theirs.click(ANSWER.format("M01", "meets"))
    all_sent(theirs)

    mine.click(ANSWER.format("M02", "meets"))
    go_to(mine, visit, "review")
    mine.click("a[href$='/conflict']")
    expect(mine.locator(".conflict")).to_contain_text("M01")
    expect(mine.locator(".conflict")).to_contain_text("M02")
    mine.click(".phone-actions .button-primary")
    all_sent(mine)
    assert [row["item"] for row in kept_on_server(mine, visit)["answers"]] == ["M02"]
    record = mine.request.get(f"/visits/{visit}").text()
    assert 'id="set-aside"' in record  # the other version is kept
