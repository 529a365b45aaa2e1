# Without super().__init__() there is nothing to register the layer in.
# convlint: input=3x32x32
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        self.conv = nn.Conv2d(3, 8, 3, padding=1)  # ←

    def forward(self, x):
        return self.conv(x)
