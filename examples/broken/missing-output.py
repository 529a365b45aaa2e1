# The features are computed, and then forgotten.
import torch.nn as nn


class Features(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1)
        self.pool = nn.MaxPool2d(2)

    def forward(self, images):  # ← there is no return: whoever calls it gets None
        maps = self.conv(images)
        features = self.pool(maps)
