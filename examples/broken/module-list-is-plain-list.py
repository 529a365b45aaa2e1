# An optimizer never sees layers that stand in a list of Python's own: nn.ModuleList registers them.
# convlint: input=3x32x32
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = [nn.Conv2d(3, 3, 3, padding=1) for _ in range(4)]  # ←

    def forward(self, x):
        for conv in self.convs:
            x = conv(x)
        return x
