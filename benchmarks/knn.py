"""How long the reference of k nearest neighbours takes, next to scikit-learn's brute force.

    python benchmarks/knn.py

10,000 training images and 1,000 test images of MNIST, k = 5, float64, one thread each. Both get the
same arrays and predict labels; scikit-learn's votes are uniform. Times are the best of nine rounds,
taken in turn in one process, so that only their ratio matters. The lower row is the time of the
functions of the reference one by one.

scikit-learn is needed for the comparison only: pip install scikit-learn==1.9.1.
"""

import os
import sys
import time
from pathlib import Path

for library in ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM"):
    os.environ[f"{library}_NUM_THREADS"] = "1"

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "solutions" / "knn"))

import knn  # noqa: E402
import numpy as np  # noqa: E402
from digits import load_digits  # noqa: E402

ROUNDS = 9
K = 5


def best_of_rounds(runs):
    """Return {name: seconds}, the best of ROUNDS rounds in which each function runs once."""
    times = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    return {name: min(seconds) for name, seconds in times.items()}


def sklearn_predict(train):
    """Return scikit-learn's predict, fitted, or None where it is not installed."""
    try:
        from sklearn.neighbors import KNeighborsClassifier
    except ImportError:
        return None
    return KNeighborsClassifier(K, algorithm="brute", n_jobs=1).fit(*train).predict


def main():
    train_images, train_labels = load_digits("train", 10_000)
    test, labels = load_digits("test", 1_000)
    train, test = (train_images / 255, train_labels), test / 255
    distances = knn.euclidean_distances(test, train[0])
    neighbours = knn.nearest_labels(distances, train[1], K)
    runs = {
        "reference": lambda: knn.predict(test, train, K),
        "distances": lambda: knn.euclidean_distances(test, train[0]),
        "neighbours": lambda: knn.nearest_labels(distances, train[1], K),
        "vote": lambda: knn.vote(neighbours),
        "product alone": lambda: test @ train[0].T,
    }
    other = sklearn_predict(train)
    if other is not None:
        runs["scikit-learn"] = lambda: other(test)
    seconds = best_of_rounds(runs)
    for name, value in seconds.items():
        print(f"{name:<16}{1000 * value:8.1f} ms")
    accuracy = np.mean(knn.predict(test, train, K) == labels)
    print(f"accuracy of the reference       {accuracy:6.4f}")
    if other is None:
        print("reference / scikit-learn: not measured; run pip install scikit-learn==1.9.1 first")
        return
    agree = np.mean(knn.predict(test, train, K) == other(test))
    print(f"same predictions                {agree:6.4f}   (ties are broken differently)")
    ratio = seconds["reference"] / seconds["scikit-learn"]
    print(f"reference / scikit-learn        {ratio:6.2f}   (wanted: at most 1.5)")


if __name__ == "__main__":
    main()
