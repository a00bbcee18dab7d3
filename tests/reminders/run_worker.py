"""One run of the worker's jobs in a process of its own: python -m tests.reminders.run_worker INSTANT.

With KILL_AFTER_FILE=1 in the environment the process kills itself between file and row.
"""

import os
import signal
import sys

from kgsup.app import create_app
from kgsup.core import clock
from kgsup.core.schedule import JOBS
from kgsup.reminders.adapters.mail import FilePost, Letter


def die_after_the_file() -> None:
    deliver = FilePost.deliver

    def deliver_and_die(post: FilePost, letter: Letter) -> None:
        deliver(post, letter)
        os.kill(os.getpid(), signal.SIGKILL)

    FilePost.deliver = deliver_and_die  # type: ignore[method-assign]


def main() -> None:
    at = clock.parse_instant(sys.argv[1])
    if os.environ.get("KILL_AFTER_FILE"):
        die_after_the_file()
    with create_app().app_context():
        JOBS["annual-check-reminders"].run(at)
        JOBS["outbox"].run(at)


if __name__ == "__main__":
    main()
