# convlint: input=3x64x64
"""Inverted residuals: widen, filter each channel for itself, narrow again."""
import torch.nn as nn


class InvertedResidual(nn.Module):
    def __init__(self, channels, filters, stride, expand):
        super().__init__()
        hidden = channels * expand
        self.use_shortcut = stride == 1 and channels == filters
        self.body = nn.Sequential(
            nn.Conv2d(channels, hidden, 1, bias=False),
            nn.BatchNorm2d(hidden),
            nn.ReLU6(inplace=True),
            nn.Conv2d(hidden, hidden, 3, stride=stride, padding=1, groups=hidden, bias=False),
            nn.BatchNorm2d(hidden),
            nn.ReLU6(inplace=True),
            nn.Conv2d(hidden, filters, 1, bias=False),
            nn.BatchNorm2d(filters),
        )

    def forward(self, x):
        return x + self.body(x) if self.use_shortcut else self.body(x)


class MobileNet(nn.Module):
    #         expand, filters, repeats, stride
    settings = [(2, 16, 1, 1), (4, 24, 2, 2), (4, 32, 2, 2), (4, 64, 1, 1)]

    def __init__(self, classes=10):
        super().__init__()
        channels = 16
        layers = [nn.Conv2d(3, channels, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU6()]
        for expand, filters, repeats, stride in self.settings:
            for index in range(repeats):
                layers.append(InvertedResidual(channels, filters, stride if index == 0 else 1, expand))
                channels = filters
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Linear(64, classes))

    def forward(self, x):
        x = self.features(x)
        x = nn.functional.adaptive_avg_pool2d(x, (1, 1)).reshape(x.shape[0], -1)
        return self.classifier(x)
