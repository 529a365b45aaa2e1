# convlint: input=3x48x48
"""Branches of different filters, side by side: what they put out is concatenated."""
import torch
import torch.nn as nn


class ConvNorm(nn.Module):
    def __init__(self, channels, filters, **options):
        super().__init__()
        self.conv = nn.Conv2d(channels, filters, bias=False, **options)
        self.norm = nn.BatchNorm2d(filters)
        self.act = nn.ReLU()

    def forward(self, x):
        return self.act(self.norm(self.conv(x)))


class Inception(nn.Module):
    def __init__(self, channels, ones, threes, fives, pooled):
        super().__init__()
        self.branch1 = ConvNorm(channels, ones, kernel_size=1)
        self.branch3 = nn.Sequential(
            ConvNorm(channels, threes // 2, kernel_size=1),
            ConvNorm(threes // 2, threes, kernel_size=3, padding=1),
        )
        self.branch5 = nn.Sequential(
            ConvNorm(channels, fives // 2, kernel_size=1),
            ConvNorm(fives // 2, fives, kernel_size=5, padding=2),
        )
        self.branch_pool = nn.Sequential(
            nn.MaxPool2d(kernel_size=3, stride=1, padding=1),
            ConvNorm(channels, pooled, kernel_size=1),
        )

    def forward(self, x):
        branches = [self.branch1(x), self.branch3(x), self.branch5(x), self.branch_pool(x)]
        return torch.cat(branches, dim=1)


class InceptionNet(nn.Module):
    def __init__(self, classes=20):
        super().__init__()
        self.stem = ConvNorm(3, 32, kernel_size=3, stride=2, padding=1)
        self.mixed1 = Inception(32, 16, 32, 8, 8)
        self.mixed2 = Inception(64, 32, 48, 24, 24)
        self.down = nn.MaxPool2d(3, stride=2, padding=1)
        self.mixed3 = Inception(128, 64, 96, 48, 48)
        self.head = nn.Linear(256, classes)

    def forward(self, x):
        x = self.stem(x)
        x = self.down(self.mixed2(self.mixed1(x)))
        x = self.mixed3(x)
        x = x.mean(dim=(2, 3))
        return self.head(x)
