"""An installation of its own: a folder and a database of the kind that the run uses."""

import datetime as dt
import io
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa
from PIL import Image

from kgsup.access.actor import Role, system_actor
from kgsup.app import create_app
from kgsup.areas.models import County
from kgsup.audit.rules import Subject, Verdict
from kgsup.audit.service import verify_ledger
from kgsup.backups import jobs
from kgsup.backups.jobs import Restored, Wish
from kgsup.backups.service.making import Made
from kgsup.core import migrate
from kgsup.core.db import db, transaction
from kgsup.core.settings import Settings, load_settings
from kgsup.documents import service as documents
from kgsup.documents.adapters import archive
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.files.service import store_photo
from tests.conftest import AT, COUNTY, make_actor
from tests.documents import samples
from tests.kindergartens.licence_numbering_process import grant

ACTOR = system_actor("cli:operator")
ROLE = "office"  # PostgreSQL: a plain role that owns its databases and nothing more
BACKED_UP_AT = AT + dt.timedelta(hours=1)
RESTORED_AT = AT + dt.timedelta(hours=5)
NOW = AT + dt.timedelta(hours=6)  # what the program's clock shows all the time


class Place:
    """An instance folder with its database."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url

    @property
    def kind(self) -> str:
        return "sqlite" if self.url.startswith("sqlite") else "postgresql"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "KGSUP_INSTANCE": str(self.folder),
            "KGSUP_DATABASE_URL": self.url,
            "KGSUP_MODE": "test",
            "KGSUP_TEST_CLOCK": NOW.isoformat(),
        }

    @property
    def settings(self) -> Settings:
        return load_settings(self.environment)

    @contextmanager
    def opened(self) -> Iterator[None]:
        with opened(self.settings):
            yield

    def back_up(self, folder: Path) -> Made:
        return jobs.back_up(folder, self.settings, BACKED_UP_AT)

    def restore(self, folder: Path, at: dt.datetime = RESTORED_AT, **wishes: object) -> Restored:
        wish = Wish(folder=folder, **wishes)  # type: ignore[arg-type]
        return jobs.restore(wish, self.settings, opened, ACTOR, at)

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        """Rows of a statement, read without the program."""
        engine = sa.create_engine(self.url, poolclass=sa.NullPool)
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(statement))]

    def tell(self, *statements: str) -> None:
        """Change the database behind the program's back."""
        engine = sa.create_engine(self.url, poolclass=sa.NullPool)
        with engine.connect() as connection, connection.begin():
            for statement in statements:
                connection.execute(sa.text(statement))

    def numbers(self) -> list[str]:
        """The numbers of all papers that are not void, in order."""
        rows = self.ask("SELECT text FROM document_number WHERE voided_at IS NULL ORDER BY id")
        return [str(text) for (text,) in rows]

    def void_numbers(self) -> list[str]:
        rows = self.ask("SELECT text FROM document_number WHERE voided_at IS NOT NULL ORDER BY id")
        return [str(text) for (text,) in rows]

    def verdict(self) -> Verdict:
        with self.opened():
            return verify_ledger()


@contextmanager
def opened(settings: Settings) -> Iterator[None]:
    """The program on these settings; nothing is left open."""
    with create_app(settings).app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def fill(place: Place) -> None:
    """A county with a photo, three papers with their PDFs, and two licences."""
    with place.opened():
        migrate.upgrade(db.engine)
        with transaction():
            db.session.add(County(code=COUNTY, name="青禾县"))
        with transaction():
            store_photo(photo(), COUNTY, ACTOR, AT)
        for name in "甲乙":
            grant(f"青禾县{name}幼儿园")
        for _ in range(3):
            issue()


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG")
    return out.getvalue()


def issue(kind: DocumentKind = DocumentKind.INSPECTION_RECORD, at: dt.datetime = AT) -> str:
    """Issue a paper and store its PDF; the program is open.  Returns the number."""
    subject = Subject("visit", "V000000000000001", COUNTY)
    with transaction():
        document = documents.issue(
            kind, subject, samples.plain_facts(kind), make_actor(Role.INSPECTOR), at
        )
    pdf = b"%PDF-1.7 " + document.number.encode()
    stored = documents.Stored(sha256=archive.write(pdf), size=len(pdf), page_count=1)
    with transaction():
        documents.begin_attempt(document.public_id, ACTOR)
        documents.store_rendering(document.public_id, stored, ACTOR, at)
    return document.number


class Places:
    """Makes places, empty or as copies of another; the databases go with the run."""

    def __init__(self, server_url: str, folder: Path) -> None:
        self.server_url, self.folder = server_url, folder
        self._count = 0

    @property
    def is_sqlite(self) -> bool:
        return self.server_url.startswith("sqlite")

    def empty(self) -> Place:
        return self._new(template=None)

    def copy_of(self, place: Place) -> Place:
        new = self._new(template=place)
        shutil.copytree(place.folder, new.folder)
        return new

    def _new(self, template: Place | None) -> Place:
        self._count += 1
        folder = self.folder / f"place-{self._count}"
        if self.is_sqlite:
            return Place(folder, f"sqlite:///{folder / 'kgsup.db'}")
        name = f"{self.folder.name}_{self._count}".lower().replace("-", "_")
        server = sa.create_engine(self.server_url, isolation_level="AUTOCOMMIT")
        with closing(server.connect()) as connection:
            known = connection.execute(
                sa.text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": ROLE}
            )
            if not known.first():
                connection.exec_driver_sql(f"CREATE ROLE {ROLE} LOGIN")
            like = f" TEMPLATE {sa.make_url(template.url).database}" if template else ""
            connection.exec_driver_sql(f"CREATE DATABASE {name} OWNER {ROLE}{like}")
        server.dispose()
        url = sa.make_url(self.server_url).set(database=name, username=ROLE)
        return Place(folder, url.render_as_string(hide_password=False))
