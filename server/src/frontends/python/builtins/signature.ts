// Reads signatures as tables of natives write them: `sum(iterable, /, start=0)`. Knows no function, and binds nothing.
import { PyFloat, type Value } from '../evaluator/values.ts';

export interface Parameter {
  readonly name: string;
  readonly kind: 'positional-only' | 'normal' | 'keyword-only' | '*' | '**';
  readonly required: boolean;
  /** Undefined where the default is `...`: optional, and absent when nobody gives it. */
  readonly fallback: Value | undefined;
}

export function nameOf(signature: string): string {
  return signature.slice(0, signature.indexOf('('));
}

/** `f(a, /, b=1, *rest, c=None, **keywords)`. */
export function parseSignature(signature: string): readonly Parameter[] {
  const inner = signature.slice(signature.indexOf('(') + 1, -1);
  const parameters: Parameter[] = [];
  let kind: Parameter['kind'] = 'normal';
  for (const part of inner.split(', ').filter((each) => each !== '')) {
    if (part === '/') {
      for (const [index, parameter] of parameters.entries())
        parameters[index] = { ...parameter, kind: 'positional-only' };
    } else if (part === '*') kind = 'keyword-only';
    else if (part.startsWith('**'))
      parameters.push({ name: part.slice(2), kind: '**', required: false, fallback: undefined });
    else if (part.startsWith('*')) {
      parameters.push({ name: part.slice(1), kind: '*', required: false, fallback: undefined });
      kind = 'keyword-only';
    } else {
      const [name = '', fallback] = part.split('=');
      parameters.push({ name, kind, required: fallback === undefined, fallback: constant(fallback) });
    }
  }
  // `dict(cls=1)`: what a class makes itself from is no name that anybody gives.
  const [first] = parameters;
  if (first?.kind === 'normal' && first.name === 'cls') parameters[0] = { ...first, kind: 'positional-only' };
  return parameters;
}

const CONSTANTS: Readonly<Record<string, Value>> = { None: null, True: true, False: false };

function constant(text: string | undefined): Value | undefined {
  if (text === undefined || text === '...') return undefined;
  if (text in CONSTANTS) return CONSTANTS[text];
  if (text.startsWith("'")) return text.slice(1, -1);
  return /[.e]/.test(text) ? new PyFloat(Number(text)) : Number(text);
}
