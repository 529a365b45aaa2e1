# convlint: input=1x96x96
"""A U-Net: every step up joins what the step down at the same size has seen."""
import torch
import torch.nn as nn


def double(channels, filters):
    return nn.Sequential(
        nn.Conv2d(channels, filters, 3, padding=1),
        nn.ReLU(inplace=True),
        nn.Conv2d(filters, filters, 3, padding=1),
        nn.ReLU(inplace=True),
    )


class Up(nn.Module):
    def __init__(self, channels, filters):
        super().__init__()
        self.up = nn.ConvTranspose2d(channels, filters, kernel_size=2, stride=2)
        self.conv = double(2 * filters, filters)

    def forward(self, x, skip):
        return self.conv(torch.cat([skip, self.up(x)], dim=1))


class UNet(nn.Module):
    def __init__(self, classes=2, widths=(16, 32, 64, 128)):
        super().__init__()
        self.downs = nn.ModuleList()
        channels = 1
        for width in widths:
            self.downs.append(double(channels, width))
            channels = width
        self.pool = nn.MaxPool2d(2)
        self.ups = nn.ModuleList(Up(2 * width, width) for width in reversed(widths[:-1]))
        self.head = nn.Conv2d(16, classes, kernel_size=1)

    def forward(self, x):
        skips = []
        for down in self.downs[:-1]:
            x = down(x)
            skips.append(x)
            x = self.pool(x)
        x = self.downs[-1](x)
        for up in self.ups:
            x = up(x, skips.pop())
        return self.head(x)
