// Every convolution, pooling, norm and linear layer that 86 published models call: sizes, parameters, and the models'
// convolution cost. The recordings lie beside the project; without them the test is skipped.
import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { AttributeInput } from '../../server/src/graph/attribute.ts';
import { readDocument, TRUTH } from '../harness/recorded.ts';
import { describeRow, disagreements, run } from './conform.ts';
import type { LayerRow, RecordedOutput } from './table.ts';

const folder = new URL('torchvision/', TRUTH);
const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json.gz')) : [];
if (files.length === 0) console.warn(`skipped: no recordings of torchvision at ${folder.pathname}`);

interface Recording {
  /** Name, class, extra_repr, own parameters, own buffers. */
  readonly static: readonly (readonly [string, string, string, number, number])[];
  readonly calls: readonly (readonly [string, string, RecordedOutput | readonly RecordedOutput[], RecordedOutput])[];
  readonly flops: { readonly by_op: Readonly<Record<string, number>> };
}

const LAYERS = /^(?:(?:Conv|ConvTranspose|MaxPool|AvgPool|AdaptiveAvgPool|BatchNorm)[123]d|Linear|LayerNorm)$/;

test.skipIf(files.length === 0).each(files.length > 0 ? files : ['no recordings'])('%s', (file) => {
  const recording = readDocument<Recording>(new URL(file, folder));
  let macs = 0;
  const wrong = rowsOf(recording).flatMap((row) => {
    const outcome = run(row);
    if (row.op.startsWith('Conv')) macs += outcome?.macs ?? Number.NaN;
    return (outcome ? disagreements(row, outcome) : ['not covered']).map((what) => `${describeRow(row)}: ${what}`);
  });
  expect(wrong).toEqual([]);
  expect(2 * macs).toBe(recording.flops.by_op['aten.convolution'] ?? 0);
});

function rowsOf({ static: modules, calls }: Recording): readonly LayerRow[] {
  const byName = new Map(modules.map((module) => [module[0], module]));
  return calls.flatMap(([name, op, input, out]): LayerRow[] => {
    const module = byName.get(name);
    const shape = Array.isArray(input) && Array.isArray(input[0]) ? input[0] : input;
    if (!module || !LAYERS.test(op)) return [];
    const [args, kwargs] = argumentsIn(module[2]);
    const inputs = [{ shape: shape as readonly number[], dtype: 'f' }];
    return [{ id: name, op, args, kwargs, inputs, out, params: module[3], buffers: module[4], err: null }];
  });
}

/** `3, 64, kernel_size=(7, 7), bias=False` → positional and keyword arguments. */
function argumentsIn(text: string): readonly [AttributeInput[], Record<string, AttributeInput>] {
  const json = text
    .replace(/'/g, '"')
    .replace(/(\w+)=/g, '{"name":"$1"},')
    .replace(/,?\)/g, ']')
    .replace(/\(/g, '[')
    .replace(/\b(?:True|False|None)\b/g, (word) => (word === 'None' ? 'null' : word.toLowerCase()));
  const items = JSON.parse(`[${json}]`) as readonly unknown[];
  const positional: AttributeInput[] = [];
  const keywords: Record<string, AttributeInput> = {};
  let name: string | undefined;
  for (const item of items) {
    if (typeof item === 'object' && item !== null && 'name' in item) name = String(item.name);
    else if (name === undefined) positional.push(item as AttributeInput);
    else {
      keywords[name] = item as AttributeInput;
      name = undefined;
    }
  }
  return [positional, keywords];
}
