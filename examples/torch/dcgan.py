"""A generator that grows images from noise, and the critic that judges them."""
import torch
import torch.nn as nn


# convlint: input=100x1x1
class Generator(nn.Module):
    def __init__(self, noise=100, width=32, channels=3):
        super().__init__()
        self.main = nn.Sequential(
            nn.ConvTranspose2d(noise, width * 4, 4, stride=1, padding=0, bias=False),
            nn.BatchNorm2d(width * 4),
            nn.ReLU(True),
            nn.ConvTranspose2d(width * 4, width * 2, 4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(width * 2),
            nn.ReLU(True),
            nn.ConvTranspose2d(width * 2, width, 4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(True),
            nn.ConvTranspose2d(width, channels, 4, stride=2, padding=1, bias=False),
            nn.Tanh(),
        )

    def forward(self, z):
        return self.main(z)


# convlint: input=3x32x32
class Discriminator(nn.Module):
    def __init__(self, width=32, channels=3):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(channels, width, 4, stride=2, padding=1, bias=False),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(width, width * 2, 4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(width * 2),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(width * 2, width * 4, 4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(width * 4),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(width * 4, 1, 4, stride=1, padding=0, bias=False),
        )

    def forward(self, image):
        return torch.sigmoid(self.main(image)).view(-1, 1)
