// What other code of the file makes a class with, by values that stand there: its author made it so, and by its defaults perhaps
// never.
import { evaluate } from '../../expression.ts';
import type { Running } from '../../program.ts';
import { factOf } from '../looks/kept.ts';
import { callsOf } from './calls-by-name.ts';
import type { Candidate } from './candidate.ts';
import { argumentsIn, unbound } from './examples.ts';

/** So many differ enough. */
const MOST = 3;

/** The class, made with the arguments of such calls. */
export function asUsed(running: Running, candidate: Candidate): readonly Candidate[] {
  const { name, kind, construction } = candidate;
  if (kind !== 'class' || construction?.args !== undefined) return [];
  return usesOf(running, name).map((args) => ({ ...candidate, make: (of) => evaluate(of, `${name}(${args})`) }));
}

function usesOf(running: Running, name: string): readonly string[] {
  return factOf(running, `uses: ${name}`, (each) => {
    const { text } = each.loaded;
    const used = callsOf(each, name).flatMap(({ call, offset }) => {
      const after = text.slice(call.callee.span.end + offset, call.span.end + offset);
      const args = argumentsIn(after.slice(after.indexOf('(') + 1));
      return args && unbound(each, args).length === 0 ? [args] : [];
    });
    return [...new Set(used)].slice(0, MOST);
  });
}
