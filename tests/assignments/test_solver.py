"""Solver: what it computes, how it repeats itself, what it prints, and which cfg it refuses."""

import importlib.util
import io
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from helpers.made_up_mnist import ROOT, SOURCE
from helpers.marks import slow

ALTERNATIVES = sorted(path.name for path in (SOURCE / "alternative").iterdir() if path.is_dir())


@pytest.fixture
def solver(workspace):
    return workspace("solver")


def test_train_returns_a_loss_and_an_accuracy_per_epoch(solver, cfg):
    losses, accuracies = solver.Solver(cfg).train()
    assert len(losses) == len(accuracies) == 3
    assert all(type(number) is float for number in losses + accuracies)
    assert losses[0] > losses[1] > losses[2]
    assert accuracies[2] > accuracies[0]


@pytest.mark.parametrize("batch_size", [1, 7, 16, 40, 64, 1000])
def test_any_batch_size_weighs_every_sample_alike(solver, cfg, batch_size):
    # With a step this small the weights stay as they are, so that the batches cannot matter.
    still = {**cfg, "learning_rate": 1e-14, "max_epoch": 1}
    whole = solver.Solver({**still, "batch_size": 40})
    parts = solver.Solver({**still, "batch_size": batch_size})
    np.testing.assert_allclose(parts.train(), whole.train(), rtol=1e-9)
    np.testing.assert_allclose(parts.validate(), whole.validate(), rtol=1e-9)
    np.testing.assert_allclose(parts.test(), whole.test(), rtol=1e-9)


@pytest.mark.parametrize(("method", "mode"), [("validate", "val"), ("test", "test")])
def test_evaluation_uses_its_own_part_of_the_data(solver, workspace, cfg, method, mode):
    trained = solver.Solver(cfg)
    trained.train()
    part = workspace("dataloader").Dataset(cfg["data_root"], mode)
    expected = trained.model.forward(*part[:])
    np.testing.assert_allclose(getattr(trained, method)(), expected, rtol=1e-12)


def test_evaluation_changes_no_weights(solver, cfg):
    trained = solver.Solver(cfg)
    W = trained.model.W.copy()
    trained.validate()
    trained.test()
    assert np.array_equal(trained.model.W, W)


def test_one_seed_gives_one_run(solver, cfg):
    first, second = solver.Solver(cfg), solver.Solver(cfg)
    assert first.train() == second.train()
    assert np.array_equal(first.model.W, second.model.W)
    assert first.test() == second.test()


@pytest.mark.parametrize("seed", [1, None])
def test_another_seed_gives_another_run(solver, cfg, seed):
    one, other = solver.Solver(cfg), solver.Solver({**cfg, "seed": seed})
    assert not np.array_equal(one.model.W, other.model.W)


def test_the_seed_may_be_left_out(solver, cfg):
    del cfg["seed"]
    assert solver.Solver(cfg).train() != solver.Solver(cfg).train()


def test_the_seed_leaves_the_global_generator_alone(solver, cfg):
    np.random.seed(5)
    expected = np.random.random()
    np.random.seed(5)
    solver.Solver(cfg).train()
    assert np.random.random() == expected


def test_the_optimizer_is_made_with_positional_arguments(solver, cfg, monkeypatch):
    calls = []
    monkeypatch.setattr(solver, "SGD", lambda *arguments: calls.append(arguments))
    made = solver.Solver(cfg)
    assert calls == [(made.model, 0.1, 0.5)]


def alternative_class(name, module, attribute):
    """Return a class of an alternative solution."""
    path = SOURCE / "alternative" / name / f"{module}.py"
    spec = importlib.util.spec_from_file_location(f"alternative_{module}", path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return getattr(loaded, attribute)


@pytest.mark.parametrize("name", ALTERNATIVES)
def test_every_alternative_solution_trains_like_the_reference(solver, cfg, monkeypatch, name):
    reference = solver.Solver(cfg)
    W, b = reference.model.W.copy(), reference.model.b.copy()
    loss = alternative_class(name, "loss", "SoftmaxCrossEntropyLoss")
    monkeypatch.setattr(solver, "SoftmaxCrossEntropyLoss", loss)
    monkeypatch.setattr(solver, "SGD", alternative_class(name, "optimizer", "SGD"))
    other = solver.Solver(cfg)
    other.model.W, other.model.b = W, b
    # An epsilon of 1e-7 in the logarithm is right, and changes a loss by up to 1e-7 / p.
    np.testing.assert_allclose(other.train(), reference.train(), rtol=1e-6)
    np.testing.assert_allclose(other.model.W, reference.model.W, rtol=1e-6, atol=1e-9)


def test_nothing_is_printed_without_a_terminal(solver, cfg, capfd):
    trained = solver.Solver(cfg)
    trained.train()
    trained.validate()
    trained.test()
    assert capfd.readouterr() == ("", "")


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("display_freq", [1, 2, 1000])
def test_a_terminal_sees_the_progress(solver, cfg, monkeypatch, display_freq):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    solver.Solver({**cfg, "display_freq": display_freq}).train()
    assert "epoch 3/3" in terminal.getvalue()
    assert "9/9" in terminal.getvalue()
    assert ("loss=" in terminal.getvalue()) == (display_freq < 1000)


@pytest.mark.parametrize(
    "change", [{"learning_rate": 1}, {"momentum": 0}, {"batch_size": np.int64(8)}]
)
def test_equivalent_types_are_taken(solver, cfg, change):
    cfg["data_root"] = Path(cfg["data_root"])
    losses, _ = solver.Solver({**cfg, **change}).train()
    assert len(losses) == 3


def refusal(solver, cfg):
    """Return the message with which Solver refuses a cfg."""
    with pytest.raises(solver.ConfigError) as caught:
        solver.Solver(cfg)
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith((".", "?"))
    return message


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("data_root", 5),
        ("data_root", None),
        *[(key, v) for key in ("max_epoch", "batch_size", "display_freq") for v in (0, -3, 2.0)],
        *[
            (key, v)
            for key in ("max_epoch", "batch_size", "display_freq")
            for v in (True, "7", None)
        ],
        *[
            ("learning_rate", v)
            for v in (0, -0.1, float("nan"), float("inf"), True, "0.1", None, 1j)
        ],
        *[("momentum", v) for v in (-0.1, 1, 1.5, float("nan"), False, "0", None)],
        *[("seed", v) for v in (-1, 2**32, 0.5, True, "0")],
    ],
)
def test_wrong_value(solver, cfg, key, value):
    message = refusal(solver, {**cfg, key: value})
    assert message.startswith(f"cfg[{key!r}] must be ")
    assert repr(value) in message


@pytest.mark.parametrize(
    "key", ["data_root", "max_epoch", "batch_size", "learning_rate", "momentum", "display_freq"]
)
def test_missing_key(solver, cfg, key):
    del cfg[key]
    assert repr(key) in refusal(solver, cfg)


def test_all_missing_keys_are_named_at_once(solver):
    message = refusal(solver, {"momentum": 0})
    assert "'data_root', 'max_epoch', 'batch_size', 'learning_rate', 'display_freq'" in message


@pytest.mark.parametrize(
    ("key", "nearest"), [("learing_rate", "learning_rate"), ("batchsize", "batch_size")]
)
def test_unknown_key_is_answered_with_the_nearest(solver, cfg, key, nearest):
    message = refusal(solver, {**cfg, key: 1})
    assert repr(key) in message
    assert f"did you mean {nearest!r}?" in message


@pytest.mark.parametrize("key", ["xyz", 3])
def test_unknown_key_like_no_other(solver, cfg, key):
    message = refusal(solver, {**cfg, key: 1})
    assert repr(key) in message
    assert "display_freq" in message


@pytest.mark.parametrize("value", [None, [], "data"])
def test_cfg_that_is_no_dictionary(solver, value):
    assert "must be a dictionary" in refusal(solver, value)


def test_missing_data_folder(solver, cfg, tmp_path):
    missing = tmp_path / "none"
    message = refusal(solver, {**cfg, "data_root": missing})
    assert str(missing) in message
    assert "is not a folder" in message


def test_missing_test_images_are_noticed_before_training(solver, cfg, tmp_path):
    folder = tmp_path / "part"
    shutil.copytree(cfg["data_root"], folder)
    (folder / "t10k-images-idx3-ubyte").unlink()
    with pytest.raises(ValueError, match=r"t10k-images-idx3-ubyte\.gz is missing"):
        solver.Solver({**cfg, "data_root": folder})


@pytest.mark.parametrize(("momentum", "accuracy"), [slow(0, 0.901), (0.9, 0.921)])
def test_reference_reaches_the_known_accuracy_on_mnist(solver, momentum, accuracy):
    trained = solver.Solver(
        {
            "data_root": ROOT / "data",
            "max_epoch": 10,
            "batch_size": 100,
            "learning_rate": 0.01,
            "momentum": momentum,
            "display_freq": 50,
            "seed": 0,
        }
    )
    trained.train()
    assert trained.test()[1] == pytest.approx(accuracy, abs=0.004)
