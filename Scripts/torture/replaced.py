"""Files that somebody truncates, replaces or appends to while a run reads them."""

from __future__ import annotations

import os
import select
import time
from pathlib import Path

import plant
from kills import disturb, stage_times
from law import Law, digests

# Bad data, missing input, I/O, try later: what a run may say of a file that changes under it.
SAID = (0, 1, 65, 66, 74, 75)


def truncate(path: Path, law: Law) -> None:
    os.truncate(path, law.draw.randrange(max(1, path.stat().st_size)))


def replace(path: Path, law: Law) -> None:
    content = bytearray(path.read_bytes() or b"x")
    for _ in range(10):
        content[law.draw.randrange(len(content))] = law.draw.randrange(256)
    other = path.with_name(path.name + "~")
    other.write_bytes(content)
    os.replace(other, path)


def nudge(path: Path, law: Law) -> None:
    """Another file in which lowest bits differ: of the store's numbers, whose file stays sound."""
    content = bytearray(path.read_bytes() or b"x")
    for _ in range(100):
        content[8 * law.draw.randrange((len(content) + 7) // 8)] ^= 1
    other = path.with_name(path.name + "~")
    other.write_bytes(content)
    os.replace(other, path)


def append(path: Path, law: Law) -> None:
    with path.open("ab") as file:
        file.write(b"2026-01-21T00:00:00Z,1,2,3,4,5,0\n2026-01-21T00:1")


def remove(path: Path, law: Law) -> None:
    path.unlink()


ACTS = (truncate, replace, nudge, append, remove)


def restless(law: Law, folder: Path, act) -> tuple[int, str]:
    """Change source files again and again from the start of a run on until it tells what it has read; status and last line.

    Reading takes a millisecond or two: one change would mostly come before or after it.
    """
    files = [folder / "data-1.csv", folder / "data-2.csv", folder / "events.csv"]
    whole = {path: path.read_bytes() for path in files}
    process, last = law.start(folder, "run"), "start"
    while not select.select([process.stdout], [], [], law.draw.random() * 0.002)[0]:
        path = files[law.draw.randrange(len(files))]
        if path.exists() and path.stat().st_size > len(whole[path]) // 2:
            act(path, law)
        else:
            # In place: who has it open reads what comes back.
            path.write_bytes(whole[path])
    for line in process.stdout:
        last = line.split(" ", 1)[0]
    return process.wait(), last


def run(law: Law, count: int) -> None:
    told = stage_times(law)
    for index in range(count):
        folder = law.case(over=True)
        act = ACTS[law.draw.randrange(len(ACTS))]
        hit = []

        def disturbance(process) -> None:
            own = sorted((folder / "store" / plant.NAME).glob("*.*"))
            path = own[law.draw.randrange(len(own))]
            try:
                act(path, law)
                hit.append(path.name)
            except FileNotFoundError:
                pass  # the store was just being replaced

        if index % 2 == 0:
            status, last = restless(law, folder, act)
            name, what = "source files", f"{act.__name__} of source files while they are read, to '{last}'"
        else:
            stage = law.draw.randrange(1, len(told))
            if law.draw.random() < 0.5:
                # From an unchanged store on: its partitions are what is read.
                law.run(folder, "ingest")
            status, last = disturb(law, folder, disturbance, stage=stage, seconds=told[stage][1])
            name, what = "store files", f"{act.__name__} of {hit[0] if hit else 'nothing'} after '{last}'"
        law.counts[f"{name} changed while read"] += 1
        law.counts[f"{name} changed while read, exit {status}"] += 1
        if status not in SAID:
            law.lose(f"{what}: exit {status}")
        plant.make(folder)
        mended(law, folder, what)


def mended(law: Law, folder: Path, what: str) -> None:
    """Once the sources are what they were, the next run ends with the undisturbed bytes.

    A store.json that somebody damaged is refused by name, never mended by guess; without it the store is
    made again. A run over a changed source is one of its own: what it left stays beside.
    """
    done = law.run(folder, "run")
    manifest = folder / "store" / plant.NAME / "store.json"
    if done.status == 65 and f"at store/{plant.NAME}/store.json" in done.errors:
        law.counts["store.json refused by name, and removed"] += 1
        manifest.unlink()
        done = law.run(folder, "run")
    if done.status != 0:
        law.lose(f"{what}: the next run exits {done.status}: {done.errors}")
        return
    found, wanted = digests(folder), law.after
    different = [k for k in wanted if found.get(k) != wanted[k] and not k.endswith("promotions")]
    if different:
        law.lose(f"{what}: {len(different)} files differ: {', '.join(sorted(different)[:5])}")
    law.sound(folder, what)
