// Imported files are looked for again only where one of them has changed.
import { describe, expect, it } from 'vitest';
import { analyze, analyzeIn } from '../../server/src/analyze.ts';
import type { BuildHost } from '../../server/src/frontends/front-end.ts';
import { parserIfLoaded } from '../../server/src/frontends/python/grammar.ts';
import { programOf } from '../../server/src/frontends/python/program.ts';
import type { PythonParser } from '../../server/src/frontends/python/syntax/parser.ts';
import '../harness/grammars.ts';
import { loadImports } from '../../server/src/frontends/python/workspace.ts';

/** A workspace of one folder, which counts what is read in it. */
function workspaceOf(files: Readonly<Record<string, string>>, changed: ReadonlyMap<string, number> = new Map()) {
  const workspace = {
    reads: 0,
    read: async (uri: string) => {
      workspace.reads++;
      return files[uri];
    },
    rootsOf: () => ['file:///w/'],
    resource: async () => undefined,
    changes: {
      get count() {
        return changed.size;
      },
      since: (count: number) => [...changed].flatMap(([uri, at]) => (at > count ? [uri] : [])),
    },
  };
  return workspace;
}

it('looks for imported files again only where one of them, or one that was not there, has changed', async () => {
  const files: Record<string, string> = { 'file:///w/a.py': 'import b\n', 'file:///w/b.py': 'x = 1\n' };
  const changed = new Map<string, number>();
  const workspace = workspaceOf(files, changed);
  const load = (text: string) => loadImports({ uri: 'file:///w/main.py', text, roots: [] }, workspace, () => false);
  const change = (uri: string, text: string) => {
    files[uri] = text;
    changed.set(uri, changed.size + 1);
  };
  const first = await load('import a\nimport c\n');
  expect(first.texts.get('file:///w/b.py')).toBe('x = 1\n');
  const before = workspace.reads;
  change('file:///w/main.py', '');
  change('file:///w/elsewhere.py', 'y = 2\n');
  expect(await load('import a\nimport c\n\nz = 3\n')).toBe(first);
  expect(workspace.reads).toBe(before);
  change('file:///w/b.py', 'x = 2\n');
  expect((await load('import a\nimport c\n')).texts.get('file:///w/b.py')).toBe('x = 2\n');
  change('file:///w/c.py', 'there = True\n');
  expect((await load('import a\nimport c\n')).texts.get('file:///w/c.py')).toBe('there = True\n');
  expect((await load('import a\n')).texts.has('file:///w/c.py')).toBe(false);
});

it('reads no file at an edit of the analysed text, and takes the files that it has for the same', async () => {
  const workspace = workspaceOf({ 'file:///w/parts.py': 'import torch\nwidth = 8\n' });
  const at = (epsilon: number) =>
    analyzeIn(
      { uri: 'file:///w/net.py', text: `import torch\nfrom parts import width\nepsilon = ${epsilon}\n` },
      workspace,
    );
  const first = await at(1);
  const before = workspace.reads;
  expect(before).toBeGreaterThan(0);
  const second = await at(2);
  expect(workspace.reads).toBe(before);
  expect(second?.request.files).toBe(first?.request.files);
});

it('knows after an edit which files are imported only by code that runs', async () => {
  const files: Record<string, string> = { 'file:///w/late.py': 'width = 8\n' };
  const changed = new Map<string, number>();
  const workspace = workspaceOf(files, changed);
  const at = async (epsilon: number) => {
    const text = `import torch.nn as nn
from importlib import import_module
epsilon = ${epsilon}
net = nn.Sequential(nn.Conv2d(3, import_module('late').width, 3))
`;
    const analysis = await analyzeIn({ uri: 'file:///w/net.py', text }, workspace);
    return [analysis?.models[0]?.graph.layers[0]?.outputs[0]?.volume.dims?.[1], analysis?.request.files] as const;
  };
  const [width, first] = await at(1);
  expect(width).toBe(8);
  expect(await at(2)).toEqual([8, first]);
  expect((await at(2))[1]).toBe(first);
  files['file:///w/late.py'] = 'width = 9\n';
  changed.set('file:///w/late.py', changed.size + 1);
  expect((await at(3))[0]).toBe(9);
});

describe('an edited file of a package that imports it', () => {
  const NET = `# convlint: input=3x8x8
import torch.nn as nn
from pkg.tools import depth

BASE = 4


class Net(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Conv2d(3, WIDTH, 3), *[nn.ReLU() for _ in range(depth)])
`;
  const editor = (folder: string, files: Readonly<Record<string, string>>) => {
    const at = (name: string) => `file:///${folder}/pkg/${name}.py`;
    const uri = at('net');
    const texts = new Map(Object.entries(files).map(([name, text]) => [at(name), text]));
    const loaded = { texts, roots: [`file:///${folder}/`] };
    return {
      channels: (text: string) =>
        analyze({ uri, text, files: loaded })?.models[0]?.graph.layers[0]?.outputs[0]?.volume.dims?.[1],
      get package() {
        const program = programOf(parserIfLoaded() as PythonParser, { uri }, { once: false } as BuildHost);
        return program.interpreter.imports.world.files.get(at('__init__'))?.module;
      },
    };
  };

  it.each([
    ['asks its packages for no names', { __init__: 'from .net import *\n', tools: 'depth = 2\n' }],
    [
      'asks them for modules, and these for no names',
      {
        __init__: 'from .version import version\nfrom .net import Net\n',
        tools: 'from . import version\ndepth = 2\n',
        version: 'version = "1"\n',
      },
    ],
  ])('is run on its own where it %s that come from itself', (name, files) => {
    const net = NET.replace('WIDTH', 'BASE');
    const open = editor(`apart-${name.length}`, files);
    expect(open.channels(net)).toBe(4);
    const before = open.package;
    expect(open.channels(net.replace('BASE = 4', 'BASE = 5'))).toBe(5);
    expect(open.package).toBe(before);
  });

  it.each([
    [
      'while a model is made',
      NET.replace('class Net', 'def width():\n    import pkg\n    return pkg.WIDTH\n\n\nclass Net').replace(
        'WIDTH, 3',
        'width(), 3',
      ),
    ],
    ['by a module of theirs', NET.replace('BASE = 4', 'BASE = 4\nfrom pkg.more import made\nWIDTH = made[0]')],
    ['at its top', NET.replace('BASE = 4', 'BASE = 4\nimport pkg\nWIDTH = getattr(pkg, "WIDTH", 0)')],
  ])('is run behind them where it does: %s', (name, net) => {
    const files = {
      __init__: 'from .net import *\nWIDTH = BASE * 2\n',
      tools: 'depth = 2\n',
      more: 'from . import net\nmade = []\nmade.append(net.BASE + 1)\n',
    };
    const { channels } = editor(`circular-${name.length}`, files);
    for (const base of [4, 5, 6]) {
      const text = net.replace('BASE = 4', `BASE = ${base}`);
      expect(channels(text)).toBe(editor(`fresh-${name.length}-${base}`, files).channels(text));
    }
  });
});
