# convlint: input=3x32x32
"""Every layer reads all that were made before it in its block."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class DenseLayer(nn.Module):
    def __init__(self, channels, growth):
        super().__init__()
        self.norm = nn.BatchNorm2d(channels)
        self.conv = nn.Conv2d(channels, growth, kernel_size=3, padding=1, bias=False)

    def forward(self, x):
        return torch.cat((x, self.conv(F.relu(self.norm(x)))), 1)


class Transition(nn.Sequential):
    def __init__(self, channels, filters):
        super().__init__(
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels, filters, kernel_size=1, bias=False),
            nn.AvgPool2d(kernel_size=2, stride=2),
        )


class DenseNet(nn.Module):
    def __init__(self, growth=12, depths=(4, 4, 4), classes=10):
        super().__init__()
        channels = 2 * growth
        self.stem = nn.Conv2d(3, channels, 3, padding=1, bias=False)
        stages = []
        for index, depth in enumerate(depths):
            for _ in range(depth):
                stages.append(DenseLayer(channels, growth))
                channels += growth
            if index < len(depths) - 1:
                stages.append(Transition(channels, channels // 2))
                channels //= 2
        self.stages = nn.Sequential(*stages)
        self.norm = nn.BatchNorm2d(channels)
        self.fc = nn.Linear(90, classes)

    def forward(self, x):
        x = F.relu(self.norm(self.stages(self.stem(x))))
        x = F.avg_pool2d(x, kernel_size=8).squeeze(-1).squeeze(-1)
        return self.fc(x)
