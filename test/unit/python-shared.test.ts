// Files that are each analysed once share what they import: whatever was analysed before, each comes to what it comes to alone.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { analyzeIn, type Workspace } from '../../server/src/analyze.ts';
import '../harness/grammars.ts';
import { cached } from '../harness/model-cache.ts';

const head = 'from torch import nn\n';
const model = (name: string, base: string, width: string) => `
class ${name}(${base}):
    def __init__(self, width=${width}):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3)

    def forward(self, x):
        return self.conv(x)
`;

/** A registry that takes no name twice, files that fill it, a circle, and a file that changes what another has made. */
const FILES: Readonly<Record<string, string>> = {
  'lib/__init__.py': 'from .models import *\nfrom .tools import registry\n',
  'lib/tools.py': `
registry = {}
widths = [8]

def register(of):
    if of.__name__ in registry:
        raise ValueError(of.__name__)
    registry[of.__name__] = of
    return of
`,
  'lib/models/__init__.py': 'from .small import *\nfrom .large import *\nfrom .any import *\n',
  'lib/models/small.py': `${head}from lib.tools import register, widths\n\n@register${model('Small', 'nn.Module', 'widths[0]')}`,
  'lib/models/large.py': `${head}from lib.tools import register\nfrom .small import Small\n\n@register${model('Large', 'Small', '32')}`,
  'lib/models/any.py': `${head}from lib.tools import register, registry
from .small import Small

@register
class Any(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = nn.Sequential(*[registry[name]() for name in ("Large",)])

    def forward(self, x):
        return self.parts(x)

count = len(registry)
`,
  'use.py': `${head}import lib\n\nnet = lib.registry["Any"]()\n${model('Wide', 'nn.Module', 'len(lib.registry)')}`,
  'plug.py': `${head}from lib.tools import register, registry, widths\nwidths[0] = 64\n\n@register${model('Plug', 'nn.Module', 'len(registry)')}`,
  'plain.py': `${head}import plug\n${model('Plain', 'nn.Module', 'plug.widths[0]')}`,
  'patch.py': `${head}import torch\ntorch.usual = 5\n${model('Patch', 'nn.Module', 'torch.usual')}`,
  'alone.py': `${head}from lib import tools\n${model('Alone', 'nn.Module', 'tools.widths[0] + len(tools.registry)')}`,
  // A circle that is another one by each way in, and a package that has a submodule once somebody asks for it.
  'ring/__init__.py': '',
  'ring/a.py': 'from ring import b\nseen = getattr(b, "size", 1)\nsize = 4\n',
  'ring/b.py': 'from ring import a\nsize = getattr(a, "size", 2)\n',
  'by_a.py': `${head}import ring.a, ring.b\n${model('ByA', 'nn.Module', '16 * ring.a.seen + ring.b.size')}`,
  'by_b.py': `${head}import ring.b, ring.a\n${model('ByB', 'nn.Module', '16 * ring.a.seen + ring.b.size')}`,
  'via.py': 'from ring.b import size\n',
  'mixed.py': `${head}import ring.a, via\n${model('Mixed', 'nn.Module', '8 * via.size')}`,
  'only.py': `${head}import via\n${model('Only', 'nn.Module', '8 * via.size')}`,
  'by_none.py': `${head}import ring\n${model('ByNone', 'nn.Module', '3 if hasattr(ring, "a") else 5')}`,
  // A list that several files fill, and Python's own modules, which they change.
  'list.py': 'filled = []\n',
  'fill_one.py': 'import sys\nfrom list import filled\nfilled.append(1)\nsys.path.append("one")\n',
  'fill_two.py': 'import sys\nfrom list import filled\nfilled.append(2)\nsys.path.append("two")\n',
  'both.py': `${head}import sys, fill_one, fill_two, list\n${model('Both', 'nn.Module', '10 * len(sys.path) + list.filled[-1]')}`,
  'two.py': `${head}import sys, fill_two, list\n${model('Two', 'nn.Module', '10 * len(sys.path) + list.filled[0]')}`,
  // What is made and called while it is imported, at the top and out of a call.
  'made.py': `${head}import torch\n${model('Made', 'nn.Module', '8')}\nnet = Made()\nout = net(torch.rand(2, 3, 9, 9))\n`,
  'later.py': `${head}
def get():
    import made
    return made.net
${model('Later', 'nn.Module', '6')}
net = nn.Sequential(get(), Later)
`,
  'loaded.py': `${head}import sys\n${model('Loaded', 'nn.Module', '7 if "made" in sys.modules else 9')}`,
};

const ROOT = 'file:///shared/';

const inMemory: Workspace = {
  read: async (uri) => FILES[uri.slice(ROOT.length)],
  rootsOf: () => [ROOT],
  resource: async () => undefined,
};

async function found(uri: string, text: string, workspace: Workspace, once: boolean): Promise<unknown> {
  const analysis = await analyzeIn({ uri, text, once }, workspace);
  return {
    problems: analysis?.problems.map(({ rule, message, span }) => [rule, message, span]),
    models: analysis?.models.map(({ name, totals, gaps, graph, span }) => ({
      name,
      totals,
      gaps,
      span,
      inputs: graph.inputs.map(({ tensor }) => tensor.volume),
      layers: graph.layers.map(({ path, module, outputs, macs, origin }) => [
        path,
        module.type,
        module.attributes,
        outputs.map(({ volume }) => volume),
        macs,
        origin,
      ]),
    })),
  };
}

/** Every file directly behind every other one. */
function orderOf<T>(items: readonly T[]): readonly T[] {
  return items.flatMap((a) => items.flatMap((b) => [a, b]));
}

describe('files that are each analysed once', () => {
  it('share packages, and nothing that others have done', async () => {
    const files = Object.keys(FILES);
    const alone = new Map<string, unknown>();
    for (const file of files) alone.set(file, await found(ROOT + file, FILES[file] ?? '', inMemory, false));
    for (const file of orderOf(files))
      expect(await found(ROOT + file, FILES[file] ?? '', inMemory, true), file).toEqual(alone.get(file));
  });

  it('come to the same in our own examples', async () => {
    const folder = resolve(import.meta.dirname, '../../examples');
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.py'));
    await sameInAnyOrder(folder, names);
  });

  const torchvision = cached('torchvision');
  it.skipIf(!torchvision)('come to the same in torchvision', { timeout: 240_000 }, async () => {
    const names = ['resnet', 'vgg', '_utils', 'detection/ssd', 'quantization/resnet', 'segmentation/fcn', 'alexnet'];
    await sameInAnyOrder(
      dirname(torchvision ?? ''),
      names.map((name) => `torchvision/models/${name}.py`),
    );
  });
});

async function sameInAnyOrder(folder: string, names: readonly string[]): Promise<void> {
  const root = pathToFileURL(`${folder}/`).href;
  const workspace: Workspace = {
    async read(uri) {
      try {
        return readFileSync(new URL(uri), 'utf8');
      } catch {
        return undefined;
      }
    },
    rootsOf: () => [root],
    resource: async () => undefined,
  };
  const look = (name: string, once: boolean) =>
    found(root + name, readFileSync(join(folder, name), 'utf8'), workspace, once);
  const alone = new Map<string, unknown>();
  for (const name of names) alone.set(name, await look(name, false));
  for (const name of [...names, ...[...names].reverse()]) expect(await look(name, true), name).toEqual(alone.get(name));
}
