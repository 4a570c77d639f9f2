"""Rough cross-check: accuracy with every weight and activation fake-quantized.

    python sanity.py --data DATA_FOLDER --build BUILD_FOLDER

Batch norm is folded first. Weights: symmetric, one scale per output channel, from the
largest magnitude. Activations (the input of every convolution and of the dense layer):
affine, one scale per tensor, from the extremes seen on 128 training images.
"""
import argparse
from pathlib import Path

import numpy as np
import torch

import cifar
from model import BN_EPSILON, ResNet20
from train import logits_of


def fold(net):
    """Moves each batch norm's scale into the convolution before it; its offset stays."""
    for name, conv in list(net.named_children()):
        if isinstance(conv, torch.nn.Conv2d):
            norm = net.get_submodule(name + "_bn" if name.endswith("shortcut") else name.replace("conv", "bn"))
            scale = norm.weight / (norm.running_var + BN_EPSILON).sqrt()
            conv.weight.mul_(scale.view(-1, 1, 1, 1))
            norm.bias.sub_(norm.running_mean * scale)
            norm.running_mean.zero_()
            norm.running_var.fill_(1 - BN_EPSILON)
            norm.weight.fill_(1)


def quantize_weights(w, bits):
    top = 2 ** (bits - 1) - 1
    scale = w.abs().flatten(1).amax(1).view(-1, *[1] * (w.ndim - 1)) / top
    return (w / scale).round().clamp(-top, top) * scale


@torch.no_grad()
def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", required=True)
    ap.add_argument("--build", required=True)
    a = ap.parse_args()
    train_x, _, test_x, test_y = cifar.load(a.data)
    calibration = torch.from_numpy(train_x[:128])
    images, labels = torch.from_numpy(test_x[:2000]), torch.from_numpy(test_y[:2000])
    state = {k: torch.from_numpy(v) for k, v in np.load(Path(a.build) / "weights.npz").items()}

    def fresh():
        net = ResNet20()
        net.load_state_dict(state, strict=False)
        net.eval()
        fold(net)
        return net, [m for m in net.children() if isinstance(m, (torch.nn.Conv2d, torch.nn.Linear))]

    def accuracy(net):
        return (logits_of(net, images).argmax(1) == labels).float().mean().item()

    net, layers = fresh()
    print(f"float      {accuracy(net):.4f}")
    ranges = {}

    def record(layer, args):
        ranges[layers.index(layer)] = (min(args[0].min().item(), 0), max(args[0].max().item(), 0))

    hooks = [m.register_forward_pre_hook(record) for m in layers]
    logits_of(net, calibration)
    for h in hooks:
        h.remove()

    for bits in (8, 6, 4, 3, 2):
        net, layers = fresh()
        for i, m in enumerate(layers):
            m.weight.copy_(quantize_weights(m.weight, bits))
            low, high = ranges[i]
            step = (high - low) / (2 ** bits - 1)
            zero = round(-low / step)

            def snap(_, args, step=step, zero=zero, top=2 ** bits - 1):
                return (((args[0] / step).round() + zero).clamp(0, top) - zero) * step

            m.register_forward_pre_hook(snap)
        print(f"w{bits} a{bits}      {accuracy(net):.4f}", flush=True)


if __name__ == "__main__":
    main()
