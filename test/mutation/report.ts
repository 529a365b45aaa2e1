// Recorded mistakes (record.py) beside what is said of them, as a table: for each kind of mistake how many PyTorch refuses and how
// many of those are found, and errors where it accepts. Both ways to ask: `shapes` with model and input, and a plain `check`.
//
//   node --import ./test/typescript.mjs test/mutation/report.ts FOLDER TABLE… [--way asked|check] [--only TEXT] [--every N]
import { parseArgs } from 'node:util';
import { agrees, type Mutation, type Outcome, outcomeOf, readMutations } from './mutants.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    way: { type: 'string', multiple: true, default: ['asked', 'check'] },
    only: { type: 'string', default: '' },
    every: { type: 'string', default: '1' },
    batch: { type: 'string', default: '3' },
  },
});
const [folder = '.', ...tables] = positionals;
const BATCH = Number(values.batch);

interface Count {
  refused: number;
  missed: number;
  accepted: number;
  alarms: number;
  shapes: number;
}

const mutations = distinct(tables.flatMap(readMutations))
  .filter(({ source = '', file, model, kind }) => `${source}/${file} ${model} ${kind}`.includes(values.only))
  .filter((_, index) => index % Number(values.every) === 0);
for (const way of values.way) await report(way);

async function report(way: string): Promise<void> {
  const kinds = new Map<string, Count>();
  const all = nothing();
  for (const mutation of mutations) {
    const outcome = await outcomeOf(folder, mutation, way === 'asked');
    const of = kinds.get(mutation.kind) ?? nothing();
    kinds.set(mutation.kind, of);
    for (const count of [of, all]) add(count, outcome, way);
    const word = wordFor(outcome, way);
    if (word) console.log(word);
  }
  const rows = [...kinds].sort(([a], [b]) => a.localeCompare(b));
  for (const [kind, count] of rows) console.log(lineOf(kind, count));
  console.log(lineOf(`ALL (${way})`, all));
}

function nothing(): Count {
  return { refused: 0, missed: 0, accepted: 0, alarms: 0, shapes: 0 };
}

function distinct(all: readonly Mutation[]): readonly Mutation[] {
  return [...new Map(all.map((each) => [JSON.stringify({ ...each, error: 0, output: 0 }), each])).values()];
}

function add(count: Count, outcome: Outcome, way: string): void {
  const { mutation, errors } = outcome;
  if (mutation.error === undefined) count.accepted++;
  else count.refused++;
  if (isMissed(outcome)) count.missed++;
  if (mutation.error === undefined && errors.length > 0) count.alarms++;
  if (way === 'asked' && isOtherShape(outcome)) count.shapes++;
}

function isMissed({ mutation, errors }: Outcome): boolean {
  return mutation.error !== undefined && errors.length === 0;
}

function isOtherShape({ mutation, complete, output }: Outcome): boolean {
  return mutation.error === undefined && complete && !!mutation.output && !agrees(output, mutation.output, BATCH);
}

function wordFor(outcome: Outcome, way: string): string | undefined {
  const { mutation, errors, place, complete, output } = outcome;
  if (isMissed(outcome)) return `MISS ${way} ${place} | ${mutation.error} | ${complete ? 'complete' : 'gaps'}`;
  if (mutation.error === undefined && errors.length > 0) return `ALARM ${way} ${place} | ${errors[0]}`;
  if (way === 'asked' && isOtherShape(outcome))
    return `SHAPE ${place} | ${JSON.stringify(output)} for ${JSON.stringify(mutation.output)}`;
  return undefined;
}

function lineOf(name: string, { refused, missed, accepted, alarms, shapes }: Count): string {
  const recall = refused === 0 ? '' : `${(100 * (1 - missed / refused)).toFixed(2)} %`;
  const found = `found ${refused - missed} of ${refused}`.padEnd(22);
  return `${name.padEnd(20)} ${found} ${recall.padStart(9)}   accepted ${accepted}, alarms ${alarms}, other shapes ${shapes}`;
}
