// Where code of one text stands in another: top-level statements are kept by their text, so what did not change has moved as
// a whole. Knows no code, only where statements begin.
import { oncePer } from '../../../base/once.ts';
import type { Span } from '../../../base/span.ts';
import { differenceOf, type ParsedModule, type TopLevel } from './parser.ts';

/** Undefined where the statement is not there any more as it was. */
export type Move = (span: Span) => Span | undefined;

const known = new WeakMap<ParsedModule, WeakMap<ParsedModule, Move>>();
const knownNearly = new WeakMap<ParsedModule, WeakMap<ParsedModule, Move>>();

/** Spans of the one text as spans of the other. */
export function movesBetween(before: ParsedModule, after: ParsedModule): Move {
  return once(known, before, after, moveBetween);
}

/** The same, and in statements that have changed what stands before or behind all that was edited. */
export function nearMovesBetween(before: ParsedModule, after: ParsedModule): Move {
  return once(knownNearly, before, after, nearMoveBetween);
}

function once(
  made: WeakMap<ParsedModule, WeakMap<ParsedModule, Move>>,
  before: ParsedModule,
  after: ParsedModule,
  make: typeof moveBetween,
): Move {
  if (before === after) return (span) => span;
  const targets = made.get(before) ?? new WeakMap<ParsedModule, Move>();
  made.set(before, targets);
  const move = targets.get(after) ?? make(before, after);
  targets.set(after, move);
  return move;
}

function nearMoveBetween(before: ParsedModule, after: ParsedModule): Move {
  const exact = movesBetween(before, after);
  const { start, oldEnd, newEnd } = differenceOf(before.text, after.text);
  const delta = newEnd - oldEnd;
  return (span) => {
    const moved = exact(span);
    if (moved || span.end <= start) return moved ?? span;
    return span.start < oldEnd ? undefined : { start: span.start + delta, end: span.end + delta };
  };
}

function moveBetween({ body }: ParsedModule, after: ParsedModule): Move {
  const places = placesOf(after);
  /** By how much each statement has moved. */
  const deltas = [...byText({ body })].flatMap(([statements, old]) => {
    const now = places.get(statements) ?? [];
    // Of statements that are alike nobody can say which one went.
    return now.length === old.length
      ? old.map((item, at) => [item, (now[at]?.offset ?? 0) - item.offset] as const)
      : [];
  });
  const moved = new Map(deltas);
  return ({ start, end }) => {
    const item = statementAt(body, start);
    const delta = item && moved.get(item);
    if (!item || delta === undefined || end > item.offset + item.text.length) return undefined;
    return { start: start + delta, end: end + delta };
  };
}

const placesOf = oncePer((parsed: ParsedModule) => byText(parsed));

/** What stands for an unchanged text is one and the same object. */
function byText({ body }: Pick<ParsedModule, 'body'>): ReadonlyMap<unknown, readonly TopLevel[]> {
  const found = new Map<unknown, TopLevel[]>();
  for (const item of body) {
    const alike = found.get(item.statements);
    if (alike) alike.push(item);
    else found.set(item.statements, [item]);
  }
  return found;
}

function statementAt(body: readonly TopLevel[], offset: number): TopLevel | undefined {
  let [low, high] = [0, body.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((body[middle]?.offset ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const item = body[low];
  return item && item.offset <= offset ? item : undefined;
}
