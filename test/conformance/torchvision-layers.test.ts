// Every leaf layer that torchvision's models call, as recorded: its output shape, its parameters, and the model's MACs.
// Reads ../shared/ground-truth/torchvision, which is not part of the repository; without it the test says so and is skipped.
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createBuilder } from '../../server/src/engine/graph-builder.ts';
import { bindCall } from '../../server/src/frontends/python/torch/bindings/binding.ts';
import { moduleBinding } from '../../server/src/frontends/python/torch/bindings/index.ts';
import type { AttributeInput } from '../../server/src/graph/attribute.ts';
import { isKnown } from '../../server/src/graph/dim.ts';
import { volume } from '../../server/src/graph/volume.ts';
import { operators } from '../../server/src/operators/index.ts';
import { readDocument, TRUTH } from '../harness/recorded.ts';

type Shapes = readonly number[] | readonly (readonly number[] | null)[];
type Static = readonly [name: string, type: string, repr: string, params: number];
type Called = readonly [name: string, type: string, inputs: Shapes, outputs: Shapes];

interface Model {
  readonly static: readonly Static[];
  readonly calls: readonly Called[];
  readonly flops: { readonly total: number };
}

const FOLDER = new URL('torchvision/', TRUTH);
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.json.gz')) : [];
if (files.length === 0) console.warn(`SKIPPED: no recorded torchvision models in ${FOLDER.pathname}`);

/** Their attention multiplies matrices outside of any module; recorded as functions, not as calls. */
const BARE_PRODUCTS = /^(swin|maxvit)/;
const ORIGIN = { span: { start: 0, end: 0 }, head: { start: 0, end: 0 } };

/** `64, 64, kernel_size=(3, 3), bias=False`, as `repr` prints a module. */
function readRepr(repr: string): { readonly args: AttributeInput[]; readonly keywords: Map<string, AttributeInput> } {
  const args: AttributeInput[] = [];
  const keywords = new Map<string, AttributeInput>();
  for (const part of repr.split(/,\s*(?![^(]*\))/).filter(Boolean)) {
    const [, name, value = part] = /^(\w+)=(.*)$/.exec(part) ?? [];
    if (name === undefined) args.push(readPython(value));
    else keywords.set(name, readPython(value));
  }
  return { args, keywords };
}

const WORDS: Readonly<Record<string, string>> = { True: 'true', False: 'false', None: 'null', "'": '"' };

function readPython(text: string): AttributeInput {
  const json = text.replace(/True|False|None|'/g, (word) => WORDS[word] ?? word);
  return JSON.parse(json.replace(/^\((.*?),?\)$/, '[$1]'));
}

function severalShapes(shapes: Shapes): readonly (readonly number[])[] {
  return typeof shapes[0] === 'number'
    ? [shapes as readonly number[]]
    : shapes.flatMap((each) => (Array.isArray(each) ? [each] : []));
}

interface Tally {
  readonly layers: number;
  readonly macs: number;
  readonly wrong: readonly string[];
}

function check(model: Model): Tally {
  const modules = new Map(model.static.map((each) => [each[0], each]));
  const wrong: string[] = [];
  let layers = 0;
  let macs = 0;
  for (const [path, type, inputs, outputs] of model.calls) {
    const binding = moduleBinding(type);
    const recorded = modules.get(path);
    if (!binding || !recorded) continue;
    const [first = []] = severalShapes(inputs);
    // Its repr is empty; the number of heads changes neither parameters nor MACs.
    const attention = { args: [first.at(-1) ?? 0, 1], keywords: new Map([['batch_first', true]]) };
    const { args, keywords } = type === 'MultiheadAttention' ? attention : readRepr(recorded[2]);
    const { attributes, mistakes } = bindCall(binding, args, keywords);
    const builder = createBuilder(operators, { name: path, conventions: { rounding: 'floor' } });
    const module = builder.declare({ operator: binding.operator, type, path, attributes, origin: ORIGIN });
    const tensors = severalShapes(inputs).map((shape) => builder.constant(volume(shape)));
    const [output] = builder.call(module, tensors, ORIGIN);
    const graph = builder.finish();
    const own = (name: string) => type !== 'MultiheadAttention' || !name.startsWith('out_proj.');
    const params = module.parameters.reduce(
      (sum, { name, count, buffer }) => sum + (!buffer && own(name) && isKnown(count) ? count : 0),
      0,
    );
    const [cost = 0] = graph.layers.map((layer) => layer.macs);
    macs += isKnown(cost) ? cost : Number.NaN;
    layers++;
    const said = [...mistakes.map(({ kind }) => kind), ...graph.findings.map(({ quote, rule }) => quote ?? rule)];
    const shape = JSON.stringify(output?.volume.dims);
    const expected = JSON.stringify(severalShapes(outputs)[0]);
    if (said.length > 0 || shape !== expected || params !== recorded[3]) {
      wrong.push(`${path} ${type}(${recorded[2]}): ${shape} ${params} ${said}, recorded ${expected} ${recorded[3]}`);
    }
  }
  return { layers, macs, wrong };
}

describe.skipIf(files.length === 0)('torchvision', () => {
  test.each(files)('%s', (file) => {
    const model = readDocument<Model>(new URL(file, FOLDER));
    const { layers, macs, wrong } = check(model);
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(layers).toBeGreaterThan(5);
    if (BARE_PRODUCTS.test(file)) expect(macs).toBeLessThan(model.flops.total / 2);
    else expect(macs).toBe(model.flops.total / 2);
  });
});
