// Loops of which it is not known how often they run: over the batch, over what is unknown, while an unknown holds. A few turns
// stand for all of them.
import type { Completion, Execute } from '../compile/compiler.ts';
import type { Frame } from '../frame.ts';
import type { Interpreter } from '../interpreter.ts';
import { BatchItems, type Mutable, PyList, type Value } from '../values.ts';

/** So many turns can a value take to come from one name to another. */
const REHEARSALS = 2;

const pass: Execute = () => undefined;

/** One turn, and further ones that show what a turn leaves to the next. A loop over data runs, even where a turn fails here. */
export function uncertainLoop(interpreter: Interpreter, frame: Frame, condition: Value, turn: Execute): Completion {
  const completion = interpreter.branch(frame, condition, turn, pass, true);
  return completion ?? rehearse(interpreter, frame, condition, turn);
}

/** At least two turns, of which one stands for all; what differs from turn to turn is in doubt behind it. */
export function batchLoop(
  interpreter: Interpreter,
  frame: Frame,
  { count, lost }: BatchItems,
  turn: Execute,
  after: Execute,
): Completion {
  const { result: completion, journal } = interpreter.noting(() => turn(frame));
  if (completion === 'break') return undefined;
  if (completion === 'return') return completion;
  const grown = [...journal.before].flatMap(([list, before]) => filledByOne(list, before) ?? []);
  rehearse(interpreter, frame, lost, (inner) => {
    const again = turn(inner);
    for (const each of grown) each.item = interpreter.merge(each.item, each.list.items.at(-1));
    return again === 'return' ? again : undefined;
  });
  for (const { list, item } of grown) if (list.lost) new BatchItems(count, item, lost).list(list);
  return after(frame);
}

/** A list that was empty and has one item now: it gets one in each turn. */
function filledByOne(list: Mutable, before: unknown): { readonly list: PyList; item: Value } | undefined {
  if (!(list instanceof PyList) || list.lost || list.items.length !== 1) return undefined;
  const [items] = before as [readonly Value[]];
  return items.length === 0 ? { list, item: list.items[0] as Value } : undefined;
}

function rehearse(interpreter: Interpreter, frame: Frame, condition: Value, turn: Execute): undefined {
  const around = interpreter.rehearsal ?? ((run) => run());
  for (let i = 0; i < REHEARSALS; i++) around(() => interpreter.branch(frame, condition, pass, turn));
}
