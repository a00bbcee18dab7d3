"""Makes a backup or restores one, and is killed by itself at a named point, as by a power cut.

``dying_process <url> <instance> backup|restore <folder> <point> before|after [<n>]``: the point is a
function by its dotted name, ``n`` the call of it at which the process dies (1 = the first).
"""

import os
import signal
import sys
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.backups.place import Place


def die_at(point: str, when: str, n: int) -> None:
    """Have the process killed before or after the n-th call of a function."""
    module_name, _, name = point.partition(":")
    holder: Any = import_module(module_name)
    *path, name = name.split(".")
    for part in path:
        holder = getattr(holder, part)
    function = getattr(holder, name)
    calls = 0

    @wraps(function)
    def dying(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == n and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*args, **kwargs)
        if calls == n and when == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(holder, name, dying)


def main(url: str, instance: str, what: str, folder: str, point: str, when: str, n: str) -> None:
    place = Place(Path(instance), url)
    die_at(point, when, int(n))
    if what == "backup":
        place.back_up(Path(folder))
    else:
        place.restore(Path(folder), replace=True)
    print("survived")


if __name__ == "__main__":
    main(*sys.argv[1:])
