# A list of one layer has no second one.
# convlint: input=3x32x32
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(3, 8, 3, padding=1)])

    def forward(self, x):
        return self.convs[1](x)  # ←
