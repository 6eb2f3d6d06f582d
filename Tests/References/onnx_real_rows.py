"""ONNX Runtime on an exported model against the scores that tocsin wrote, over real rows.

    onnx_real_rows.py MODEL_FOLDER RUN_FOLDER STORE_FOLDER

Prints a JSON object: rows, batch and single (largest |onnx - tocsin| / max(1, |tocsin|) for one call over all rows and
for calls of one row with the state fed back), differing (alarms that differ in either).
"""
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pyarrow.feather as feather

SINGLE_ROWS = 500


def difference(a, b):
    if not np.array_equal(np.isnan(a), np.isnan(b)):
        return float("inf")
    ok = ~np.isnan(a)
    return float(np.max(np.abs(a[ok] - b[ok]) / np.maximum(1, np.abs(b[ok])))) if ok.any() else 0.0


def compare(model, run, store, suite="default"):
    """Returns rows, batch and single differences, and the number of alarms that differ."""
    manifest = json.loads((model / "model.json").read_text())
    tags = [t["id"] for t in manifest["tags"]]
    scores = feather.read_table(run / "scores.arrow")
    times = scores["time"].cast("int64").to_numpy()
    tocsin = scores[suite].to_numpy(zero_copy_only=False).astype(float)
    alarms = scores[f"{suite}.alarm"].to_numpy().astype(int)
    rows = {}
    for path in sorted(store.glob("*.arrow")):
        part = feather.read_table(path)
        cells = np.column_stack([part[t].to_numpy(zero_copy_only=False).astype(float) for t in tags])
        rows.update(zip(part["time"].cast("int64").to_numpy().tolist(), cells))
    x = np.array([rows[t] for t in times.tolist()])

    session = onnxruntime.InferenceSession(str(model / "detector.onnx"))
    names = [o.name for o in session.get_outputs()]
    states = next(g for g in manifest["graphs"] if g["file"] == "detector.onnx")["states"]
    kinds = {"int64": np.int64, "float64": np.float64}
    start = {s["name"]: np.array(s["initial"], kinds[s["type"]]).reshape(s["shape"]) for s in states}

    def step(x, t, state):
        out = dict(zip(names, session.run(None, {"rows": x, "time": t, **state})))
        return out["score"], out["alarm"].astype(int), {s["name"]: out[s["next"]] for s in states}

    score, alarm, _ = step(x, times, start)
    count = min(SINGLE_ROWS, len(x))
    single, single_alarms, state = np.empty(count), np.empty(count, int), start
    for i in range(count):
        s, a, state = step(x[i : i + 1], times[i : i + 1], state)
        single[i], single_alarms[i] = s[0], a[0]
    return {
        "rows": len(x),
        "batch": difference(score, tocsin),
        "single": difference(single, tocsin[:count]),
        "differing": int(np.sum(alarm != alarms) + np.sum(single_alarms != alarms[:count])),
    }


if __name__ == "__main__":
    print(json.dumps(compare(*map(Path, sys.argv[1:4]))))
