// Sums of products over named axes.
import { text } from '../graph/attribute.ts';
import { promoted } from '../graph/broadcast.ts';
import { add, type Dim, differ, merge, productOfOneSample } from '../graph/dim.ts';
import { defineOperator, type Inference, type Refuse } from '../graph/operator.ts';
import { refusedVolume } from '../graph/refused.ts';
import { dimText } from '../graph/torch-text.ts';
import { unknownVolume, type Volume, volume } from '../graph/volume.ts';

/** Axes that `...` stands for are named by their distance from its end. */
type Label = string;

interface Equation {
  readonly operands: readonly (readonly Label[])[];
  readonly output: readonly Label[];
}

/**
 * `bhid,bhjd->bhij`: axes of one letter have one size, and those that the output does not name are summed over.
 * MACs where two volumes are multiplied and something is summed: all axes that occur, each once.
 * Refuses sizes of one letter that differ, letters of the output that no input has, and another number of letters than axes.
 * Source: torch.einsum, https://docs.pytorch.org/docs/2.13/generated/torch.einsum.html; aten/src/ATen/native/Linear.cpp
 */
export const einsum = defineOperator({
  id: 'einsum',
  family: 'linear',
  doc: 'Sums products of cells over named axes: matrix products and their like, written as an equation.',
  attributes: { equation: text({ doc: 'The axes of every input, and of the output: `bid,bjd->bij`.' }) },
  inputs: { min: 1, max: Number.POSITIVE_INFINITY },
  infer({ attributes: { equation }, inputs, refuse }) {
    const dtype = promoted(inputs);
    const [first] = inputs;
    if (!first) return { outputs: [] };
    const lost = inputs.find(({ dims }) => !dims);
    if (typeof equation !== 'string') return { outputs: [refusedVolume(first)] };
    if (lost && !lost.dims) {
      const [, written] = equation.replace(/\s/g, '').split('->');
      const unknown = { kind: 'unknown', cause: lost.cause } as const;
      const known = written !== undefined && /^[A-Za-z]*$/.test(written);
      return {
        outputs: [
          known
            ? volume(
                [...written].map(() => unknown),
                dtype,
              )
            : unknownVolume(lost.cause, dtype),
        ],
      };
    }
    const read = readEquation(equation, inputs, refuse);
    if (!read) return { outputs: [refusedVolume(first)] };
    return solve(read, inputs, refuse);
  },
});

function readEquation(written: string, inputs: readonly Volume[], refuse: Refuse): Equation | undefined {
  const wrong = (quote: string) => {
    const facts = { attribute: 'equation', value: written, expected: { kind: 'text' } } as const;
    refuse('bad-value', facts, { attribute: 'equation', quote });
    return undefined;
  };
  const [left = '', right] = written.replace(/\s/g, '').split('->');
  const parts = left.split(',');
  if (parts.length > inputs.length)
    return wrong('einsum(): fewer operands were provided than specified in the equation');
  if (parts.length < inputs.length)
    return wrong('einsum(): more operands were provided than specified in the equation');
  const operands: Label[][] = [];
  for (const [index, part] of parts.entries()) {
    const rank = inputs[index]?.dims?.length ?? 0;
    const letters = part.replace('...', '').length;
    const dots = part.includes('...');
    if (!/^[A-Za-z]*(\.\.\.)?[A-Za-z]*$/.test(part))
      return wrong(
        `einsum(): invalid subscript given at index ${index} in the equation string, subscripts must be in [a-zA-Z]`,
      );
    if (letters > rank || (letters < rank && !dots)) {
      return wrong(
        `einsum(): the number of subscripts in the equation (${letters}) ` +
          `${dots ? 'is more than the number of dimensions' : 'does not match the number of dimensions'} (${rank}) for operand ${index}` +
          `${dots ? '' : ' and no ellipsis was given'}`,
      );
    }
    operands.push(labels(part, rank - letters));
  }
  const widest = Math.max(0, ...operands.map((names) => names.filter((name) => name.startsWith('.')).length));
  const output = right === undefined ? implied(operands, widest) : labels(right, widest);
  const absent = output.find((name) => !operands.some((names) => names.includes(name)));
  if (absent !== undefined && !absent.startsWith('.'))
    return wrong(`einsum(): output subscript ${absent} does not appear in the equation for any input operand`);
  return { operands, output: output.filter((name) => name !== absent) };
}

function labels(part: string, hidden: number): Label[] {
  const dots = Array.from({ length: hidden }, (_, index) => `.${hidden - index}`);
  const [before = '', after] = part.split('...');
  return after === undefined ? [...before] : [...before, ...dots, ...after];
}

/** Without `->`: what `...` stands for, then the letters that occur once, in alphabetical order. */
function implied(operands: readonly (readonly Label[])[], widest: number): Label[] {
  const all = operands.flat().filter((name) => !name.startsWith('.'));
  const once = [...new Set(all)].filter((name) => all.indexOf(name) === all.lastIndexOf(name));
  return [...labels('...', widest), ...once.sort()];
}

function solve({ operands, output }: Equation, inputs: readonly Volume[], refuse: Refuse): Inference {
  const sizes = new Map<Label, Dim>();
  for (const [index, names] of operands.entries()) {
    for (const [at, name] of names.entries()) {
      const size = inputs[index]?.dims?.[at] ?? 1;
      const seen = sizes.get(name);
      if (seen !== undefined && seen !== 1 && size !== 1 && differ(seen, size)) {
        const subscript = name.startsWith('.') ? '...' : name;
        const quote = `einsum(): subscript ${subscript} has size ${dimText(size)} for operand ${index} which does not broadcast with previously seen size ${dimText(seen)}`;
        refuse('add-shapes-differ', { inputs, differsAt: at, subscript, sizes: [seen, size] }, { quote });
      }
      sizes.set(name, seen === undefined || seen === 1 ? size : size === 1 ? seen : merge(seen, size));
    }
  }
  const sizeOf = (name: Label): Dim => sizes.get(name) ?? 1;
  const outputs = [volume(output.map(sizeOf), promoted(inputs))];
  const summed = [...sizes.keys()].some((name) => !output.includes(name));
  return { outputs, macs: productsOf(operands, output, sizeOf), global: summed && operands.length > 1 };
}

/**
 * Two at a time from the left, as without a planner of contractions. What only one of a pair has and nobody asks for is
 * summed before; a pair that has nothing else to sum over, or one cell, is multiplied cell by cell, which counts nothing.
 */
function productsOf(
  operands: readonly (readonly Label[])[],
  output: readonly Label[],
  sizeOf: (name: Label) => Dim,
): Dim {
  let macs: Dim = 0;
  let left = operands[0] ?? [];
  for (const [index, right] of operands.entries()) {
    if (index === 0) continue;
    const later = new Set([...output, ...operands.slice(index + 1).flat()]);
    const both = [...new Set([...left, ...right])];
    const isShared = (name: Label) => left.includes(name) && right.includes(name);
    const multiplied = both.filter((name) => later.has(name) || isShared(name));
    if (multiplied.some((name) => !later.has(name) && sizeOf(name) !== 1))
      macs = add(macs, productOfOneSample(multiplied.map(sizeOf)));
    left = both.filter((name) => later.has(name));
  }
  return macs;
}
