"""Area codes and former districts."""

import pytest

from kgsup.areas.rules import (
    area_name,
    city_names,
    districts_of,
    is_known_area,
    merged_areas,
    merged_within,
)


def test_a_city_run_as_one_bureau_has_its_present_districts():
    districts = districts_of("440100")
    assert districts["440112"] == "黄埔区"
    assert "440116" not in districts  # 萝岗区 went into 黄埔区
    assert len(districts) == 11


@pytest.mark.parametrize("code", ["440111", "990126", "440000", "4401", "", "440100001"])
def test_other_codes_have_no_districts(code):
    assert districts_of(code) == {}


def test_a_former_area_is_known_and_named():
    assert is_known_area("440184")
    assert area_name("440184") == "从化市"


def test_an_invented_area_is_not_known():
    assert not is_known_area("990126")
    assert area_name("990126") is None
    assert not is_known_area("not a code")


def test_addresses_may_begin_with_every_level_above():
    assert city_names("440111") == ("广东省", "广州市", "白云区")
    assert city_names("990126") == ()


@pytest.mark.parametrize("row", merged_areas(), ids=lambda row: f"{row.within} {row.former}")
def test_every_merged_district_leads_to_a_present_one(row):
    assert districts_of(f"{row.within}00")[row.code] == row.name
    assert row.code.startswith(row.within)


def test_a_merged_district_counts_in_its_own_city_only():
    assert {row.former for row in merged_within("440100")} >= {"萝岗区", "东山区", "芳村区"}
    assert merged_within("990126") == ()
