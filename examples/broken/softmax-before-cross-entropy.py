# The loss takes a softmax itself; two of them make the gradients small.
# convlint: input=3x32x32
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.classify = nn.Linear(3 * 32 * 32, 10)

    def forward(self, x):
        return self.classify(x.flatten(1)).softmax(1)  # ←


def train(loader):
    model = Net()
    criterion = nn.CrossEntropyLoss()
    for images, labels in loader:
        loss = criterion(model(images), labels)
        loss.backward()
