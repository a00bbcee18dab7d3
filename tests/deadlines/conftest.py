"""The shipped years of holidays, without which no working day is certain."""

import pytest

from kgsup.core.db import transaction
from kgsup.workcalendar import service as workcalendar
from tests.conftest import AT
from tests.factories.deadlines import CLERK


@pytest.fixture
def calendar(county):
    with transaction():
        workcalendar.enter_shipped_years(CLERK, AT)
