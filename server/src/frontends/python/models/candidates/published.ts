// Factories for which weights are published, as the file says: somebody has made, trained and run what they make by their defaults.
import { oncePer } from '../../../../base/once.ts';
import type { Running } from '../../program.ts';
import type { Statement } from '../../syntax/ast.ts';
import { expressionsIn } from '../findings/source-of-classes.ts';
import { factOf } from '../looks/kept.ts';
import { topStatements } from './discover.ts';

/** The factory names a class that lists weights, or stands in a table of these: `'resnet18': 'https://…'`. */
export function isPublished(running: Running, factory: string): boolean {
  return factOf(running, `published: ${factory}`, (each) => {
    const { listed, named } = weightsIn(each);
    return listed.has(factory) || named.has(factory);
  });
}

interface Weights {
  /** What stands in tables of addresses. */
  readonly listed: ReadonlySet<string>;
  /** The functions that name a class which lists weights. */
  readonly named: ReadonlySet<string>;
}

const known = new WeakMap<Running['loaded'], Weights>();

/** Once for each text: every factory asks. */
function weightsIn(running: Running): Weights {
  const { loaded } = running;
  const before = known.get(loaded);
  if (before) return before;
  const weights = {
    listed: new Set([...loaded.text.matchAll(LISTED)].map(([, name = '']) => name)),
    named: namedIn(running),
  };
  known.set(loaded, weights);
  return weights;
}

const LISTED = /['"](\w+)(?:\.\w+)?['"]\s*:\s*(?:\w+\(\s*(?:(?:url|hf_hub_id)\s*=\s*)?)?['"]\S+\/\S/g;
const LISTS_WEIGHTS = /\b(?:url|crop_size)\s*=/;

function namedIn(running: Running): ReadonlySet<string> {
  const statements = topStatements(running);
  const lists = new Set<string>();
  for (const { statement, offset } of statements)
    if (
      statement.kind === 'class' &&
      LISTS_WEIGHTS.test(running.loaded.text.slice(statement.span.start + offset, statement.span.end + offset))
    )
      lists.add(statement.name);
  if (lists.size === 0) return lists;
  const makes = (statement: Statement) =>
    statement.kind === 'function' && namesOf(statement.body).some((name) => lists.has(name)) ? [statement.name] : [];
  return new Set(statements.flatMap(({ statement }) => makes(statement)));
}

/** A statement is lowered once for each text. */
const namesOf = oncePer((body: readonly Statement[]) =>
  [...expressionsIn(body)].flatMap((each) => (each.kind === 'name' ? [each.id] : [])),
);
