"""Ranking metrics on weighted rows, for many resamples at once. Tied scores count as every order of them on average."""

import numpy as np

SHARES = (0.01, 0.05, 0.10, 0.20, 0.50)


class Ranked:
    """One ranking of n rows: rows sorted by falling score, cut where the score changes."""

    def __init__(self, score: np.ndarray, label: np.ndarray):
        self.order = np.argsort(-score, kind="stable")
        ordered = score[self.order]
        self.starts = np.r_[0, np.flatnonzero(np.diff(ordered)) + 1]
        self.label = label[self.order].astype(np.float64)

    def curve(self, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Cumulative rows and positives after each group of tied scores; `weight` is (resamples, n)."""
        ordered = weight[:, self.order]
        rows = np.add.reduceat(ordered, self.starts, axis=1).cumsum(axis=1)
        return rows, np.add.reduceat(ordered * self.label, self.starts, axis=1).cumsum(axis=1)


def auc(rows: np.ndarray, hits: np.ndarray) -> np.ndarray:
    """ROC-AUC per resample; NaN where only one class was drawn."""
    hit, miss = np.diff(hits, prepend=0.0), np.diff(rows - hits, prepend=0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return ((hits - hit / 2) * miss).sum(axis=1) / (hits[:, -1] * (rows - hits)[:, -1])


def average_precision(rows: np.ndarray, hits: np.ndarray) -> np.ndarray:
    """Average precision per resample."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return (np.diff(hits, prepend=0.0) * np.nan_to_num(hits / rows)).sum(axis=1) / hits[:, -1]


def hits_at(rows: np.ndarray, hits: np.ndarray, shares: tuple[float, ...] = SHARES) -> np.ndarray:
    """Expected positives among the first share of the rows; shape (resamples, shares). Ties are split evenly."""
    at = np.asarray(shares)
    return np.stack([np.interp(at * r[-1], np.r_[0.0, r], np.r_[0.0, h]) for r, h in zip(rows, hits, strict=True)])


def summary(ranked: Ranked, weight: np.ndarray) -> dict[str, np.ndarray]:
    """All ranking metrics per resample: auc, ap, and precision, recall and lift at each share of `SHARES`."""
    rows, hits = ranked.curve(weight)
    found = {"auc": auc(rows, hits), "ap": average_precision(rows, hits)}
    total, positives = rows[:, -1], hits[:, -1]
    with np.errstate(invalid="ignore", divide="ignore"):
        for share, hit in zip(SHARES, hits_at(rows, hits).T, strict=True):
            precision = hit / (share * total)
            found[f"precision@{share:g}"] = precision
            found[f"recall@{share:g}"] = hit / positives
            found[f"lift@{share:g}"] = precision / (positives / total)
    return found


def capacity(score: np.ndarray, label: np.ndarray, group: np.ndarray, share: float, weight: np.ndarray) -> dict:
    """Precision, recall and lift when every group (district) visits its own first `share` of units."""
    hit = visits = 0.0
    for name in np.unique(group):
        at = np.flatnonzero(group == name)
        rows, hits = Ranked(score[at], label[at]).curve(weight[:, at])
        hit = hit + hits_at(rows, hits, (share,))[:, 0]
        visits = visits + share * rows[:, -1]
    positives, total = weight @ label.astype(float), weight.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return {"precision@capacity": hit / visits, "recall@capacity": hit / positives,
                "lift@capacity": hit / visits / (positives / total)}


def resamples(clusters: np.ndarray, replicates: int, seed: int, chunk: int = 100):
    """Yield (≤ chunk, n) weights of cluster bootstraps: the rows of a cluster come together, as often as drawn."""
    names, at = np.unique(clusters, return_inverse=True)
    rng = np.random.default_rng(seed)
    for start in range(0, replicates, chunk):
        size = min(chunk, replicates - start)
        drawn = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=size)
        yield drawn[:, at].astype(np.float64)
