"""The real list, kept outside the repository: entered once, unchanged the second time.

Nothing of it is copied here; without the file the test says so, and in CI it fails.
"""

import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from kgsup.access.actor import system_actor
from kgsup.areas.service import add_county
from kgsup.core.db import db
from kgsup.core.settings import PROJECT
from kgsup.exchange.jobs import export_file, import_file
from kgsup.kindergartens.models import Kindergarten, PossibleDuplicate
from tests.conftest import AT

CITY = "440100"
ACTOR = system_actor("test")
LIST = PROJECT.parent / "shared" / "data" / "kindergartens-guangzhou.csv"
ROWS = 1200


@pytest.fixture
def real_list(session) -> Path:
    if not LIST.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"the real list is missing: {LIST}")
        pytest.skip(f"the real list is not here: {LIST}")
    add_county(CITY, "广州市", ACTOR, AT)
    db.session.commit()
    return LIST


def towns() -> dict[str | None, int]:
    statement = sa.select(Kindergarten.town_code, sa.func.count()).group_by(Kindergarten.town_code)
    return dict(db.session.execute(statement).all())


def test_the_real_list_is_entered_once_and_then_unchanged(real_list):
    first = import_file(real_list, CITY, ACTOR, AT)
    assert first.counts["new"] + first.counts["duplicate"] == len(first.rows) == ROWS
    assert first.exit_code == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PossibleDuplicate)) > 0
    second = import_file(real_list, CITY, ACTOR, AT)
    assert second.counts["unchanged"] == ROWS


def test_most_districts_of_the_real_list_are_certain_and_none_is_a_former_one(real_list):
    import_file(real_list, CITY, ACTOR, AT)
    found = towns()
    assert "440116000" not in found
    assert sum(found.values()) == ROWS
    assert found.get(None, 0) < ROWS / 5


def test_the_real_list_in_other_clothes_is_the_same_list(real_list, tmp_path):
    import_file(real_list, CITY, ACTOR, AT)
    text = real_list.read_text(encoding="utf-8-sig")
    other = tmp_path / "list.csv"
    other.write_bytes(text.replace("–", "-").encode("gb18030"))
    again = import_file(other, CITY, ACTOR, AT, dry_run=True)
    assert again.counts["new"] == again.counts["duplicate"] == again.counts["refused"] == 0


def test_the_real_list_comes_back_from_its_export_unchanged(real_list, tmp_path):
    import_file(real_list, CITY, ACTOR, AT)
    path = tmp_path / "export.xlsx"
    assert export_file(path, CITY, ACTOR, AT) == ROWS
    assert import_file(path, CITY, ACTOR, AT).counts["unchanged"] == ROWS
