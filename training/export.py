"""Writes the product's sample files from trained weights.

    python export.py --data DATA_FOLDER --build BUILD_FOLDER --out ../public/models/resnet20-cifar10

model.json + group1-shard1of1.bin  a TensorFlow.js layers model, batch norm unfused
calibration.png, heldout.png       atlases of 32 x 32 tiles
sample.json                        what the product needs to know about all of it

BUILD_FOLDER also receives check_pixels.bin and check_logits.bin, which verify.mjs compares with.
"""
import argparse
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image

import cifar
from model import BLOCKS, BN_EPSILON, STAGES, ResNet20
from train import logits_of

SAMPLE_SEED = 2009
CALIBRATION, CALIBRATION_COLUMNS = 128, 16
HELDOUT, HELDOUT_COLUMNS = 1000, 40


class Graph:
    """Collects Keras-2 layer configs, weights (in Keras layout) and costs."""

    def __init__(self, state):
        self.state, self.layers, self.weights = state, [], []
        self.macs = 0

    def layer(self, kind, name, inputs, **config):
        nodes = [[[i, 0, 0, {}] for i in inputs]] if inputs else []
        self.layers.append({"class_name": kind, "name": name, "inbound_nodes": nodes,
                            "config": {"name": name, "trainable": True, "dtype": "float32", **config}})
        return name

    def weight(self, name, value):
        self.weights.append((name, np.ascontiguousarray(value, dtype="<f4")))

    def conv(self, name, source, size, stride=1):
        kernel = self.state[f"{name}.weight"].transpose(2, 3, 1, 0)  # OIHW -> HWIO
        self.weight(f"{name}/kernel", kernel)
        self.macs += (size // stride) ** 2 * kernel.size
        return self.layer(
            "Conv2D", name, [source], filters=kernel.shape[3], kernel_size=list(kernel.shape[:2]),
            strides=[stride, stride], padding="same", data_format="channels_last",
            dilation_rate=[1, 1], activation="linear", use_bias=False)

    def bn(self, name, source):
        for keras, ours in [("gamma", "weight"), ("beta", "bias"),
                            ("moving_mean", "running_mean"), ("moving_variance", "running_var")]:
            self.weight(f"{name}/{keras}", self.state[f"{name}.{ours}"])
        return self.layer("BatchNormalization", name, [source], axis=[3], momentum=0.9,
                          epsilon=BN_EPSILON, center=True, scale=True)

    def relu(self, name, source):
        return self.layer("Activation", name, [source], activation="relu")


def build(state):
    g = Graph(state)
    g.layers.append({"class_name": "InputLayer", "name": "image", "inbound_nodes": [],
                     "config": {"name": "image", "batch_input_shape": [None, 32, 32, 3],
                                "dtype": "float32", "sparse": False}})
    x, size = g.relu("stem_relu", g.bn("stem_bn", g.conv("stem_conv", "image", 32))), 32
    for stage, _ in STAGES:
        for block in range(1, BLOCKS + 1):
            p = f"stage{stage}_block{block}"
            stride = 2 if stage > 1 and block == 1 else 1
            y = g.relu(f"{p}_relu1", g.bn(f"{p}_bn1", g.conv(f"{p}_conv1", x, size, stride)))
            y = g.bn(f"{p}_bn2", g.conv(f"{p}_conv2", y, size // stride))
            if stride == 2:
                x = g.bn(f"{p}_shortcut_bn", g.conv(f"{p}_shortcut", x, size, stride))
            size //= stride
            x = g.relu(f"{p}_relu2", g.layer("Add", f"{p}_add", [x, y]))
    x = g.layer("GlobalAveragePooling2D", "global_pool", [x], data_format="channels_last")
    kernel = state["predictions.weight"].T
    g.weight("predictions/kernel", kernel)
    g.weight("predictions/bias", state["predictions.bias"])
    g.macs += kernel.size
    g.layer("Dense", "predictions", [x], units=kernel.shape[1], activation="softmax", use_bias=True)
    return g


def layers_model(g):
    """The (model.json object, weight bytes) pair."""
    specs = [{"name": n, "shape": list(v.shape), "dtype": "float32"} for n, v in g.weights]
    topology = {"keras_version": "2.15.0", "backend": "tensorflow", "model_config": {
        "class_name": "Functional", "config": {
            "name": "resnet20_cifar10", "trainable": True, "layers": g.layers,
            "input_layers": [["image", 0, 0]], "output_layers": [["predictions", 0, 0]]}}}
    model = {"format": "layers-model", "generatedBy": "training/export.py", "convertedBy": None,
             "modelTopology": topology,
             "weightsManifest": [{"paths": ["group1-shard1of1.bin"], "weights": specs}]}
    return model, b"".join(v.tobytes() for _, v in g.weights)


def balanced(labels, count, rng):
    """Indices of `count` images, as equal as possible per class, in random order."""
    classes = len(cifar.CLASSES)
    share = [count // classes + (c < count % classes) for c in range(classes)]
    picks = [rng.choice(np.flatnonzero(labels == c), n, replace=False) for c, n in enumerate(share)]
    return rng.permutation(np.concatenate(picks))


def write_atlas(path, images, columns, labels):
    grid = cifar.atlas(images, columns)
    Image.fromarray(grid).save(path, optimize=True)
    back = np.array(Image.open(path))
    assert (back == grid).all()
    return {"image": path.name, "tile": 32, "columns": columns, "count": len(images),
            "labels": [int(v) for v in labels]}


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", required=True)
    ap.add_argument("--build", required=True, help="where train.py wrote weights.npz")
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    build_folder, out = Path(a.build), Path(a.out)
    out.mkdir(parents=True, exist_ok=True)

    state = dict(np.load(build_folder / "weights.npz"))
    metrics = json.loads((build_folder / "metrics.json").read_text())
    net = ResNet20()
    net.load_state_dict({k: torch.from_numpy(v) for k, v in state.items()}, strict=False)

    g = build(state)
    model, blob = layers_model(g)
    params = sum(v.size for n, v in g.weights if "/moving_" not in n)
    (out / "model.json").write_text(json.dumps(model, separators=(",", ":")) + "\n")
    (out / "group1-shard1of1.bin").write_bytes(blob)

    train_x, train_y, test_x, test_y = cifar.load(a.data)
    rng = np.random.default_rng(SAMPLE_SEED)
    cal = balanced(train_y, CALIBRATION, rng)
    held = balanced(test_y, HELDOUT, rng)
    calibration = write_atlas(out / "calibration.png", train_x[cal], CALIBRATION_COLUMNS, train_y[cal])
    heldout = write_atlas(out / "heldout.png", test_x[held], HELDOUT_COLUMNS, test_y[held])

    logits = logits_of(net, torch.from_numpy(test_x)).numpy()
    right = logits.argmax(1) == test_y
    sample = {
        "id": "resnet20-cifar10",
        "name": "resnet20-cifar10",
        "title": "ResNet-20 on CIFAR-10",
        "description": "A residual network for 32 x 32 colour pictures of ten classes, "
                       "trained by this project, with the pictures to calibrate and to judge it.",
        "architecture": {
            "family": "ResNet-20 for CIFAR (He et al., 2015), 1x1-convolution shortcuts (option B)",
            "params": params, "macs": g.macs, "stages": len(STAGES), "blocksPerStage": BLOCKS,
            "channels": [w for _, w in STAGES], "convolutions": sum("_conv" in n or "_shortcut/" in n
                                                                   for n, _ in g.weights),
            "sharedInputPairs": [[f"stage{s}_block1_conv1", f"stage{s}_block1_shortcut"] for s in (2, 3)],
            "padding": "same", "batchNormEpsilon": BN_EPSILON},
        "model": "model.json",
        "input": {"width": 32, "height": 32, "channels": 3, "layout": "NHWC", "color": "RGB"},
        "preprocess": {"scale": cifar.SCALE, "mean": cifar.MEAN, "std": cifar.STD},
        "classes": cifar.CLASSES,
        "calibration": calibration,
        "heldout": heldout,
        "accuracy": {"test10000": round(float(right.mean()), 4),
                     "heldout": round(float(right[held].mean()), 4)},
        "training": {"script": "training/train.py", "seed": metrics["seed"],
                     "epochs": metrics["epochs"], "framework": metrics["framework"],
                     "metrics": "training/metrics.json", "sampleSeed": SAMPLE_SEED},
        "licence": "GPL-3.0-or-later (weights trained by this project)",
        "data": "CIFAR-10, Alex Krizhevsky, 2009, Learning Multiple Layers of Features from Tiny Images",
    }
    (out / "sample.json").write_text(json.dumps(sample, indent=1) + "\n")
    (Path(__file__).parent / "metrics.json").write_text((build_folder / "metrics.json").read_text())

    # What verify.mjs compares with: the held-out pixels, their labels and the trainer's logits.
    test_x[held].tofile(build_folder / "check_pixels.bin")
    logits[held].astype("<f4").tofile(build_folder / "check_logits.bin")
    print(f"{params} parameters, {g.macs} MACs, test {right.mean():.4f}, held-out {right[held].mean():.4f}")


if __name__ == "__main__":
    main()
