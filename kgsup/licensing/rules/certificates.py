"""Certificates: state forms that are accounted for, and which body registers whom."""

from collections.abc import Mapping
from enum import StrEnum

from kgsup.core.errors import N_
from kgsup.core.labels import register_labels
from kgsup.kindergartens.rules.identity import Ownership


class FormState(StrEnum):
    """What became of a pre-printed form with a serial number."""

    IN_STOCK = "in_stock"
    USED = "used"
    SPOILED = "spoiled"
    LOST = "lost"
    TAKEN_BACK = "taken_back"


class RegistrationBody(StrEnum):
    """先证后照: who registers the legal person after the licence (regulation 2)."""

    ESTABLISHMENT_OFFICE = "establishment_office"  # 机构编制: 事业单位
    CIVIL_AFFAIRS = "civil_affairs"  # 民政: 社会服务机构
    MARKET_SUPERVISION = "market_supervision"  # 市场监管: 企业


BODY_OF: Mapping[Ownership, RegistrationBody] = {
    Ownership.PUBLIC: RegistrationBody.ESTABLISHMENT_OFFICE,
    Ownership.PRIVATE_NON_PROFIT: RegistrationBody.CIVIL_AFFAIRS,
    Ownership.PRIVATE_FOR_PROFIT: RegistrationBody.MARKET_SUPERVISION,
}

# The first characters of the credit code that each body gives (GB 32100; regulation 4.3, provisional).
CODE_PREFIX: Mapping[RegistrationBody, str] = {
    RegistrationBody.ESTABLISHMENT_OFFICE: "12",
    RegistrationBody.CIVIL_AFFAIRS: "52",
    RegistrationBody.MARKET_SUPERVISION: "91",
}

register_labels(
    {
        FormState.IN_STOCK: N_("In stock"),
        FormState.USED: N_("Used"),
        FormState.SPOILED: N_("Spoiled"),
        FormState.LOST: N_("Lost"),
        FormState.TAKEN_BACK: N_("Taken back"),
        RegistrationBody.ESTABLISHMENT_OFFICE: N_("Public institution registration"),
        RegistrationBody.CIVIL_AFFAIRS: N_("Civil affairs"),
        RegistrationBody.MARKET_SUPERVISION: N_("Market supervision"),
    }
)
