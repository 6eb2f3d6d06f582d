"""Writes subspace_reference.json: how well nfoursid's N4SID foretells a system of four states, open and closed loop.

Usage: subspace_reference.py  (Python with nfoursid 1.0.2)
Inputs and noise come from an LCG that the Swift test repeats, so that no numbers but the results are stored.
"""
import json
from pathlib import Path

import numpy as np
import pandas as pd
from nfoursid.nfoursid import NFourSID

A = np.array([[0.9, 0.2, 0, 0], [-0.2, 0.9, 0, 0], [0, 0, 0.7, 0.1], [0, 0, 0, 0.5]])
B = np.array([[1, 0], [0, 1], [1, 1], [0.5, -1]])
C = np.array([[1, 0, 0.5, 0], [0, 1, 0, 1]])
K = np.array([[0.4, 0], [0, 0.3], [0.2, 0.1], [0, 0.2]])
FITTED, UNSEEN, ORDER, BLOCK_ROWS = 3000, 1000, 4, 6


def course(feedback):
    state, x, inputs, outputs, last = 12345, np.zeros(4), [], [], 0.0

    def noise():
        nonlocal state
        state = (1103515245 * state + 12345) % 2**31
        return state / 2**31 - 0.5
    for _ in range(FITTED + UNSEEN):
        e = np.array([noise(), noise()])
        y = C @ x + e
        u = np.array([noise(), noise()])
        u[0] -= feedback * last
        inputs.append(u)
        outputs.append(y)
        last = y[0]
        x = A @ x + B @ u + K @ e
    return np.array(inputs), np.array(outputs)


def main():
    result = {"madeBy": "nfoursid 1.0.2, Tests/References/subspace_reference.py", "cases": []}
    for feedback in (0.0, 0.3):
        u, y = course(feedback)
        frame = pd.DataFrame(np.hstack([u, y]), columns=["u0", "u1", "y0", "y1"])
        n4sid = NFourSID(frame.iloc[:FITTED], ["y0", "y1"], ["u0", "u1"], num_block_rows=BLOCK_ROWS)
        n4sid.subspace_identification()
        model, _ = n4sid.system_identification(rank=ORDER)
        x, squares = np.zeros((ORDER, 1)), np.zeros(2)
        for row in range(FITTED + UNSEEN):
            expected = model.c @ x + model.d @ u[row][:, None]
            if row >= FITTED:
                squares += (expected[:, 0] - y[row]) ** 2
            x = model.a @ x + model.b @ u[row][:, None]
        result["cases"].append({
            "feedback": feedback, "freeRun": [float(v) for v in np.sqrt(squares / UNSEEN)],
            "moduli": sorted(float(abs(v)) for v in np.linalg.eigvals(model.a)),
            "outputDeviation": [float(v) for v in y[FITTED:].std(axis=0)]})
    (Path(__file__).resolve().parent / "subspace_reference.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
