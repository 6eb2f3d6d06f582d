#!/usr/bin/env python3
"""Runs a failure model's ONNX file over the rows of one unit, at once and in calls with the state fed back.

    onnx_life_run.py MODEL ROWS AGES COUNT COLUMNS OUT CALL...

ROWS holds COUNT × COLUMNS little-endian doubles, AGES COUNT of them. OUT gets COUNT × levels doubles of lives
from one call, then the same from calls of CALL rows for every CALL. First values and names of the states, and
the levels, are read from the model's own metadata. The model is checked with onnx.checker first.
"""

import json
import sys

import numpy as np
import onnx
import onnxruntime


def main():
    path, rows_path, ages_path, count, columns, out = sys.argv[1:7]
    count, columns = int(count), int(columns)
    rows = np.fromfile(rows_path, "<f8").reshape(count, columns)
    ages = np.fromfile(ages_path, "<f8")

    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    assert [entry.version for entry in model.opset_import] == [17]
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    states = json.loads(metadata["tocsin.states"])
    levels = json.loads(metadata["tocsin.levels"])
    assert len(json.loads(metadata["tocsin.columns"])) == columns
    assert float(metadata["tocsin.cap"]) > 0 and metadata["tocsin.clock"] == "cycles"

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]

    def run(step):
        state = {
            s["name"]: np.array(s["initial"], dtype=s["type"]).reshape(s["shape"]) for s in states
        }
        lives = []
        for start in range(0, count, step):
            part = slice(start, start + step)
            given = session.run(names, {"rows": rows[part], "age": ages[part], **state})
            result = dict(zip(names, given))
            lives.append(result["life"])
            state = {s["name"]: result[s["next"]] for s in states}
        return np.concatenate(lives)

    with open(out, "wb") as file:
        for step in [max(1, count)] + [int(call) for call in sys.argv[7:]]:
            lives = run(step)
            assert lives.dtype == np.float64 and lives.shape == (count, len(levels))
            file.write(lives.astype("<f8").tobytes())


if __name__ == "__main__":
    main()
