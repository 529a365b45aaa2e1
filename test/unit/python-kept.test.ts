// Models that outlive edits: an edit runs the models whose code it touched and no others, and whatever is edited, the analysis
// is the one that the text would have got on its own.
import { describe, expect, it } from 'vitest';
import { createBuilder } from '../../server/src/engine/graph-builder.ts';
import type { BuildHost, Source } from '../../server/src/frontends/front-end.ts';
import { build } from '../../server/src/frontends/python/build.ts';
import { operators } from '../../server/src/operators/index.ts';
import '../harness/grammars.ts';
import { BLOCKS, OTHER, REGISTRY } from './python-kept-models.ts';

/** Which models a text runs, as the editor would ask for it after the texts before. */
function editor(uri: string, files: Record<string, string> = {}) {
  return (text: string, others = files) => {
    const ran: string[] = [];
    const host: BuildHost = {
      operators,
      newBuilder: (options) => {
        if (options.name !== '') ran.push(options.name);
        return createBuilder(operators, options);
      },
    };
    const texts = new Map<string, string | undefined>([[uri, text], ...Object.entries(others)]);
    const source: Source = { uri, text, inputs: [], models: [], files: { texts, roots: ['file:///kept/'] } };
    const { models } = build(source, host);
    for (const { graph, head } of models) {
      for (const { origin } of graph.layers)
        expect(text.slice(origin.span.start, origin.span.end)).toMatch(/^(?:def |class |[\w.]+\()/);
      expect(text.slice(head.start, head.end)).toMatch(/^\w+$/);
    }
    return { ran: [...new Set(ran)].sort(), names: models.map(({ name }) => name) };
  };
}

function changed(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, to);
}

describe('an edit runs the models that it touches', () => {
  let count = 0;
  const open = (text: string, files?: Record<string, string>) => {
    const edit = editor(`file:///kept/edited${count++}.py`, files);
    edit(text);
    return (from: string, to: string) => edit(changed(text, from, to)).ran;
  };

  it('inside a factory: that one', () => {
    const ran = open(BLOCKS);
    expect(ran('return Net(Plain, 2)', 'return Net(Plain, 3)')).toEqual(['small']);
  });

  it('inside a shared block: those that are made of it', () => {
    const ran = open(BLOCKS);
    expect(ran('self.a = nn.Conv2d(width, width, 3', 'self.a = nn.Conv2d(width, width, 5')).toEqual(['large', 'small']);
    expect(ran('self.only = nn.Conv2d(width, width, 1)', 'self.only = nn.Conv2d(width, width, 3)')).toEqual(['narrow']);
  });

  it('inside what all are made of: all', () => {
    const ran = open(BLOCKS);
    expect(ran('self.head = nn.Linear(width, 10)', 'self.head = nn.Linear(width, 11)')).toEqual([
      'large',
      'narrow',
      'small',
    ]);
  });

  it('in lines above and in comments between statements: none', () => {
    const ran = open(BLOCKS);
    expect(ran('import torch.nn as nn', 'import os\n\n\nimport torch.nn as nn')).toEqual([]);
    expect(ran('\n\ndef large', '\n\n# what follows is large\ndef large')).toEqual([]);
  });

  it('in a function that no model runs: none', () => {
    const ran = open(BLOCKS);
    expect(ran('return value + 1', 'return value + 2')).toEqual(['helper']);
  });

  it('in a table of constants: those that read it', () => {
    const ran = open(BLOCKS);
    expect(ran("'deep': 4", "'deep': 5")).toEqual(['large']);
  });

  it('a name that is another one now: those that read it', () => {
    const ran = open(BLOCKS);
    expect(ran('Chosen = Narrow', 'Chosen = Plain')).toEqual(['narrow']);
  });

  it('a line that is broken and mended again: none', () => {
    const edit = editor('file:///kept/mended.py');
    edit(BLOCKS);
    edit(changed(BLOCKS, 'return Net(Plain, 2)', 'return Net(Plain, 2'));
    expect(edit(BLOCKS).ran).toEqual([]);
  });

  it('a registry that decorators fill: those that look into it', () => {
    const ran = open(REGISTRY);
    expect(ran('@register\nclass First', 'class First')).toEqual(['First', 'by_name']);
    expect(ran('nn.Conv2d(3, 8, 3, padding=1)', 'nn.Conv2d(3, 8, 5, padding=2)')).toEqual(['by_name']);
    expect(open(REGISTRY)('return Alone(8)', 'return Alone(9)')).toEqual(['alone']);
  });

  it('in an imported file: those that use what it defines', () => {
    const uri = 'file:///kept/importing.py';
    const other = 'file:///kept/blocks_elsewhere.py';
    const text = `${changed(BLOCKS, 'Chosen = Narrow', 'from blocks_elsewhere import Elsewhere as Chosen')}`;
    const edit = editor(uri, { [other]: OTHER });
    expect(edit(text).names).toEqual(['small', 'large', 'narrow']);
    expect(edit(text, { [other]: changed(OTHER, '3, padding=1', '5, padding=2') }).ran).toEqual(['narrow']);
    expect(edit(text, { [other]: `# A word.\n${OTHER}` }).ran).toEqual([]);
  });

  it('what comments say of its input: that one', () => {
    const ran = open(BLOCKS);
    expect(ran('def narrow', '# convlint: input=3x16x16\ndef narrow')).toEqual(['narrow']);
  });
});
