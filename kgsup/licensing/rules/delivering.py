"""Words of certificates, what is still to do after a decision, and the data of the e-licence."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.errors import N_
from kgsup.core.labels import register_labels
from kgsup.kindergartens.rules.licences import LicenceState
from kgsup.licensing.rules.fields import CertificatePart

PART_WORDS: Mapping[CertificatePart, str] = {
    CertificatePart.ORIGINAL: "正本",
    CertificatePart.COPY: "副本",
}

LICENCE_STATE_WORDS: Mapping[LicenceState, str] = {
    LicenceState.VALID: "有效",
    LicenceState.ENROLMENT_STOPPED: "有效，责令停止招生",
    LicenceState.RENEWAL_UNDECIDED: "延续申请尚未决定，依法有效",
    LicenceState.REPLACED: "已换发新版",
    LicenceState.EXPIRED: "已过有效期",
    LicenceState.WITHDRAWN: "已撤回",
    LicenceState.ANNULLED: "已撤销",
    LicenceState.REVOKED: "已吊销",
    LicenceState.CANCELLED: "已注销",
    LicenceState.LAPSED: "自然废止",
    LicenceState.UNKNOWN: "不详",
}


class Task(StrEnum):
    """What is done between a decision and the closing of its case, in the order of doing."""

    SEAL = "seal_task"
    SERVICE = "service_task"
    CERTIFICATE = "certificate_task"
    HANDING_OVER = "handing_over_task"
    FORMS_BACK = "forms_back_task"
    PUBLICATION = "publication_task"
    REGISTRATION = "registration_task"


class TaskState(StrEnum):
    DONE = "done"
    OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class TaskLine:
    """A task with its state and, where something has to be named, what is missing or was done."""

    task: Task
    state: TaskState
    about: str = ""

    @property
    def is_open(self) -> bool:
        return self.state is TaskState.OPEN


register_labels(
    {
        Task.SEAL: N_("Put the seal on the decision"),
        Task.SERVICE: N_("Serve the decision"),
        Task.CERTIFICATE: N_("Print the certificate and record its forms"),
        Task.HANDING_OVER: N_("Hand the certificate over"),
        Task.FORMS_BACK: N_("Take the old forms back"),
        Task.PUBLICATION: N_("Publish the decision"),
        Task.REGISTRATION: N_("Record the registration of the legal person"),
        TaskState.DONE: N_("Done"),
        TaskState.OPEN: N_("To do"),
    }
)
