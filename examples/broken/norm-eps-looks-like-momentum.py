# The second argument is not the momentum: here 0.8 is added to every variance.
# convlint: input=3x32x32
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(16, 0.8)  # ←

    def forward(self, x):
        return self.norm(self.conv(x))
