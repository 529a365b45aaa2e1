// What is defined once more below, as notebooks do: code that stands between the two means the first, and is run with the last.

import { namesBoundIn } from '../../evaluator/compile/scope.ts';
import type { Running } from '../../program.ts';
import type { Statement } from '../../syntax/ast.ts';
import type { Candidate } from '../candidates/candidate.ts';
import { topStatements } from '../candidates/discover.ts';
import { factOf } from '../looks/kept.ts';
import { expressionsIn } from './source-of-classes.ts';

/** Something that it is made of has another meaning by now. */
export function isSuperseded(running: Running, { name, span }: Candidate): boolean {
  return factOf(running, `superseded: ${name}`, (each) => {
    const defined = definitionsIn(each);
    if ([...defined.values()].every(({ length }) => length <= 1)) return false;
    const at = boundAt(each, name) ?? span.start;
    return means(defined, name, at).some((own) => isRenewed(defined.get(own), at));
  });
}

/** Where the name gets its last value, in whatever text it is looked for. */
function boundAt(running: Running, name: string): number | undefined {
  const last = topStatements(running).findLast(({ statement }) => namesBoundIn([statement]).has(name));
  return last && last.statement.span.start + last.offset;
}

interface Definition {
  readonly start: number;
  readonly body: readonly Statement[];
}

type Definitions = ReadonlyMap<string, readonly Definition[]>;

function definitionsIn(running: Running): Definitions {
  const found = new Map<string, Definition[]>();
  for (const { statement, offset } of topStatements(running)) {
    if (statement.kind !== 'class' && statement.kind !== 'function') continue;
    const { name, body, span } = statement;
    found.set(name, [...(found.get(name) ?? []), { start: span.start + offset, body }]);
  }
  return found;
}

function isRenewed(all: readonly Definition[] | undefined, at: number): boolean {
  return all?.some(({ start }) => start < at) === true && all.some(({ start }) => start > at);
}

/** Names of definitions that the code reads, in theirs as well, as they stand at a place. */
function means(defined: Definitions, name: string, at: number): readonly string[] {
  const found = new Set([name]);
  for (const each of found) {
    const all = defined.get(each) ?? [];
    const own = all.filter(({ start }) => start <= at).at(-1) ?? all.at(-1);
    for (const read of expressionsIn(own?.body ?? []))
      if (read.kind === 'name' && defined.has(read.id)) found.add(read.id);
  }
  found.delete(name);
  return [...found];
}
