// Files in which models share code, tables, registries and other files, for tests that edit them.

/** Three factories: two of one block, one of another. */
export const BLOCKS = `# convlint: input=3x32x32
import torch.nn as nn

DEPTHS = {'deep': 4}


class Plain(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.a = nn.Conv2d(width, width, 3, padding=1)
        self.b = nn.BatchNorm2d(width)

    def forward(self, x):
        return self.b(self.a(x)) + x


class Narrow(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.only = nn.Conv2d(width, width, 1)

    def forward(self, x):
        return self.only(x)


Chosen = Narrow


class Net(nn.Module):
    def __init__(self, block, depth, width=8):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 3, padding=1)
        self.body = nn.Sequential(*[block(width) for _ in range(depth)])
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Linear(width, 10)

    def forward(self, x):
        x = self.body(self.stem(x))
        return self.head(self.pool(x).flatten(1))


def helper(value=1):
    return value + 1


def small():
    return Net(Plain, 2)


def large():
    return Net(Plain, DEPTHS['deep'])


def narrow():
    return Net(Chosen, 2)
`;

/** A registry that decorators fill. */
export const REGISTRY = `import torch.nn as nn

KNOWN = {}


def register(of):
    KNOWN[of.__name__] = of
    return of


@register
class First(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)

    def forward(self, x):
        return self.conv(x)


class Alone(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3)
        self.act = nn.ReLU()

    def forward(self, x):
        return self.act(self.conv(x))


# convlint: input=3x16x16
def by_name():
    return KNOWN.get('First', nn.Identity)()


# convlint: input=3x24x24
def alone():
    return Alone(8)
`;

/** What another file may hold. */
export const OTHER = `import torch.nn as nn


class Elsewhere(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x):
        return self.conv(x)
`;

/** Models with something wrong: each kind of finding rests on other code. */
export const FINDINGS = `import torch
import torch.nn as nn
import torch.nn.functional as F


class Mismatch(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3)
        self.conv2 = nn.Conv2d(15, 32, 3)
        self.fc = nn.Linear(100, 10)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv2(x))
        return self.fc(x.flatten(1))


class Wasteful(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.never = nn.Linear(10, 10)
        self.parts = [nn.Conv2d(4, 4, 1), nn.Conv2d(4, 4, 1)]

    def forward(self, x):
        x = self.conv(x)
        for part in self.parts:
            x = part(x)
        return F.softmax(x.mean([2, 3]), dim=1)


class Forgetful(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)

    def forward(self, x):
        return self.missing(self.conv(x))


class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Conv2d(3, 4, kernel_size=self.kernel())

    def kernel(self):
        return 3

    def forward(self, x):
        return self.layer(x)


class Derived(Base):
    def kernel(self):
        return 5


def make(width=4):
    return Mismatch(width)


# convlint: input=3x20x20
def other():
    return Wasteful()


def train(loader):
    net = Wasteful()
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        loss = criterion(net(x), y)


def test():
    net = Forgetful()
    net(torch.randn(2, 3, 12, 12))


def test_derived():
    net = Derived()
    return net(torch.randn(1, 3, 18, 18))
`;

/** A script: what is built and called at its top, and settings that all of it reads. */
export const SCRIPT = `import torch
import torch.nn as nn
from torchvision.datasets import CIFAR10

WIDTH = 8
CONFIG = [(WIDTH, 3), (16, 3), ('pool', 2)]


def layers(config, channels=3):
    """Made from a table."""
    made = []
    for width, size in config:
        if width == 'pool':
            made.append(nn.MaxPool2d(size))
        else:
            made += [nn.Conv2d(channels, width, size, padding=1), nn.ReLU(inplace=True)]
            channels = width
    return made


class Net(nn.Module):
    depth = 2

    def __init__(self, config=CONFIG):
        super().__init__()
        self.features = nn.Sequential(*layers(config))
        self.head = nn.Linear(16 * 16 * 16, 10)

    def forward(self, x):
        return self.head(torch.flatten(self.features(x), 1))


data = CIFAR10('.', download=True)
model = Net()
probe = nn.Sequential(nn.Conv2d(3, WIDTH, 3), nn.Flatten(), nn.Linear(WIDTH * 30 * 30, 10))
scores = probe(torch.randn(4, 3, 32, 32))


class Tail(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = model.features
        self.out = nn.Conv2d(16, WIDTH, 1)

    def forward(self, x):
        return self.out(self.body(x))


if __name__ == '__main__':
    tail = Tail()
    print(tail(torch.randn(1, 3, 32, 32)).shape)
`;

/** Models that tell the size of their images, each in its own way. */
export const SIZES = `import torch.nn as nn


class Patches(nn.Module):
    def __init__(self, side=40):
        super().__init__()
        self.img_size = (side, side)
        self.proj = nn.Conv2d(3, 8, 8, stride=8)

    def forward(self, x):
        assert x.shape[-1] == self.img_size[1], 'another size'
        return self.proj(x)


class Net(nn.Module):
    def __init__(self, in_size=30):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.head = nn.Conv2d(8, 10, 1)

    def forward(self, x):
        return self.head(self.conv(x)).mean((2, 3))


def patches():
    return nn.Sequential(Patches(48), nn.ReLU())


def trained():
    model = Net()
    model.default_cfg = {'input_size': (3, 36, 36)}
    return model


def plain(side=26):
    model = Net()
    model.image_size = side
    return model
`;
