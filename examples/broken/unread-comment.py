# The word is "input": whoever wrote this believes that the model is computed on images of 64×64, and it is on a guess.
import torch.nn as nn


# convlint: inputs=3x64x64  # ←
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1))
        self.head = nn.Linear(16, 10)

    def forward(self, x):
        return self.head(self.features(x).flatten(1))
