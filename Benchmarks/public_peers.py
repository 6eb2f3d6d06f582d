"""PyOD's detectors with their defaults on the same rows; what each scores, and which failed."""
import warnings

import numpy as np
from pyod.models.cblof import CBLOF
from pyod.models.copod import COPOD
from pyod.models.ecod import ECOD
from pyod.models.hbos import HBOS
from pyod.models.iforest import IForest
from pyod.models.knn import KNN
from pyod.models.lof import LOF
from pyod.models.mcd import MCD
from pyod.models.ocsvm import OCSVM
from pyod.models.pca import PCA
from sklearn.preprocessing import StandardScaler

PEERS = {
    "PCA": lambda: PCA(random_state=0), "MCD": lambda: MCD(random_state=0), "KNN": KNN, "LOF": LOF,
    "IForest": lambda: IForest(random_state=0), "ECOD": ECOD, "COPOD": COPOD, "HBOS": HBOS,
    "CBLOF": lambda: CBLOF(random_state=0), "OCSVM": OCSVM,
}
CAPPED = {"KNN", "LOF", "OCSVM"}
MOST = 5000


def scores_of(train, judged):
    """Scores of the judged rows by peer, and what went wrong by peer."""
    scaler = StandardScaler().fit(train)
    train, judged = scaler.transform(train), scaler.transform(judged)
    found, failed = {}, {}
    for name, make in PEERS.items():
        rows = train
        if name in CAPPED and len(rows) > MOST:
            rows = rows[np.linspace(0, len(rows) - 1, MOST).astype(int)]
        try:
            # Constant columns make some of them warn on every file.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                score = np.asarray(make().fit(rows).decision_function(judged), float)
            if not np.all(np.isfinite(score)):
                failed[name] = "scores that are no finite numbers"
                score = np.zeros(len(judged))
        except Exception as error:  # whatever a peer raises is its result on this file, and is told
            failed[name] = f"{type(error).__name__}: {str(error).splitlines()[0][:120]}"
            score = np.zeros(len(judged))
        found[name] = score
    return found, failed
