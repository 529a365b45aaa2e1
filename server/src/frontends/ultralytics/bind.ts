// A row's arguments against a block's declaration: read, scaled, forced, and what is wrong with them.
import type { AttributeInput } from '../../graph/attribute.ts';
import type { Finding } from '../../graph/finding.ts';
import type { ArgumentUse } from '../front-end.ts';
import { type Block, pythonText, signatureOf } from './blocks/block.ts';
import type { Library } from './blocks/index.ts';
import type { Spans } from './blocks/net.ts';
import { type ModelSettings, scaledChannels } from './blocks/settings.ts';
import type { Row } from './syntax.ts';

export interface Bound {
  readonly values: Readonly<Record<string, unknown>>;
  readonly at: Spans;
  readonly arguments: readonly ArgumentUse[];
  readonly findings: readonly Finding[];
}

export interface RowBinding {
  readonly block: Block;
  readonly bound: Bound;
}

/** The first reading of the row's module that its arguments fit, or else the likeliest with what is wrong. */
export function bindRow(row: Row, library: Library, model: ModelSettings): RowBinding | undefined {
  let first: RowBinding | undefined;
  for (const block of library.readings(row.module.name)) {
    const bound = bindArguments(row, block, model);
    if (bound.findings.length === 0) return { block, bound };
    first ??= { block, bound };
  }
  return library.isBorrowed(row.module.name) ? undefined : first;
}

function bindArguments(row: Row, block: Block, model: ModelSettings): Bound {
  const values: Record<string, unknown> = {};
  const shown = new Map<string, AttributeInput>();
  const at: Record<string, Row['fromSpan']> = {};
  const findings: Finding[] = [];
  const names = Object.keys(block.args);
  const changed = new Map<string, NonNullable<ArgumentUse['changed']>>();

  for (const [index, name] of names.entries()) {
    const argument = block.args[name];
    if (!argument) continue;
    const given = row.args[index];
    const value = given ? given.value : argument.default;
    if (given) at[name] = given.span;
    const read = value === undefined ? undefined : argument.read(value);
    if (value !== undefined && !read) findings.push(badArgument(row, index, block));
    values[name] = read ? read.value : argument.unknown;
    if (value !== undefined) shown.set(name, value);
  }
  findings.push(...wrongCount(row, block, names));

  for (const name of block.scaled ?? []) {
    const channels = values[name];
    if (typeof channels !== 'number' || Number.isNaN(channels) || isOutput(channels, model)) continue;
    const scaled = scaledChannels(channels, model);
    if (scaled !== channels) changed.set(name, 'scaled');
    values[name] = scaled;
    shown.set(name, scaled);
  }
  for (const [name, value] of Object.entries(block.forced?.(model, row.args.length, values) ?? {})) {
    if (values[name] !== value) changed.set(name, typeof value === 'boolean' ? 'forced' : 'scaled');
    values[name] = value;
    shown.set(name, value);
  }
  const uses = names.map((name, index) => useOf(name, index, { row, block, shown, changed }));
  return { values, at, arguments: uses, findings };
}

/** Models with anchors leave a layer alone that has as many channels as their head. */
function isOutput(channels: number, { anchors, nc }: ModelSettings): boolean {
  return anchors !== undefined && channels === anchors * (nc + 5);
}

function useOf(
  name: string,
  index: number,
  {
    row,
    block,
    shown,
    changed,
  }: {
    readonly row: Row;
    readonly block: Block;
    readonly shown: ReadonlyMap<string, AttributeInput>;
    readonly changed: ReadonlyMap<string, NonNullable<ArgumentUse['changed']>>;
  },
): ArgumentUse {
  const argument = block.args[name];
  const written = row.args[index]?.text;
  const change = changed.get(name);
  return {
    name,
    doc: argument?.doc ?? '',
    expectation: argument?.expectation ?? { kind: 'text' },
    value: shown.get(name) ?? null,
    ...(written === undefined ? {} : { written }),
    ...(change ? { changed: change } : {}),
  };
}

function badArgument(row: Row, index: number, block: Block): Finding {
  const given = row.args[index];
  const [name = '', argument] = Object.entries(block.args)[index] ?? [];
  const expected = argument?.expectation ?? { kind: 'text' };
  const value = given?.text ?? pythonText(argument?.default ?? null);
  const facts = { attribute: name, value, expected, signature: signatureOf(row.module.name, block) };
  return { rule: 'bad-value', span: given?.span ?? row.module.span, facts };
}

function wrongCount(row: Row, block: Block, names: readonly string[]): Finding[] {
  const signature = signatureOf(row.module.name, block);
  const min = names.filter((name) => block.args[name]?.default === undefined).length;
  const expected = { kind: 'arguments', signature, min, max: names.length } as const;
  const [first, last] = [row.args[names.length], row.args.at(-1)];
  if (first && last) {
    const value = `[${row.args.map(({ text }) => text).join(', ')}]`;
    const span = { start: first.span.start, end: last.span.end };
    return [{ rule: 'bad-value', span, facts: { attribute: 'args', value, expected } }];
  }
  if (row.args.length >= min) return [];
  const attribute = names[row.args.length] ?? row.module.name;
  return [{ rule: 'missing-value', span: row.module.span, facts: { attribute, expected } }];
}
