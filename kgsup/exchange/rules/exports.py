"""What leaves the program: the register in the columns of a list, so that it can come back unchanged."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kgsup.exchange.rules.columns import Column, usual_names
from kgsup.exchange.rules.explaining import Cell, cell_of
from kgsup.exchange.rules.matching import Known

COLUMNS: tuple[Column, ...] = (
    Column.PUBLIC_ID,
    Column.NAME,
    Column.INSTITUTION_CODE,
    Column.CREDIT_CODE,
    Column.TOWN,
    Column.ADDRESS,
    Column.TELEPHONE,
    Column.MAIL,
    Column.HEAD,
    Column.LEGAL_REPRESENTATIVE,
    Column.SPONSOR_NAME,
    Column.SPONSOR_KIND,
    Column.OWNERSHIP,
    Column.INCLUSIVE,
    Column.INCLUSIVE_FROM,
    Column.INCLUSIVE_UNTIL,
    Column.RESIDENTIAL_AREA,
    Column.HANDED_OVER_ON,
    Column.MANAGING_DEPARTMENT,
    Column.GRADE,
    Column.STATE,
    Column.LICENCE_NUMBER,
    Column.ISSUED_ON,
    Column.VALID_FROM,
    Column.VALID_UNTIL,
    Column.REGISTRATION_NUMBER,
    Column.APPROVED_ON,
    Column.URBAN_RURAL,
    Column.CAPACITY,
    Column.CLASSES,
    Column.CHILDREN,
    Column.STAFF,
    Column.TEACHERS,
    Column.CERTIFIED_TEACHERS,
    Column.LAND_M2,
    Column.BUILDING_M2,
    Column.OUTDOOR_M2,
)


def heads_of(columns: Sequence[Column]) -> list[str]:
    """The heads under which our own files give the columns; the import knows each of them."""
    return [usual_names(column)[0] for column in columns]


def rows_of(
    entries: Iterable[Known], columns: Sequence[Column], towns: Mapping[str, str]
) -> Iterator[list[Cell]]:
    """The rows of a list of the register, in the words that the import reads back."""
    for known in entries:
        yield [
            known.public_id
            if column is Column.PUBLIC_ID
            else cell_of(column, known.values.get(column), towns)
            for column in columns
        ]
