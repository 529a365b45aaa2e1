// Imported files are looked for again only where one of them has changed.
import { expect, it } from 'vitest';
import { analyzeIn } from '../../server/src/analyze.ts';
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
