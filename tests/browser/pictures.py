"""README's pictures: the main pages of the demo county, small."""

import sys
import tempfile
from pathlib import Path

import pypdfium2

from tests.browser.servers import Site, chromium, running_site, sign_in

DESK = {"width": 1280, "height": 860}
PHONE = {"width": 360, "height": 740}


def main(folder: Path) -> None:
    """Make every picture into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, running_site(Path(place)) as site:
        site.run("worker", "--once")
        with chromium() as browser:
            office = browser.new_context(viewport=DESK, device_scale_factor=0.7, locale="zh-CN")
            sign_in(office, site, "approver")
            page = office.new_page()
            page.goto(f"{site.url}/my-day")
            page.screenshot(path=folder / "my-day.jpg", type="jpeg", quality=78)
            page.goto(f"{site.url}/search?q=xkh")  # 小葵花
            page.screenshot(path=folder / "dossier.jpg", type="jpeg", quality=78)
            phone = browser.new_context(viewport=PHONE, device_scale_factor=1, locale="zh-CN")
            sign_in(phone, site, "inspector")
            page = phone.new_page()
            page.goto(f"{site.url}/phone/")
            page.wait_for_load_state("networkidle")
            page.screenshot(path=folder / "phone.jpg", type="jpeg", quality=78)
        picture_of_a_notice(site, folder)


def picture_of_a_notice(site: Site, folder: Path) -> None:
    """The first page of the newest paper as a picture."""
    newest = max(
        (site.instance / "documents").rglob("*.pdf"), key=lambda path: path.stat().st_mtime
    )
    document = pypdfium2.PdfDocument(newest)
    document[0].render(scale=0.75).to_pil().convert("RGB").save(folder / "paper.jpg", quality=78)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
