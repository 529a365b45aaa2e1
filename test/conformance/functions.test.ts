// torch's functions, tensor methods, operators and indexing against recordings from PyTorch: every row is written as
// Python and evaluated.
import { describe, expect, test } from 'vitest';
import { runTorch } from '../harness/python-torch.ts';
import { DATA, type FunctionRow, readRows } from '../harness/recorded.ts';

type Argument =
  | number
  | string
  | boolean
  | null
  | readonly Argument[]
  | { readonly $t: number }
  | { readonly $slice: readonly Argument[] }
  | { readonly $tuple: readonly Argument[] };

type Row = FunctionRow<Argument>;

const rows = readRows<Row>(new URL('functions.jsonl.gz', DATA));

function python(value: Argument): string {
  if (value === null || value === '$none') return 'None';
  if (value === '$ellipsis') return '...';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'object') return JSON.stringify(value);
  if ('$t' in value) return `t${value.$t}`;
  if ('$slice' in value) return `slice(${value.$slice.map(python).join(', ')})`;
  if ('$tuple' in value) return `(${value.$tuple.map(python).join(', ')},)`;
  return `[${(value as readonly Argument[]).map(python).join(', ')}]`;
}

const SIGNS: Readonly<Record<string, string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  truediv: '/',
  floordiv: '//',
  pow: '**',
  matmul: '@',
  lt: '<',
};

function expression({ op, args, kwargs }: Row): string {
  const given = args.map(python);
  const named = Object.entries(kwargs).map(([name, value]) => `${name}=${python(value)}`);
  const [first = '', ...rest] = given;
  const all = (list: readonly string[]) => [...list, ...named].join(', ');
  const [family = '', name = ''] = op.split('.');
  if (op === 'view_after_permute') return `${first}.permute(${rest[0]}).view(${rest[1]})`;
  if (op === 'operator.getitem') return `${first}[${rest[0]}]`;
  if (family === 'operator' && name.startsWith('i')) return `inplace(${given.join(', ')})`;
  if (family === 'operator') return `${first} ${SIGNS[name]} ${rest[0]}`;
  if (['Tensor.T', 'Tensor.mT', 'Tensor.shape'].includes(op)) return `${first}.${name}`;
  if (family === 'Tensor') return `${first}.${name}(${all(rest)})`;
  return `${op}(${all(given)})`;
}

function source(row: Row): string {
  const inputs = row.inputs.map(
    ({ shape, dtype }, index) => `t${index} = given('${dtype[0]}'${shape.map((size) => `, ${size}`).join('')})`,
  );
  const sign = row.op === 'operator.iadd' ? '+' : '*';
  return [
    'import torch',
    'import torch.nn.functional as F',
    `def inplace(a, b):\n    a ${sign}= b\n    return a`,
    ...inputs,
    `result = ${expression(row)}`,
  ].join('\n');
}

/** Python's own refusals are exceptions; their first line is PyTorch's. */
function judge(row: Row): string | undefined {
  const { value, findings, raised } = runTorch(source(row));
  const said = [
    ...findings.map((finding) => finding.quote ?? finding.rule),
    ...raised.map((line) => line.replace(/^\w+: /, '')),
  ];
  const refused = said.length > 0;
  if (row.err === null) {
    const got = value('result');
    const same = JSON.stringify(got) === JSON.stringify(row.out);
    return same && !refused ? undefined : `${JSON.stringify(got)} ${said}, PyTorch ${JSON.stringify(row.out)}`;
  }
  if (!refused) return `${JSON.stringify(value('result'))}, PyTorch: ${row.err}`;
  const [line = ''] = row.err.split('\n');
  return said.some((text) => text.split('\n')[0] === line) ? undefined : `said ${said}, PyTorch: ${line}`;
}

describe('functions recorded from PyTorch, as Python', () => {
  test.each([...new Set(rows.map((row) => row.op))])('%s', (op) => {
    const wrong = rows
      .filter((row) => row.op === op)
      .flatMap((row) => {
        const problem = judge(row);
        return problem === undefined ? [] : [`${row.id} ${source(row).split('\n').slice(5).join('; ')}: ${problem}`];
      });
    expect(wrong.join('\n')).toBe('');
  });

  test('are all of them', () => expect(rows.length).toBe(1030));
});
