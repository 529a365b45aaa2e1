# convlint: input=3x32x32
import torch.nn as nn
from elsewhere import sharpen


class Lost(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        x = sharpen(x)
        return self.conv(x)
