#!/usr/bin/env python3
"""Runs a detector's ONNX file over rows, all at once and in calls of a few rows with the state fed back.

    onnx_run.py MODEL ROWS TIMES COUNT TAGS CALL OUT

ROWS holds COUNT × TAGS little-endian doubles, TIMES COUNT little-endian int64. OUT gets COUNT doubles of
scores and COUNT bytes of alarms from one call, then the same from calls of CALL rows. First values and
names of the states are read from the model's own metadata. The model is checked with onnx.checker first.
"""

import json
import sys

import numpy as np
import onnx
import onnxruntime


def main():
    path, rows_path, times_path, count, tags, call, out = sys.argv[1:]
    count, tags, call = int(count), int(tags), int(call)
    rows = np.fromfile(rows_path, "<f8").reshape(count, tags)
    times = np.fromfile(times_path, "<i8")

    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    states = json.loads(metadata["tocsin.states"])

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]

    def run(step):
        state = {
            s["name"]: np.array(s["initial"], dtype=s["type"]).reshape(s["shape"]) for s in states
        }
        scores, alarms = [], []
        for start in range(0, count, step):
            part = slice(start, start + step)
            given = session.run(names, {"rows": rows[part], "time": times[part], **state})
            result = dict(zip(names, given))
            scores.append(result["score"])
            alarms.append(result["alarm"])
            state = {s["name"]: result[s["next"]] for s in states}
        return np.concatenate(scores), np.concatenate(alarms)

    with open(out, "wb") as file:
        for step in (max(1, count), call):
            scores, alarms = run(step)
            assert scores.dtype == np.float64 and alarms.dtype == np.bool_
            assert scores.shape == alarms.shape == (count,)
            file.write(scores.astype("<f8").tobytes())
            file.write(alarms.astype("u1").tobytes())


if __name__ == "__main__":
    main()
