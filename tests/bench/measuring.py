"""Two ways of doing the same, timed in turn so that the machine's moods hit both alike."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

Work = Callable[[], object]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A measured value beside its baseline in the same unit; ``goal`` is the largest good ratio."""

    name: str
    value: float
    unit: str
    baseline: float
    goal: float

    @property
    def ratio(self) -> float:
        return self.value / self.baseline

    @property
    def is_good(self) -> bool:
        return self.ratio <= self.goal

    def line(self) -> str:
        """One JSON object."""
        return json.dumps(
            {
                "name": self.name,
                "value": round(self.value, 3),
                "unit": self.unit,
                "baseline": round(self.baseline, 3),
                "ratio": round(self.ratio, 2),
                "goal": self.goal,
            },
            ensure_ascii=False,
        )


def seconds_of(work: Work) -> float:
    """How long one run takes on the wall's clock, with whatever processes it waits for."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def processor_seconds_of(work: Work) -> float:
    """How much processor time one run takes in this process: neighbours on the machine do not count."""
    started = time.process_time()
    work()
    return time.process_time() - started


def interleaved(ours: Work, plain: Work, rounds: int, warm_up: int) -> tuple[float, float]:
    """The medians of both in processor seconds, run in turn after some unmeasured runs of each."""
    for _ in range(warm_up):
        ours()
        plain()
    measured = [(processor_seconds_of(ours), processor_seconds_of(plain)) for _ in range(rounds)]
    return median(pair[0] for pair in measured), median(pair[1] for pair in measured)
