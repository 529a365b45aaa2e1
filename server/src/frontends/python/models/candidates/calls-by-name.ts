// Which classes and functions of a file call a plain name: `Net(10)`. Read off the text, whatever the name means.
import { oncePer } from '../../../../base/once.ts';
import type { Running } from '../../program.ts';
import type { Call, ClassDef, FunctionDef } from '../../syntax/ast.ts';
import type { ParsedModule } from '../../syntax/parser.ts';
import { expressionsIn } from '../findings/source-of-classes.ts';
import { statementsOf } from './discover.ts';

interface PlacedCall {
  readonly call: Call;
  readonly offset: number;
  readonly within: ClassDef | FunctionDef;
}

/** In other definitions than its own. */
export function callsOf(running: Running, name: string): readonly PlacedCall[] {
  return (callsByName(running.loaded.parsed).get(name) ?? []).filter(({ within }) => within.name !== name);
}

/** Each class of a file asks for its own. */
const callsByName = oncePer((parsed: ParsedModule) => {
  const found = new Map<string, PlacedCall[]>();
  for (const { statement: within, offset } of statementsOf(parsed)) {
    if (within.kind !== 'class' && within.kind !== 'function') continue;
    for (const call of namedCalls(within)) {
      const { id } = call.callee;
      const calls = found.get(id);
      if (calls) calls.push({ call, offset, within });
      else found.set(id, [{ call, offset, within }]);
    }
  }
  return found;
});

type NamedCall = Call & { readonly callee: { readonly kind: 'name' } };

/** A statement stays what it is while others are edited. */
const namedCalls = oncePer(({ body }: ClassDef | FunctionDef) =>
  [...expressionsIn(body)].filter((each): each is NamedCall => each.kind === 'call' && each.callee.kind === 'name'),
);
