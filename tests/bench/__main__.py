"""``script/bench [--quick]``: prints one JSON line per figure; exit 1 when a goal is missed."""

import argparse
import logging
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kgsup.app import create_app
from kgsup.core import migrate
from kgsup.core.db import db
from kgsup.core.settings import load_settings
from tests.bench.clocks import measure_clocks
from tests.bench.imports import measure_import
from tests.bench.measuring import Figure
from tests.bench.pages import measure_pages
from tests.bench.papers import measure_papers

TODAY = "2026-11-21T10:00:00"


def figures(folder: Path, *, quick: bool) -> Iterator[Figure]:
    """All figures, measured in an instance of its own under the folder."""
    settings = load_settings(
        {"KGSUP_INSTANCE": str(folder), "KGSUP_MODE": "test", "KGSUP_TEST_CLOCK": TODAY}
    )
    app = create_app(settings)
    with app.app_context():
        migrate.upgrade(db.engine)
        db.session.remove()
    yield from measure_papers(folder / "fontconfig", rounds=5 if quick else 15)
    rows, rounds = (2_000, 1) if quick else (20_000, 3)
    yield from measure_import(app, folder, rows, rounds)
    yield from measure_pages(app, 60 if quick else 700, rounds=7 if quick else 31)
    yield from measure_clocks(app, 5_000 if quick else 50_000, rounds=1 if quick else 3)


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small counties, few rounds")
    chosen = parser.parse_args()
    logging.disable(logging.WARNING)
    missed = []
    with tempfile.TemporaryDirectory(prefix="kgsup-bench-") as folder:
        for figure in figures(Path(folder), quick=chosen.quick):
            print(figure.line(), flush=True)
            if not figure.is_good:
                missed.append(figure.name)
    if missed:
        print(f"above their goals: {', '.join(missed)}", file=sys.stderr)
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
