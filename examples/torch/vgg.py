# convlint: input=3x32x32
"""A VGG for small images: the layers come from a table of channels."""
import torch.nn as nn

PLAN = [32, 32, "pool", 64, 64, "pool", 128, 128, "pool"]


def make_features(plan, channels=3):
    layers = []
    for step in plan:
        if step == "pool":
            layers.append(nn.MaxPool2d(kernel_size=2, stride=2))
            continue
        layers += [
            nn.Conv2d(channels, step, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(step),
            nn.ReLU(inplace=True),
        ]
        channels = step
    return nn.Sequential(*layers)


class SmallVGG(nn.Module):
    def __init__(self, classes=100):
        super().__init__()
        self.features = make_features(PLAN)
        self.classifier = nn.Sequential(
            nn.Linear(128 * 4 * 4, 256),
            nn.ReLU(inplace=True),
            nn.Dropout(0.5),
            nn.Linear(256, classes),
        )

    def forward(self, x):
        x = self.features(x)
        x = x.view(x.size(0), -1)
        return self.classifier(x)
