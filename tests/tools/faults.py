"""Kill or interrupt runs at random moments: `python -m tests.tools.faults KILLS INTERRUPTS [SEED [COMMAND...]]`.

An unattended run is killed one day: by a person, for its memory, or with its machine. This script starts `cleaner run`
again and again over the same inputs and ends it at random moments, spread evenly over the time of an undisturbed run.
It covers each kind of input, with one process and with two. Then the same command runs to its end. These invariants
must hold:

- after a kill, every file with a final name has the bytes that an undisturbed run writes;
- the originals are unchanged;
- the next run, with `--resume` for corpora, writes the same bytes as an undisturbed one and leaves no other files;
- after SIGINT or SIGTERM, to the process or to its group, the status is 130 and stderr ends with "interrupted.";
- after SIGINT or SIGTERM, the only unfinished files are the part and the checkpoint of a corpus that can be resumed,
  and a message announces them.

Half of the resumed runs are ended a second time. COMMAND is another Python with the package, such as a compiled one.
The script prints a line for each case, and stops at the first invariant that does not hold.
"""

import gzip
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic

from tests.support.command import BODY, NO_ARTICLE, PAGE, unmeasured
from tests.support.corpora import json_lines, wet

COMMAND = (sys.executable, "-m", "cleaner")
PAGES = 1100
"""Pages of a corpus: enough for two checkpoints, few enough for a thousand runs."""
GENTLE = (signal.SIGINT, signal.SIGTERM)
Files = dict[str, bytes]


@dataclass(frozen=True)
class Case:
    """A command and its inputs; `resumes` is True if the command can be resumed."""

    name: str
    inputs: Mapping[str, bytes]
    args: Sequence[str]
    resumes: bool = True


@dataclass
class Tally:
    """Counts of how runs ended and of the unfinished files they left, and the total time."""

    ends: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


class PromiseError(AssertionError):
    """Raised when an invariant does not hold."""


def texts(number: int) -> list[str]:
    """Return short, distinct pages; some hold no article."""
    short = BODY.split("\n\n")[:3]
    return [
        NO_ARTICLE if i % 9 == 4 else PAGE if i % 9 == 5 else "\n\n".join([f"Page {i}", *short]) + "\n"
        for i in range(number)
    ]


def cases(size: int) -> Iterator[Case]:
    """Yield each kind of input, of about `size` pages, with the options that write further files."""
    pages = texts(size)
    files = {f"{i % 4}/{i:03}.txt": page.encode() for i, page in enumerate(pages[: size // 4])}
    beside = ("--rejects", "no.jsonl", "--stats", "stats.json")
    lines = json_lines(pages)
    for jobs in ("1", "2"):
        yield Case(f"files, {jobs}", files, ("in", "--sidecar", *beside, "--jobs", jobs), resumes=False)
        yield Case(f"JSONL, {jobs}", {"a.jsonl": lines, "b.jsonl": lines[: lines.index(b"\n", 2000) + 1]},
                   ("in", *beside, "--spans", "--jobs", jobs))  # fmt: skip
        packed = ("--rejects", "no.jsonl.gz", "--stats", "stats.json", "--out", "out")
        yield Case(f"JSONL.gz, {jobs}", {"a.jsonl.gz": gzip.compress(lines)}, ("in", *packed, "--jobs", jobs))
        yield Case(f"WET, {jobs}", {"a.warc.wet.gz": wet(pages)}, ("in", *beside, "--jobs", jobs))


class Place:
    """A folder with the inputs of a case, in which its command runs."""

    def __init__(self, folder: Path, case: Case, command: Sequence[str] = COMMAND) -> None:
        self.folder, self.case, self.command = folder, case, command
        self.environment = unmeasured()
        if command != COMMAND:
            del self.environment["PYTHONPATH"]  # it would select the code of this checkout
        for name, data in case.inputs.items():
            path = folder / "in" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        begin = monotonic()
        self.run()
        self.seconds = monotonic() - begin
        self.right = self.written()
        self.empty()

    def written(self) -> Files:
        """Return all files but the originals; raise `PromiseError` if an original has changed."""
        there = {str(path.relative_to(self.folder)): path for path in self.folder.rglob("*") if path.is_file()}
        for name, data in self.case.inputs.items():
            if there.pop(f"in/{name}").read_bytes() != data:
                raise PromiseError(f"{name} was touched")
        found: Files = {}
        for name, path in there.items():
            with suppress(FileNotFoundError):  # workers outlive a killed parent for a moment
                found[name] = path.read_bytes()
        return found

    def empty(self) -> None:
        """Remove what was written."""
        for name in self.written():
            (self.folder / name).unlink()

    def start(self, *more: str) -> "subprocess.Popen[bytes]":
        """Start the command in a process group of its own."""
        return subprocess.Popen(
            [*self.command, "run", *self.case.args, *more],
            cwd=self.folder, env=self.environment, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def run(self) -> None:
        """Run the command to its end."""
        with self.start(*(["--resume"] if self.case.resumes else [])) as process:
            told = process.communicate(timeout=120)[1]
        if process.returncode:
            raise PromiseError(f"status {process.returncode}: {told.decode()}")

    def end(self, how: signal.Signals, after: float, whole_group: bool) -> tuple[int, bytes]:
        """Start the command, end it after `after` seconds, and return its status and stderr."""
        with self.start(*(["--resume"] if self.case.resumes else [])) as process:
            with suppress(subprocess.TimeoutExpired):
                process.wait(after)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, how) if whole_group else process.send_signal(how)
            try:
                told = process.communicate(timeout=120)[1]
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                raise PromiseError(f"it went on for two minutes after {how.name}") from None
        return process.returncode, told


def torn(place: Place, there: Files) -> None:
    """Raise `PromiseError` if a file with a final name has unexpected bytes."""
    for name, data in there.items():
        if not is_left_over(name) and data != place.right.get(name):
            raise PromiseError(f"{name} holds {len(data)} bytes that do not belong there")


def is_left_over(name: str) -> bool:
    """Return True if a name is that of an unfinished file."""
    return name.endswith((".part", ".checkpoint"))


def gently_ended(status: int, told: bytes, left: set[str]) -> None:
    """Check the status and stderr after SIGINT or SIGTERM; `left` names the new unfinished files."""
    if status == 0 or (status != 130 and b"in _main" not in told):
        return  # the run had ended, or Python was still starting and wrote its own message
    if status != 130 or not told.endswith(b"cleaner: interrupted.\n") or b"Traceback" in told:
        raise PromiseError(f"status {status}: {told.decode()}")
    if left and b"with --resume to continue" not in told:
        raise PromiseError(f"{left} are left: {told.decode()}")


def tried(place: Place, random: Random, hows: Sequence[signal.Signals], tally: Tally) -> None:
    """End the command once or twice, then run it to its end."""
    place.empty()
    begin = monotonic()
    for _ in range(1 + (place.case.resumes and random.random() < 0.5)):
        how, before = random.choice(hows), place.written().keys()
        status, told = place.end(how, random.uniform(0, place.seconds * 1.05), random.random() < 0.5)
        there = place.written()
        torn(place, there)
        if how in GENTLE:
            gently_ended(status, told, set(filter(is_left_over, there.keys() - before)))
        tally.ends["too late" if status == 0 else how.name] += 1
        tally.left.update({name.rpartition(".")[2] for name in there if is_left_over(name)})
    place.run()
    if (there := place.written()) != place.right:
        wrong = sorted(name for name in {*there, *place.right} if there.get(name) != place.right.get(name))
        raise PromiseError(f"after the next run these are not as they should be: {wrong}")
    tally.seconds += monotonic() - begin


def main(kills: int, interrupts: int, seed: int = 1, command: Sequence[str] = COMMAND) -> None:
    """Try this many kills and interrupts in all, spread over the cases."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # jobs in the background of a shell ignore it
    for case in (every := list(cases(PAGES))):
        with tempfile.TemporaryDirectory() as folder:
            place = Place(Path(folder), case, command)
            for hows, number in (((signal.SIGKILL,), kills), (GENTLE, interrupts)):
                tally, random = Tally(), Random(f"{seed} {case.name} {hows}")
                while tally.ends.total() - tally.ends["too late"] < number / len(every):
                    tried(place, random, hows, tally)
                print(
                    f"{case.name}: {dict(tally.ends)}, left {dict(tally.left)}, {len(place.right)} files right, "
                    f"{place.seconds:.1f} s a run, {tally.seconds:.0f} s",
                    flush=True,
                )


if __name__ == "__main__":
    kills, interrupts, *seed = map(int, sys.argv[1:4])
    main(kills, interrupts, seed[0] if seed else 1, [*sys.argv[4:], "-m", "cleaner"] if sys.argv[4:] else COMMAND)
