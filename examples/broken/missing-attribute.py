# The layer is called conv1 where it is made, and conv where it is used.
# convlint: input=3x32x32
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)

    def forward(self, x):
        return self.conv(x)  # ←
