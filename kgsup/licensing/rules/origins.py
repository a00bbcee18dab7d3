"""How an application came in."""

from collections.abc import Mapping
from enum import StrEnum

from kgsup.core.errors import N_
from kgsup.core.labels import register_labels


class Channel(StrEnum):
    ONLINE = "online"
    WINDOW = "window"
    POST = "post"


CHANNEL_WORDS: Mapping[Channel, str] = {
    Channel.ONLINE: "网上",
    Channel.WINDOW: "窗口",
    Channel.POST: "邮寄",
}

register_labels(
    {
        Channel.ONLINE: N_("On line"),
        Channel.WINDOW: N_("At the window"),
        Channel.POST: N_("By post"),
    }
)
