"""A report's PDF as the program makes it against plain WeasyPrint on the same HTML and fonts.

Ours is what the warm PDF process runs for a paper: facts to HTML, layout, archival PDF/A-2b.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from kgsup.documents.adapters.fonts import environment
from kgsup.documents.rules.kinds import DocumentKind
from tests.bench.measuring import Figure, interleaved
from tests.documents import certificate_samples, samples

GOAL = 1.3
FACTS = {
    DocumentKind.INSPECTION_RECORD: samples.visit,
    DocumentKind.RECTIFICATION_NOTICE: samples.notice,
    DocumentKind.LICENCE_SHEET: certificate_samples.sheet,
}


def measure_papers(folder: Path, rounds: int) -> Iterator[Figure]:
    """One figure a kind of paper, in milliseconds, everything warm."""
    os.environ.update(environment(None, folder))  # before WeasyPrint looks for fonts
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from kgsup.documents.adapters import pdf

    fonts = FontConfiguration()
    for kind, facts in FACTS.items():
        paper = samples.frozen(kind, facts())
        page, style = pdf._html(kind.value, paper), pdf.paper_style()

        def ours(kind: str = kind.value, paper: dict = paper) -> None:
            pdf.make_pdf(kind, paper, {})

        def plain(page: str = page, style: str = style) -> None:
            fetcher = pdf.HandedInOnly({})
            sheet = CSS(string=style, font_config=fonts, url_fetcher=fetcher)
            HTML(string=page, url_fetcher=fetcher).write_pdf(stylesheets=[sheet], font_config=fonts)

        value, baseline = interleaved(ours, plain, rounds, warm_up=2)
        yield Figure(
            name=f"paper: {kind.value}",
            value=1000 * value,
            unit="ms",
            baseline=1000 * baseline,
            goal=GOAL,
        )
