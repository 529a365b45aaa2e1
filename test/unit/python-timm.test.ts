// What code imports from timm, where timm's own source is not at hand; parameters are those that timm's models have.
import { describe, expect, test } from 'vitest';
import { isModel } from '../../server/src/analyze.ts';
import { totalsOf } from '../../server/src/engine/totals.ts';
import { N } from '../../server/src/graph/dim.ts';
import { volume } from '../../server/src/graph/volume.ts';
import { buildModel, torchInterpreter } from '../harness/python-model.ts';

const SOURCE = `
from functools import partial
import torch
import torch.nn as nn
from timm.data import IMAGENET_DEFAULT_MEAN
from timm.models.layers import DropPath, to_2tuple, trunc_normal_
from timm.models.efficientnet_blocks import SqueezeExcite
from timm.models.registry import register_model
from timm.models.vision_transformer import Block, Mlp, PatchEmbed, VisionTransformer, _cfg

class TwoTokens(VisionTransformer):
    def __init__(self, **settings):
        super().__init__(**settings)
        self.second = nn.Parameter(torch.zeros(1, 1, self.embed_dim))
        self.pos_embed = nn.Parameter(torch.zeros(1, self.patch_embed.num_patches + 2, self.embed_dim))
        self.head_dist = nn.Linear(self.embed_dim, self.num_classes)
        trunc_normal_(self.second, std=0.02)

    def forward(self, x):
        x = self.patch_embed(x)
        first, second = self.cls_token.expand(x.shape[0], -1, -1), self.second.expand(x.shape[0], -1, -1)
        x = self.pos_drop(torch.cat((first, second, x), dim=1) + self.pos_embed)
        for block in self.blocks:
            x = block(x)
        x = self.norm(x)
        return (self.head(x[:, 0]) + self.head_dist(x[:, 1])) / 2

@register_model
def tiny(of=VisionTransformer, **settings):
    model = of(patch_size=16, embed_dim=192, depth=12, num_heads=3, mlp_ratio=4, qkv_bias=True,
               norm_layer=partial(nn.LayerNorm, eps=1e-6), **settings)
    model.default_cfg = _cfg(crop_pct=0.9)
    return model

class Gated(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.gate = nn.Conv2d(3, 18, 1), SqueezeExcite(18, rd_ratio=0.25)

    def forward(self, x):
        return torch.sigmoid_(self.gate(self.conv(x)))

class Positional(Block):
    def __init__(self, dim=16):
        super().__init__(dim, 2, 4., True, None, 0., 0., 0., nn.ReLU, partial(nn.LayerNorm, eps=1e-6))
        del self.attn
        self.attn = nn.Identity()

    def forward(self, x):
        return super().forward(x.flatten(2).transpose(1, 2))

class Windows(nn.Module):
    def __init__(self, size=56):
        super().__init__()
        self.embed = PatchEmbed(to_2tuple(size), patch_size=4, embed_dim=32)
        self.drop, self.mlp = DropPath(0.1), Mlp(32, hidden_features=64, drop=0.1)

    def forward(self, x):
        x = self.embed(x)
        return x + self.drop(self.mlp(x))
`;

test('a file that imports nothing else is read', () => {
  expect(isModel('file:///nets.py', 'from timm.layers import Mlp\nfrom .base import Net\n')).toBe(true);
  expect(isModel('file:///nets.py', 'from timmy import Mlp\n')).toBe(false);
});

describe('timm without its source', () => {
  test.each([
    ['tiny()', 224, 5_717_416, [N, 1000]],
    ['tiny(TwoTokens)', 224, 5_910_800, [N, 1000]],
    ['tiny(num_classes=0)', 224, 5_524_416, [N, 192]],
    ['tiny(img_size=384)', 384, 5_717_416 + (24 * 24 - 14 * 14) * 192, [N, 1000]],
    ['Gated()', 8, 4 * 18 + (18 * 4 + 4) + (4 * 18 + 18), [N, 18, 8, 8]],
    ['Positional(3)', 8, 4 * 3 + (3 * 12 + 12) + (12 * 3 + 3), [N, 64, 3]],
    ['Windows()', 56, 3 * 16 * 32 + 32 + 2 * 32 * 64 + 96, [N, 196, 32]],
  ])('%s', (expression, side, params, output) => {
    const file = { uri: 'main.py', name: 'main', text: SOURCE };
    const { graph, failure } = buildModel(torchInterpreter([]), file, expression, [volume([N, 3, side, side])]);
    expect(failure).toBeUndefined();
    expect(graph.findings).toEqual([]);
    expect(graph.outputs.map(({ tensor }) => tensor.volume.dims)).toEqual([output]);
    expect(totalsOf(graph).params).toBe(params);
  });
});
