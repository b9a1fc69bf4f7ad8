import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from models.fire_risk import metrics


@pytest.fixture
def scored():
    rng = np.random.default_rng(3)
    label = (rng.random(400) < 0.2).astype(float)
    return np.round(rng.normal(size=400) + label, 1), label


def once(score, label):
    return {k: v[0] for k, v in metrics.summary(metrics.Ranked(score, label), np.ones((1, len(label)))).items()}


def test_auc_and_average_precision_equal_scikit_learn_with_ties(scored):
    score, label = scored
    found = once(score, label)
    assert found["auc"] == pytest.approx(roc_auc_score(label, score))
    assert found["ap"] == pytest.approx(average_precision_score(label, score))


def test_weights_count_like_repeated_rows(scored):
    score, label = scored
    weight = np.random.default_rng(1).integers(0, 4, len(label)).astype(float)
    found = metrics.summary(metrics.Ranked(score, label), weight[None])
    again = once(np.repeat(score, weight.astype(int)), np.repeat(label, weight.astype(int)))
    assert {k: v[0] for k, v in found.items()} == pytest.approx(again)


def test_a_constant_score_is_a_random_order(scored):
    found = once(np.zeros(400), scored[1])
    assert (found["auc"], found["lift@0.1"], found["recall@0.2"]) == pytest.approx((0.5, 1.0, 0.2))


def test_precision_recall_and_lift_at_a_share():
    found = once(np.arange(10.0)[::-1], np.array([1, 1, 0, 0, 0, 1, 0, 0, 0, 0.0]))
    assert (found["precision@0.2"], found["recall@0.2"], found["lift@0.2"]) == pytest.approx((1.0, 2 / 3, 1 / 0.3))


def test_capacity_lets_every_district_visit_its_own_share():
    score, label = np.array([9, 8, 7, 6, 1, 0.5]), np.array([0, 0, 0, 0, 1.0, 0])
    group = np.array(["a", "a", "a", "a", "b", "b"])
    found = metrics.capacity(score, label, group, 0.5, np.ones((1, 6)))
    assert found["precision@capacity"][0] == pytest.approx(1 / 3)
    assert found["recall@capacity"][0] == pytest.approx(1.0)


def test_rows_of_a_cluster_are_drawn_together():
    clusters = np.array(["x", "y", "x", "z"])
    weight = np.concatenate(list(metrics.resamples(clusters, 250, seed=1, chunk=100)))
    assert weight.shape == (250, 4)
    assert (weight[:, 0] == weight[:, 2]).all()
    assert (weight[:, 0] + weight[:, 1] + weight[:, 3] == 3).all()
    assert not (weight[:, 0] == weight[:, 1]).all()
