# convlint: input=64
"""Words become vectors, an LSTM reads them in both directions, and its last states decide."""
import torch
import torch.nn as nn


class TextClassifier(nn.Module):
    def __init__(self, words=5000, dim=64, hidden=48, classes=4):
        super().__init__()
        self.embedding = nn.Embedding(words, dim, padding_idx=0)
        self.lstm = nn.LSTM(64, hidden, num_layers=2, batch_first=True, bidirectional=True, dropout=0.2)
        self.norm = nn.LayerNorm(96)
        self.fc = nn.Linear(hidden * 2, classes)

    def forward(self, tokens):
        x = self.embedding(tokens)
        _, (h, _) = self.lstm(x)
        last = torch.cat((h[-2], h[-1]), dim=1)
        return self.fc(self.norm(last))
