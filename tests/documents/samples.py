"""Facts of fictional papers: a plain one of each kind, and one with everything at its longest."""

import datetime as dt
import io

from PIL import Image

from kgsup.core.clock import SHANGHAI
from kgsup.documents.rules.facts import (
    Answer,
    Checklist,
    DemandedPoint,
    EarlierPoint,
    Facts,
    Finding,
    Item,
    KindergartenFacts,
    NoticeFacts,
    Officer,
    Photo,
    Refusal,
    ServedPaper,
    ServiceReceiptFacts,
    Signature,
    Theme,
    TransferFacts,
    TransferredPoint,
    VisitFacts,
)
from kgsup.documents.rules.kinds import DocumentKind, title_of
from kgsup.documents.rules.texts import to_json

DAY = dt.date(2026, 11, 19)

# The papers of a visit, made from the facts of this module; those of permits are in permit_samples.
VISIT_PAPERS = (
    DocumentKind.SUPERVISION_RECORD,
    DocumentKind.INSPECTION_RECORD,
    DocumentKind.VERIFICATION_RECORD,
    DocumentKind.RECTIFICATION_NOTICE,
    DocumentKind.SUPERVISION_RECTIFICATION_NOTICE,
    DocumentKind.TRANSFER_LETTER,
    DocumentKind.SERVICE_RECEIPT,
)
STROKES = (
    ((10.0, 30.0), (25.0, 12.0), (40.0, 34.0), (22.0, 22.0)),
    ((50.0, 10.0), (52.0, 40.0), (70.0, 36.0)),
    ((60.0, 20.0), (90.0, 18.0), (110.0, 30.0), (130.0, 12.0)),
)
KINDERGARTEN = KindergartenFacts(
    name="青禾县童心幼儿园",
    address="青禾县城关镇学府路18号",
    credit_code="52990126MJ0000012X",
    licence_number="教民299012660000011",
    head="周晓禾",
    telephone="0990-6123456",
)
OFFICERS = (
    Officer(name="李青山", certificate="99012600011", position="督导股股长"),
    Officer(name="阿依古丽·买买提", certificate="99012600027", position="股员"),
)
CHECKLIST = Checklist(
    title="责任督学每月督导清单（食品安全）",
    version="2026-09 第1版",
    themes=(
        Theme(
            title="食品安全",
            items=(
                Item(
                    text="食品留样每样不少于125克，保存48小时以上",
                    answer=Answer.DOES_NOT,
                    remark="午餐留样称重96克",
                    own_answer=Answer.MEETS,
                ),
                Item(text="从业人员健康证在有效期内", answer=Answer.MEETS, own_answer=Answer.MEETS),
                Item(text="校外供餐单位资质", answer=Answer.NOT_APPLICABLE, own_answer=None),
            ),
        ),
        Theme(title="接送安全", items=(Item(text="接送卡逐一核对", answer=Answer.MEETS),)),
    ),
)


def signatures(count: int = 3) -> tuple[Signature, ...]:
    at = dt.datetime(2026, 11, 19, 10, 42, tzinfo=SHANGHAI)
    signed = (
        Signature(role="执法人员", name="李青山", strokes=STROKES, signed_at=at),
        Signature(role="执法人员", name="阿依古丽·买买提", strokes=STROKES, signed_at=at),
        Signature(role="现场负责人", name="周晓禾", strokes=STROKES, signed_at=at),
    )
    return signed[:count]


def photo_bytes(number: int) -> bytes:
    """A small JPEG, different for each number."""
    picture = Image.new("RGB", (640, 480), (40 + number * 5 % 200, 120, 200 - number * 4 % 150))
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=80)
    return stream.getvalue()


def visit(**changed: object) -> VisitFacts:
    plain = {
        "kindergarten": KINDERGARTEN,
        "place": "食堂、门卫室、大一班活动室",
        "started_at": dt.datetime(2026, 11, 19, 9, 5, tzinfo=SHANGHAI),
        "ended_at": dt.datetime(2026, 11, 19, 10, 40, tzinfo=SHANGHAI),
        "officers": OFFICERS,
        "subject": "食品安全和接送安全",
        "basis": "青教检通〔2026〕31号",
        "received_by": "周晓禾（园长）",
        "checklist": CHECKLIST,
        "findings": (
            Finding(
                text="午餐食品留样称重96克，不足125克",
                severity="较重",
                article="学校食品安全与营养健康管理规定 40",
                authority="市场监督管理部门",
                due_on=DAY,
                due_words="立即",
            ),
            Finding(
                text="收费公示栏未更新本学期伙食费标准",
                severity="一般",
                article="学前教育法 69",
                authority="教育部门",
                due_on=dt.date(2026, 11, 26),
            ),
        ),
        "statement": "情况属实，当日整改。",
        "signatures": signatures(),
    }
    return VisitFacts(**{**plain, **changed})  # type: ignore[arg-type]


def notice(**changed: object) -> NoticeFacts:
    plain = {
        "kindergarten": KINDERGARTEN,
        "visited_on": DAY,
        "record_number": "青教检录〔2026〕12号",
        "officers": OFFICERS,
        "points": (
            DemandedPoint(
                text="收费公示栏未更新本学期伙食费标准",
                demand="按备案标准更新公示内容，拍照留存",
                article="学前教育法 69",
                severity="一般",
                due_on=dt.date(2026, 11, 26),
            ),
            DemandedPoint(
                text="陪餐记录不全",
                article="学校食品安全与营养健康管理规定 15",
                due_words="本学期内",
                due_on=dt.date(2027, 1, 15),
            ),
        ),
        "proof": "整改前后照片和更新后的公示栏照片",
        "report_by": dt.date(2026, 11, 30),
        "recheck": "期满后五日内由两名工作人员到园复查",
    }
    return NoticeFacts(**{**plain, **changed})  # type: ignore[arg-type]


def letter(**changed: object) -> TransferFacts:
    plain = {
        "authority": "青禾县市场监督管理局",
        "kindergarten": KINDERGARTEN,
        "visited_on": DAY,
        "record_number": "青教检录〔2026〕12号",
        "points": (
            TransferredPoint(
                text="午餐食品留样称重96克，不足125克。",
                article="学校食品安全与营养健康管理规定 40",
            ),
            TransferredPoint(
                text="食堂从业人员一人健康证明已于2026年10月8日到期。", article="食品安全法 45"
            ),
        ),
        "evidence": ("现场检查笔录复印件一份", "现场照片两张"),
        "reply_by": dt.date(2026, 12, 18),
    }
    return TransferFacts(**{**plain, **changed})  # type: ignore[arg-type]


def receipt(**changed: object) -> ServiceReceiptFacts:
    plain = {
        "addressee": KINDERGARTEN.name,
        "papers": (ServedPaper(title="整改通知书", number="青教整〔2026〕7号"),),
        "reason": "送达整改通知书",
        "place": KINDERGARTEN.address,
        "way": "直接送达",
        "officers": OFFICERS,
    }
    return ServiceReceiptFacts(**{**plain, **changed})  # type: ignore[arg-type]


def plain_facts(kind: DocumentKind) -> Facts:
    """A plain paper of a kind."""
    if kind is DocumentKind.TRANSFER_LETTER:
        return letter()
    if kind is DocumentKind.SERVICE_RECEIPT:
        return receipt()
    if kind in {DocumentKind.RECTIFICATION_NOTICE, DocumentKind.SUPERVISION_RECTIFICATION_NOTICE}:
        return notice()
    return visit()


LONG = "经现场查看食堂库房、操作间和留样柜，核对台账，询问从业人员，发现下列情况并已当场告知。" * 50
MINORITY = "迪丽拜尔·阿卜杜热合曼·买买提明"


def longest_facts(kind: DocumentKind, photos: tuple[Photo, ...]) -> Facts:
    """A paper with 2,000 characters in each field of words, 60 items, 40 photos and rare names."""
    garten = KindergartenFacts(
        name="青禾县城关镇第一中心小学附属双语实验示范幼儿园分园（学府路校区）",
        address="青禾县城关镇" + "学府路东段与禾苗大街交叉口西南角" * 4,
        credit_code="52990126MJ0000012X",
        licence_number="教民299012660000011",
        head=MINORITY,
        telephone="0990-6123456转8001",
    )
    officers = (
        *OFFICERS,
        *(
            Officer(
                name=MINORITY, certificate=f"9901260003{n}", position="县教育局学前教育股（借调）"
            )
            for n in range(3)
        ),
    )
    if kind is DocumentKind.TRANSFER_LETTER:
        return letter(
            kindergarten=garten,
            points=(
                TransferredPoint(text=LONG[:2000], article="食品安全法 45", photos=photos),
                *letter().points,
            ),
            evidence=tuple(f"证据材料第{n}份" for n in range(1, 15)),
        )
    if kind is DocumentKind.SERVICE_RECEIPT:
        return receipt(
            addressee=garten.name,
            remarks=LONG[:2000],
            officers=officers,
            papers=tuple(
                ServedPaper(title="整改通知书", number=f"青教整〔2026〕{n}号") for n in range(1, 13)
            ),
        )
    if kind in {DocumentKind.RECTIFICATION_NOTICE, DocumentKind.SUPERVISION_RECTIFICATION_NOTICE}:
        point = DemandedPoint(
            text=LONG[:2000],
            demand=LONG[:2000],
            article="学校食品安全与营养健康管理规定 40",
            severity="重大",
            due_on=DAY,
            due_words="立即",
            photos=photos,
        )
        return notice(
            kindergarten=garten,
            officers=officers,
            points=(point, *notice().points * 6),
            proof=LONG[:2000],
            recheck=LONG[:2000],
            remedies=True,
        )
    theme = Theme(
        title="卫生保健",
        items=tuple(
            Item(
                text=f"第{n}项:" + LONG[: 20 + n],
                answer=list(Answer)[n % 3],
                remark=LONG[:2000] if n == 5 else "",
            )
            for n in range(1, 61)
        ),
    )
    finding = Finding(
        text=LONG[:2000],
        severity="重大",
        article="学校食品安全与营养健康管理规定 40",
        authority="市场监督管理部门、卫生健康部门",
        due_on=DAY,
        due_words="立即",
        photos=photos,
    )
    refused = Signature(
        role="现场负责人",
        name=MINORITY,
        refused=Refusal(
            reason="认为检查事项与本园无关，拒绝签名", witness="城关镇学府社区工作人员王禾"
        ),
    )
    everything = Checklist(title="幼儿园综合督导清单", version="2026-09 第1版", themes=(theme,))
    return visit(
        kindergarten=garten,
        officers=officers,
        helpers=("张禾", MINORITY),
        checklist=everything,
        observations=LONG[:2000],
        advice=LONG[:2000],
        statement=LONG[:2000] + "www." + "a" * 600,
        findings=(finding, *visit().findings * 4),
        earlier_points=(EarlierPoint(text=LONG[:2000], result="部分整改"),),
        signatures=(*signatures(2), refused, Signature(role="见证人", name="王禾")),
        entered_later_on=dt.date(2026, 11, 21),
    )


def frozen(
    kind: DocumentKind, facts: Facts, handwritten: list[str] | None = None
) -> dict[str, object]:
    """What the service freezes, for tests that need no database."""
    printed = to_json(facts)
    return {
        "kind": kind.value,
        "title": title_of(kind, printed),
        "number": "青教检录〔2026〕12号",
        "acted_on": DAY.isoformat(),
        "issued_at": "2026-11-19T02:45:00+00:00",
        "organ": {"name": "青禾县教育局", "contact": "青禾县城关镇教育路1号 0990-6100000"},
        "check": {
            "code": "7KQ2M4ZD9XWB3T5H",
            "grouped": "7KQ2-M4ZD-9XWB-3T5H",
            "address": "http://127.0.0.1:8000/verify/7KQ2M4ZD9XWB3T5H",
        },
        "remedies": {"review_body": "青禾县人民政府", "court": "青禾县人民法院"},
        "handwritten": handwritten or [],
        "replaces": None,
        "facts": printed,
    }
