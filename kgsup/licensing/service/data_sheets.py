"""Data of a certificate for the provincial e-licence system (电子证照).

The fields are those of the state form and the codes of its holder (regulation 4.2–4.4).  Their names and
order are provisional: nobody has verified the layout of GB/T 36903 for this licence (K).
"""

import json
from collections.abc import Sequence
from typing import IO, Any

from kgsup.documents.rules.facts import CertificateFacts
from kgsup.documents.rules.texts import to_json
from kgsup.files.adapters.workbook import write_table
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.licensing import queries as applications
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.queries import certificates as queries
from kgsup.licensing.rules.fields import CertificatePart
from kgsup.licensing.service.certificates import require_edition
from kgsup.licensing.service.delivering import certificate_facts

PRIVATE_TYPE = (
    "中华人民共和国民办学校办学许可证"  # the state form; public ones have the county's own
)
PUBLIC_TYPE = "办学许可证"
NOTE = "字段名称和排列为暂定（GB/T 36903 本证照目录未核实），导入省级系统前请核对。"

# Key → (the name of the column, what the state form calls it).
_PRINTED: Sequence[tuple[str, str]] = (
    ("number", "编号"),
    ("name", "名称"),
    ("address", "地址"),
    ("head", "校长（园长）"),
    ("sponsor", "举办者"),
    ("type", "学校类型"),
    ("content", "办学内容"),
    ("managing_department", "主管部门"),
    ("issuing_authority", "发证机关"),
    ("valid_from", "有效期自"),
    ("valid_until", "有效期至"),
    ("issued_on", "发证日期"),
    ("remark", "备注"),
)


def data_of(application: PermitApplication) -> dict[str, tuple[str, str]]:
    """Key → (Chinese name, value) of an application's certificate.

    Raises ``IllegalTransition`` when its grant made none, ``RuleViolation`` when the edition lacks what
    every certificate says.
    """
    found = require_edition(application)
    kindergarten = applications.kindergarten_of(application)
    assert kindergarten is not None  # noqa: S101 - an edition has its kindergarten
    printed = certificate_facts(found.number, found.edition)
    facts = _plain(printed)
    is_public = kindergarten.ownership is Ownership.PUBLIC
    rows = {"certificate_type": ("证照名称", PUBLIC_TYPE if is_public else PRIVATE_TYPE)}
    rows |= {key: (name, facts[key]) for key, name in _PRINTED}
    rows |= {"edition": ("版次", str(found.edition.edition))}
    rows |= {"decision_number": ("许可决定文号", application.document_number or "")}
    return rows | _of_holder(application, kindergarten) | _forms(application)


def _plain(printed: CertificateFacts) -> dict[str, Any]:
    return dict(to_json(printed))


def _of_holder(
    application: PermitApplication, kindergarten: Kindergarten
) -> dict[str, tuple[str, str]]:
    return {
        "credit_code": ("统一社会信用代码", kindergarten.credit_code or ""),
        "institution_code": ("学校（机构）标识码", kindergarten.institution_code or ""),
        "area_code": ("行政区划代码", application.county_code),
        "town_code": ("乡镇（街道）代码", kindergarten.town_code or ""),
    }


def _forms(application: PermitApplication) -> dict[str, tuple[str, str]]:
    made = queries.made_of(application)
    words = {CertificatePart.ORIGINAL: "正本印制号", CertificatePart.COPY: "副本印制号"}
    return {
        f"form_{part.value}": (word, made[part].serial if part in made else "")
        for part, word in words.items()
    }


def as_json(application: PermitApplication) -> bytes:
    """The data as JSON in UTF-8, marked as provisional."""
    rows = data_of(application)
    content = {
        "layout": "provisional",
        "note": NOTE,
        "data": {key: value for key, (_name, value) in rows.items()},
        "names": {key: name for key, (name, _value) in rows.items()},
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def as_workbook(application: PermitApplication) -> IO[bytes]:
    """The data as a workbook of one line, marked as provisional above it."""
    rows = data_of(application)
    heads = [name for name, _value in rows.values()]
    values = [value for _name, value in rows.values()]
    return write_table(heads, [values], sheet_name="办学许可证", note=NOTE)
