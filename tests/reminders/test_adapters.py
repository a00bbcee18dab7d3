"""The words of a mail and its way out: files, and a mail server of our own."""

import datetime as dt
import email
import email.policy
import os
import smtplib
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from kgsup.core.settings import Settings, load_settings
from kgsup.reminders.adapters import mail, words
from kgsup.reminders.adapters.mail import Letter, NotAccepted, open_post

LETTER = Letter(
    public_id="0123456789ABCDEF",
    sender_name="青禾县教育局",
    addresses=("office@chenguang.example",),
    subject_line="【提醒】青禾县晨光幼儿园：2025年度年检材料还有30天截止",
    body="青禾县晨光幼儿园：\n\n    请按时报送。\n.\n最后一行\n",
    created_at=dt.datetime(2026, 3, 1, 7, 0, tzinfo=dt.UTC),
)
FACTS: dict[str, object] = {
    "kindergarten": "青禾县晨光幼儿园",
    "telephone": "0990-5550101",
    "year": 2025,
    "due_on": dt.date(2026, 3, 31),
    "days_left": 14,
    "days_late": 0,
    "sent_on": dt.date(2026, 3, 17),
    "bureau": "青禾县教育局",
    "contact": "0990-5550100",
    "public_url": "",
    "names": ["青禾县晨光幼儿园", "青禾县向阳幼儿园"],
}


@dataclass
class MailServer:
    """What a mail server answers and what it got."""

    answers: dict[str, str] = field(default_factory=dict)
    letters: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    greeting: str = "220 mail.example"


class Conversation(socketserver.StreamRequestHandler):
    """The server's side of SMTP, as much as is needed."""

    server: "Listener"

    def handle(self) -> None:
        plan = self.server.plan
        self.say(plan.greeting)
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "RCPT":
                plan.recipients.append(line.partition(":")[2].strip("<> "))
            answer = plan.answers.get(verb, "250 OK")
            if verb == "DATA" and answer.startswith("250"):
                self.say("354 go on")
                plan.letters.append(self.read_letter())
                answer = plan.answers.get("END", "250 OK")
            self.say(answer)
            if verb == "QUIT":
                return

    def read_letter(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    plan: MailServer


@contextmanager
def listening(plan: MailServer) -> Iterator[int]:
    with Listener(("127.0.0.1", 0), Conversation) as listener:
        listener.plan = plan
        thread = threading.Thread(target=listener.serve_forever)
        thread.start()
        try:
            yield listener.server_address[1]
        finally:
            listener.shutdown()
            thread.join()


def settings_with(tmp_path: Path, **more: str) -> Settings:
    return load_settings({"KGSUP_INSTANCE": str(tmp_path)} | more)


@pytest.fixture(autouse=True)
def common_settings() -> Iterator[None]:
    """What a test sets here ends with it."""
    before = mail._settings
    yield
    mail.use_settings(before)


def parse(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.default)  # type: ignore[return-value]


def send(port: int, tmp_path: Path, query: str = "") -> None:
    url = f"smtp://127.0.0.1:{port}/{query}"
    mail.use_settings(settings_with(tmp_path, KGSUP_SMTP_URL=url))
    with open_post() as post:
        post.deliver(LETTER)


class TestFiles:
    def test_a_letter_becomes_a_file_with_its_own_name(self, tmp_path: Path) -> None:
        mail.use_settings(settings_with(tmp_path))
        with open_post() as post:
            post.deliver(LETTER)
        (path,) = (tmp_path / "outbox").iterdir()
        assert path.name == "0123456789ABCDEF.eml"
        message = parse(path.read_bytes())
        assert message["To"] == "office@chenguang.example"
        assert message["Subject"] == LETTER.subject_line
        assert "青禾县教育局" in str(message["From"])
        assert message.get_content().replace("\r\n", "\n") == LETTER.body

    def test_written_again_it_is_the_same_file(self, tmp_path: Path) -> None:
        mail.use_settings(settings_with(tmp_path))
        with open_post() as post:
            post.deliver(LETTER)
            (path,) = (tmp_path / "outbox").iterdir()
            first = path.read_bytes()
            post.deliver(LETTER)
        assert [path.read_bytes() for path in (tmp_path / "outbox").iterdir()] == [first]

    def test_a_disk_that_refuses_leaves_no_half_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        mail.use_settings(settings_with(tmp_path))
        monkeypatch.setattr(os, "fsync", full)
        with open_post() as post, pytest.raises(NotAccepted) as refusal:
            post.deliver(LETTER)
        assert not refusal.value.is_permanent
        assert refusal.value.server_is_down
        assert list((tmp_path / "outbox").iterdir()) == []


class TestSmtp:
    def test_a_letter_arrives_as_it_was_written(self, tmp_path: Path) -> None:
        plan = MailServer()
        with listening(plan) as port:
            send(port, tmp_path, "?from=niandu@bureau.example")
        message = parse(plan.letters[0])
        assert plan.recipients == ["office@chenguang.example"]
        assert message["Subject"] == LETTER.subject_line
        assert message["Message-ID"] == "<0123456789ABCDEF@bureau.example>"
        assert "niandu@bureau.example" in str(message["From"])
        assert message.get_content().replace("\r\n", "\n") == LETTER.body
        assert plan.letters[0].isascii()

    def test_several_letters_leave_over_one_connection(self, tmp_path: Path) -> None:
        plan = MailServer()
        with listening(plan) as port:
            url = f"smtp://127.0.0.1:{port}"
            mail.use_settings(settings_with(tmp_path, KGSUP_SMTP_URL=url))
            with open_post() as post:
                for _ in range(3):
                    post.deliver(LETTER)
        assert len(plan.letters) == 3

    @pytest.mark.parametrize(
        ("answers", "is_permanent"),
        [
            ({"RCPT": "550 no such mailbox"}, True),
            ({"RCPT": "451 greylisted, come back"}, False),
            ({"END": "554 refused as spam"}, True),
            ({"END": "451 try again"}, False),
            ({"MAIL": "421 too busy"}, False),
        ],
    )
    def test_what_the_server_answers_decides_whether_it_is_tried_again(
        self, tmp_path: Path, answers: dict[str, str], is_permanent: bool
    ) -> None:
        with listening(MailServer(answers=answers)) as port, pytest.raises(NotAccepted) as refusal:
            send(port, tmp_path)
        assert refusal.value.is_permanent is is_permanent
        assert not refusal.value.server_is_down

    def test_a_server_that_is_not_there_is_told_apart(self, tmp_path: Path) -> None:
        with listening(MailServer()) as port:
            pass  # it has gone again
        with pytest.raises(NotAccepted) as refusal:
            send(port, tmp_path)
        assert refusal.value.server_is_down
        assert not refusal.value.is_permanent

    def test_a_server_that_greets_with_an_error_is_down(self, tmp_path: Path) -> None:
        plan = MailServer(greeting="554 go away")
        with listening(plan) as port, pytest.raises(NotAccepted) as refusal:
            send(port, tmp_path)
        assert refusal.value.server_is_down
        assert not refusal.value.is_permanent

    def test_a_password_never_travels_in_the_clear(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        said: list[str] = []
        monkeypatch.setattr(mail, "is_this_machine", lambda host: False)
        monkeypatch.setattr(smtplib.SMTP, "login", lambda *given: said.append(given[2]))
        with listening(MailServer()) as port:
            url = f"smtp://office:secret@127.0.0.1:{port}"
            mail.use_settings(settings_with(tmp_path, KGSUP_SMTP_URL=url))
            with open_post() as post, pytest.raises(NotAccepted):
                post.deliver(LETTER)
        assert said == []


class TestWords:
    @pytest.mark.parametrize(
        ("days_left", "days_late", "expected"),
        [(14, 0, "还有14天截止"), (0, 0, "今日截止"), (-7, 7, "已逾期7天")],
    )
    def test_the_subject_says_how_the_clock_stands(
        self, days_left: int, days_late: int, expected: str
    ) -> None:
        text = words.write("annual_check", FACTS | {"days_left": days_left, "days_late": days_late})
        assert text.subject_line.endswith(expected)
        assert "\n" not in text.subject_line
        assert "2026年3月31日前（含当日）" in text.body
        assert "青禾县教育局\n2026年3月17日" in text.body

    def test_the_clerk_is_told_whom_to_call(self) -> None:
        text = words.write("annual_check_clerk", FACTS | {"days_late": 7})
        assert "0990-5550101" in text.body
        without = words.write("annual_check_clerk", FACTS | {"days_late": 7, "telephone": None})
        assert "请先核实" in without.body

    def test_the_text_for_the_group_lists_who_has_not_filed(self) -> None:
        text = words.write("annual_check_group", FACTS)
        assert "1. 青禾县晨光幼儿园\n2. 青禾县向阳幼儿园" in text.body
        assert "均已收到" in words.write("annual_check_group", FACTS | {"names": []}).body

    def test_a_name_with_a_line_break_makes_no_header(self) -> None:
        name = "幼儿园\nBcc: spy@example.org"
        text = words.write("annual_check", FACTS | {"kindergarten": name})
        assert "\n" not in text.subject_line

    def test_a_missing_fact_is_an_error_and_no_blank(self) -> None:
        facts = dict(FACTS)
        del facts["due_on"]
        with pytest.raises(UndefinedError):
            words.write("annual_check", facts)
