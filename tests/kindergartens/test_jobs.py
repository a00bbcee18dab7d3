"""What the worker does for the register."""

import datetime as dt

import pytest

from kgsup.core.db import db
from kgsup.kindergartens import jobs, queries
from kgsup.kindergartens.rules.classification import AlarmKind, NewRecognition
from kgsup.kindergartens.rules.entries import Additions
from kgsup.kindergartens.rules.identity import Ownership
from tests.conftest import AT
from tests.factories.kindergartens import REGISTRAR, make_kindergarten


@pytest.mark.usefixtures("county")
def test_the_day_after_a_recognition_ended_the_alarm_is_open_and_opens_once():
    recognition = NewRecognition(valid_from=dt.date(2023, 9, 1), valid_until=dt.date(2026, 11, 21))
    kindergarten = make_kindergarten(
        ownership=Ownership.PRIVATE_NON_PROFIT,
        residential_area=True,
        additions=Additions(recognition=recognition),
    )
    db.session.commit()
    public_id = kindergarten.public_id
    runs = [jobs.refresh_alarms(AT + dt.timedelta(days=days)) for days in (0, 1, 2)]
    assert runs == [0, 1, 0]
    alarms = queries.open_alarms(queries.get_kindergarten(public_id, REGISTRAR))
    assert [alarm.kind for alarm in alarms] == [AlarmKind.NOT_INCLUSIVE_IN_RESIDENTIAL_AREA]
