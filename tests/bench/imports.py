"""An import against reading the same file, making the pinyin and one bulk insert of the same rows.

The baseline gets exactly the rows that our import wrote, of every table, and inserts them into an
empty database of the same kind.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import sqlalchemy as sa
import xlsxwriter
from flask import Flask
from python_calamine import CalamineWorkbook

from kgsup.access.actor import system_actor
from kgsup.areas.models import County
from kgsup.areas.service import add_county
from kgsup.core import clock
from kgsup.core.db import Base, db, transaction
from kgsup.demo.rules.scale import ScaleCounty, kindergartens_of
from kgsup.demo.service.scale import TERM
from kgsup.exchange.jobs import import_file
from kgsup.kindergartens.rules.facts import Field
from kgsup.kindergartens.rules.names import read_names
from tests.bench.measuring import Figure, seconds_of

GOAL = 3.0
HEADS = (
    "名称",
    "地址",
    "联系电话",
    "园长",
    "办园性质",
    "统一社会信用代码",
    "办学许可证号",
    "在园人数",
    "班级数",
)
OWNERSHIPS = {
    "public": "公办",
    "private_non_profit": "民办非营利",
    "private_for_profit": "民办营利",
}


def measure_import(app: Flask, folder: Path, rows: int, rounds: int) -> Iterator[Figure]:
    """The import of one workbook in seconds, each time into a county of its own."""
    values, baselines = [], []
    for n in range(rounds):
        county = ScaleCounty(
            code=f"9900{n + 1:02d}", name=f"量入{n + 1}县", kindergartens=rows, serial=1_000_000
        )
        path = folder / f"list-{n}.xlsx"
        write_workbook(path, county)
        with app.app_context():
            ours, written = _our_import(path, county, rows)
        values.append(ours)
        baselines.append(_plain_import(path, folder / f"plain-{n}.db", county, written))
    yield Figure(
        name=f"import: {rows} rows",
        value=median(values),
        unit="s",
        baseline=median(baselines),
        goal=GOAL,
    )


def write_workbook(path: Path, county: ScaleCounty) -> None:
    """A list as bureaus keep it: one row a kindergarten under a row of heads."""
    random = Random(1)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADS)
    for line, new in enumerate(kindergartens_of(county, TERM, random), start=1):
        facts, licence = new.facts, new.additions.licence
        assert licence is not None
        sheet.write_row(
            line,
            0,
            (
                f"{facts[Field.NAME]}{line}",
                facts[Field.ADDRESS],
                facts[Field.TELEPHONE],
                facts[Field.HEAD],
                OWNERSHIPS[str(facts[Field.OWNERSHIP])],
                facts[Field.CREDIT_CODE],
                licence.number,
                random.randrange(60, 300),
                random.randrange(3, 12),
            ),
        )
    book.close()


Written = dict[sa.Table, list[dict[str, Any]]]


def _our_import(path: Path, county: ScaleCounty, rows: int) -> tuple[float, Written]:
    actor = system_actor("bench")
    with transaction():
        add_county(county.code, county.name, actor, clock.now())
    before = _written_of(county.code)
    results: list[Any] = []
    took = seconds_of(lambda: results.append(import_file(path, county.code, actor, clock.now())))
    counts = results[0].counts
    assert counts["new"] + counts["duplicate"] == rows, counts
    written = {
        table: [row for row in found if row not in before.get(table, [])]
        if table in before
        else found
        for table, found in _written_of(county.code).items()
    }
    db.session.remove()
    return took, written


def _written_of(county_code: str) -> Written:
    """Every row of a county, by table in the order in which they can be inserted."""
    found: Written = {}
    for table in Base.metadata.sorted_tables:
        if "county_code" not in table.c:
            continue
        statement = sa.select(table).where(table.c.county_code == county_code)
        rows = [dict(row._mapping) for row in db.session.execute(statement)]
        if rows:
            found[table] = rows
    db.session.rollback()
    return found


def _plain_import(path: Path, database: Path, county: ScaleCounty, written: Written) -> float:
    """Read, make the pinyin, insert: nothing is checked, compared, explained or recorded."""
    engine = sa.create_engine(f"sqlite:///{database}")
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(sa.insert(County).values(code=county.code, name=county.name))

    def plain() -> None:
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
        for name, _address, _telephone, head, *_rest in sheet.to_python()[1:]:
            read_names(str(name), str(head), [])
        with engine.begin() as connection:
            for table, rows in written.items():
                connection.execute(sa.insert(table), rows)

    try:
        return seconds_of(plain)
    finally:
        engine.dispose()
        database.unlink()
