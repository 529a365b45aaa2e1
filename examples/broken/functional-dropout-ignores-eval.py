# F.dropout drops in evaluation, too, unless it is told the mode of the model.
# convlint: input=3x32x32
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.classify = nn.Linear(3 * 32 * 32, 10)

    def forward(self, x):
        x = F.dropout(x.flatten(1), 0.5)  # ←
        return self.classify(x)
