"""ResNet-20 for CIFAR (He et al. 2015) with 1x1-convolution shortcuts (option B).

Every layer is named as it will be named in the exported TensorFlow.js model.
"""
import torch.nn as nn
import torch.nn.functional as F

BN_EPSILON = 1e-3  # the Keras default
STAGES = [(1, 16), (2, 32), (3, 64)]
BLOCKS = 3


def conv(cin, cout, kernel, stride=1):
    return SameConv(cin, cout, kernel, stride=stride, bias=False)


def bn(channels):
    return nn.BatchNorm2d(channels, eps=BN_EPSILON)


class SameConv(nn.Conv2d):
    """Conv2d padded like TensorFlow's 'same'.

    For a 3x3 kernel at stride 2 on an even size that is one row below and one column
    to the right only, where torch's padding=1 would pad all four sides.
    """

    def forward(self, x):
        if self.kernel_size[0] == 3:
            if self.stride[0] == 2:
                x = F.pad(x, (0, 1, 0, 1))
                return F.conv2d(x, self.weight, None, 2, 0)
            return F.conv2d(x, self.weight, None, 1, 1)
        return F.conv2d(x, self.weight, None, self.stride, 0)


class ResNet20(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.stem_conv, self.stem_bn = conv(3, 16, 3), bn(16)
        cin = 16
        for stage, width in STAGES:
            for block in range(1, BLOCKS + 1):
                p = f"stage{stage}_block{block}"
                stride = 2 if stage > 1 and block == 1 else 1
                self.add_module(f"{p}_conv1", conv(cin, width, 3, stride))
                self.add_module(f"{p}_bn1", bn(width))
                self.add_module(f"{p}_conv2", conv(width, width, 3))
                self.add_module(f"{p}_bn2", bn(width))
                if stride == 2:
                    self.add_module(f"{p}_shortcut", conv(cin, width, 1, stride))
                    self.add_module(f"{p}_shortcut_bn", bn(width))
                cin = width
        self.predictions = nn.Linear(cin, classes)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x):
        m = self._modules
        x = F.relu(m["stem_bn"](m["stem_conv"](x)), inplace=True)
        for stage, _ in STAGES:
            for block in range(1, BLOCKS + 1):
                p = f"stage{stage}_block{block}"
                y = F.relu(m[p + "_bn1"](m[p + "_conv1"](x)), inplace=True)
                y = m[p + "_bn2"](m[p + "_conv2"](y))
                if p + "_shortcut" in m:
                    x = m[p + "_shortcut_bn"](m[p + "_shortcut"](x))
                x = F.relu(x + y, inplace=True)
        return m["predictions"](x.mean((2, 3)))  # logits
