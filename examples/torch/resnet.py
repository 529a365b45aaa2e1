# convlint: input=3x64x64
"""A residual network: `_make_layer` stacks blocks, and a 1×1 convolution on the shortcut follows their shape."""
import torch.nn as nn


class Block(nn.Module):
    expansion = 2

    def __init__(self, channels, width, stride=1, groups=1):
        super().__init__()
        out_channels = width * self.expansion
        self.conv1 = nn.Conv2d(channels, width, kernel_size=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, kernel_size=3, stride=stride, padding=1, groups=groups, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, out_channels, kernel_size=1, bias=False)
        self.bn3 = nn.BatchNorm2d(out_channels)
        self.relu = nn.ReLU(inplace=True)
        self.shortcut = None
        if stride != 1 or channels != out_channels:
            self.shortcut = nn.Sequential(
                nn.Conv2d(channels, out_channels, kernel_size=1, stride=stride, bias=False),
                nn.BatchNorm2d(out_channels),
            )

    def forward(self, x):
        identity = x if self.shortcut is None else self.shortcut(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        return self.relu(out + identity)


class ResNet(nn.Module):
    def __init__(self, depths=(2, 2, 2), classes=10):
        super().__init__()
        self.channels = 32
        self.stem = nn.Sequential(
            nn.Conv2d(3, 32, kernel_size=7, stride=2, padding=3, bias=False),
            nn.BatchNorm2d(32),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2, padding=1),
        )
        self.layer1 = self._make_layer(32, depths[0], stride=1)
        self.layer2 = self._make_layer(64, depths[1], stride=2)
        self.layer3 = self._make_layer(128, depths[2], stride=2)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(128 * Block.expansion, classes)

    def _make_layer(self, width, depth, stride):
        blocks = []
        for index in range(depth):
            blocks.append(Block(self.channels, width, stride if index == 0 else 1, groups=4))
            self.channels = width * Block.expansion
        return nn.Sequential(*blocks)

    def forward(self, x):
        x = self.stem(x)
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.fc(self.pool(x).flatten(1))
