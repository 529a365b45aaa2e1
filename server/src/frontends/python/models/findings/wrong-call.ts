// What Python says of a call's arguments, read back from its message.
import type { Span } from '../../../../base/span.ts';
import type { WrongCall } from '../../../../graph/facts.ts';
import type { FindingOf } from '../../../../graph/finding.ts';
import type { Running } from '../../program.ts';

/** What Python says of the arguments of a function written in Python. */
export function wrongCall(
  exception: string,
  message: string,
  quote: string,
  span: Span,
): FindingOf<'wrong-call'> | undefined {
  if (exception !== 'TypeError') return undefined;
  const { callee, rest } = /^(?<callee>[\w.<>]+)\(\) (?<rest>.*)$/s.exec(message)?.groups ?? {};
  const mistake = rest === undefined ? undefined : mistakeIn(rest, isMethod(callee ?? ''));
  return callee === undefined || !mistake ? undefined : { rule: 'wrong-call', span, facts: { callee, mistake }, quote };
}

/** `f(x, **settings)`: what is missing there, whoever makes or calls the model may give. */
export function passesOn({ loaded }: Running, exception: string, message: string, { start, end }: Span): boolean {
  if (exception !== 'TypeError' || !/missing (?:\d+ )?required/.test(message)) return false;
  return hasStars(loaded.parsed.text.slice(start, end));
}

export function hasStars(call: string): boolean {
  return /[(,]\s*\*\*?\s*[A-Za-z_]/.test(call);
}

/** Python counts `self` among the arguments. */
function isMethod(qualifiedName: string): boolean {
  return /(?:^|>\.)\w+\.\w+$/.test(qualifiedName);
}

function mistakeIn(text: string, method: boolean): WrongCall | undefined {
  const missing = /^missing \d+ required (?:positional|keyword-only) arguments?: (?<names>.*)$/.exec(text)?.groups
    ?.names;
  if (missing !== undefined)
    return { kind: 'missing', names: [...missing.matchAll(/'(\w+)'/g)].map(([, name = '']) => name) };
  const unexpected = /^got an unexpected keyword argument '(?<name>\w+)'/.exec(text)?.groups?.name;
  if (unexpected !== undefined) return { kind: 'unexpected', name: unexpected };
  const repeated = /^got multiple values for argument '(?<name>\w+)'/.exec(text)?.groups?.name;
  if (repeated !== undefined) return { kind: 'repeated', name: repeated };
  const { most, given } =
    /^takes (?:from \d+ to )?(?<most>\d+) positional arguments? but (?<given>\d+) (?:was|were) given/.exec(text)
      ?.groups ?? {};
  const uncounted = method ? 1 : 0;
  return most === undefined
    ? undefined
    : { kind: 'too-many', accepted: Number(most) - uncounted, given: Number(given) - uncounted };
}
