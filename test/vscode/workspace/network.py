# convlint: input=3x32x32
import torch
import torch.nn as nn


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return torch.relu(self.norm(self.conv(x)))


class Network(nn.Module):
    def __init__(self, width=16, classes=10):
        super().__init__()
        self.stem = Block(3, width)
        self.stages = nn.Sequential(
            Block(width, width * 2, 2),
            Block(width * 2, width * 4, 2),
            Block(width * 4, width * 4),
        )
        self.head = nn.Linear(width * 4, classes)

    def forward(self, x):
        x = self.stem(x)
        x = self.stages(x)
        pooled = x.mean((2, 3))
        return self.head(pooled)
