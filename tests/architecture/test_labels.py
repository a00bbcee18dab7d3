"""Whatever is shown has a name: every value of an enum, every act of the ledger."""

from flask import Flask

from kgsup.audit.rules import all_acts
from kgsup.core.labels import label_of, labelled_enums


def test_every_value_of_a_labelled_enum_has_a_label(app: Flask):
    for kind in labelled_enums():
        for value in kind:
            assert label_of(value), value


def test_every_act_is_of_the_form_slice_thing_act(app: Flask):
    from kgsup.app import SLICES

    for act, label in all_acts().items():
        assert act.split(".")[0] in {*SLICES, "demo"}, act
        assert label
