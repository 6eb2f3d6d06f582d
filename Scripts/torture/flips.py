"""Single bits flipped in stores, model folders and simulated traces: each is found and named, none is read as data."""

from __future__ import annotations

from pathlib import Path

import plant
from law import Law, digests


def run(law: Law, count: int, *, read_every: int = 10) -> None:
    folder = law.fresh("flips")
    folder = plant.make(folder)
    if law.run(folder, "run").status != 0:
        raise SystemExit("an undisturbed run fails")
    store = folder / "store" / plant.NAME
    model = (folder / "models" / plant.NAME / "current").resolve()
    files = {
        "store": sorted(p for p in store.iterdir() if p.is_file()),
        "models": sorted(p for p in model.iterdir() if p.is_file()),
        "traces": sorted(folder.glob("runs/*/.stages/simulate-*/traces/*")),
    }
    verify = {"store": ("store", "verify"), "models": ("models", "verify"), "traces": ("store", "verify", "--traces")}
    kinds = list(files)
    wanted = digests(folder)
    for index in range(count):
        kind = kinds[index % len(kinds)]
        path = files[kind][law.draw.randrange(len(files[kind]))]
        content = path.read_bytes()
        if not content:
            continue
        bit = law.draw.randrange(len(content) * 8)
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        what = f"bit {bit % 8} of byte {bit // 8} of {path.name}"
        done = law.run(folder, *verify[kind])
        law.counts[f"flipped bits, {kind}"] += 1
        if done.status not in (65, 66) or path.name not in done.errors:
            law.lose(f"{what}: {kind} verify exits {done.status}: {done.errors.strip()}")
        # A simulation that is there is not read again by a run.
        if kind != "traces" and index // len(kinds) % read_every == 0:
            law.counts[f"flipped bits that were read, {kind}"] += 1
            if kind == "models":
                done = law.run(folder, "score", "--model", str(model), "data-2.csv")
                if done.status not in (65, 66) or done.output:
                    law.lose(f"{what}: score exits {done.status}: {done.errors.strip()}")
            heal(law, folder, path, what, wanted)
        path.write_bytes(content)


def heal(law: Law, folder: Path, path: Path, what: str, wanted: dict[str, str]) -> None:
    """A run refuses, naming the file, or reads the source again and ends with the same bytes."""
    done = law.run(folder, "run")
    if done.status == 0:
        found = digests(folder)
        different = [k for k in wanted if found.get(k) != wanted[k]]
        if different:
            law.lose(f"{what}: a run took it as data: {', '.join(different[:5])}")
    elif done.status not in (65, 66) or path.name not in done.errors:
        law.lose(f"{what}: a run exits {done.status}: {done.errors.strip()}")
