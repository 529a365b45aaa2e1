// What Python says where a call's arguments do not fit a function's parameters: the first of its checks that fails.
import type { Keywords, Runtime, SignatureParameter, Value } from '../values.ts';

type Parameter = Pick<SignatureParameter, 'name' | 'kind'>;

export interface Misfit {
  readonly parameters: readonly Parameter[];
  readonly defaults: readonly (Value | undefined)[];
  readonly positional: readonly Value[];
  readonly keywords: Keywords;
}

/** A parameter that a keyword may name. */
export function isNamed(parameters: readonly Parameter[], key: string): boolean {
  return parameters.some(({ name, kind }) => name === key && (kind === 'normal' || kind === 'keyword-only'));
}

/** `callee` is its qualified name. */
export function raiseMisfit({ raise }: Pick<Runtime, 'raise'>, callee: string, misfit: Misfit): never {
  for (const check of CHECKS) {
    const message = check(misfit);
    if (message !== undefined) return raise('TypeError', `${callee}() ${message}`);
  }
  return raise('TypeError', `${callee}() does not take these arguments`);
}

/** In the order in which Python checks. */
const CHECKS: readonly ((misfit: Misfit) => string | undefined)[] = [
  wrongKeyword,
  tooMany,
  (misfit) => missing(misfit, 'positional'),
  (misfit) => missing(misfit, 'keyword-only'),
];

function isPositional({ kind }: Parameter): boolean {
  return kind === 'normal' || kind === 'positional-only';
}

function wrongKeyword({ parameters, positional, keywords }: Misfit): string | undefined {
  const takesAny = parameters.some(({ kind }) => kind === '**');
  const given = parameters.filter(isPositional).slice(0, positional.length);
  for (const key of keywords.keys()) {
    if (given.some(({ name, kind }) => name === key && kind === 'normal'))
      return `got multiple values for argument '${key}'`;
    if (takesAny || isNamed(parameters, key)) continue;
    const byPosition = parameters.filter(({ name, kind }) => kind === 'positional-only' && keywords.has(name));
    const listed = byPosition.map(({ name }) => name).join(', ');
    return byPosition.length > 0
      ? `got some positional-only arguments passed as keyword arguments: '${listed}'`
      : `got an unexpected keyword argument '${key}'`;
  }
  return undefined;
}

function tooMany({ parameters, defaults, positional, keywords }: Misfit): string | undefined {
  const takes = parameters.filter(isPositional).length;
  const given = positional.length;
  if (given <= takes || parameters.some(({ kind }) => kind === '*')) return undefined;
  const optional = parameters.filter((parameter, index) => isPositional(parameter) && defaults[index] !== undefined);
  const range = optional.length > 0 ? `from ${takes - optional.length} to ${takes}` : String(takes);
  const plural = takes === 1 && optional.length === 0 ? '' : 's';
  const named = parameters.filter(({ name, kind }) => kind === 'keyword-only' && keywords.has(name)).length;
  const also =
    named === 0
      ? ''
      : ` positional argument${given === 1 ? '' : 's'} (and ${named} keyword-only argument${named === 1 ? '' : 's'})`;
  return `takes ${range} positional argument${plural} but ${given}${also} ${given === 1 && named === 0 ? 'was' : 'were'} given`;
}

/** "missing 2 required positional arguments: 'a' and 'b'" */
function missing(
  { parameters, defaults, positional, keywords }: Misfit,
  which: 'positional' | 'keyword-only',
): string | undefined {
  const names = parameters.flatMap((parameter, index) => {
    const { name, kind } = parameter;
    const wanted = which === 'positional' ? isPositional(parameter) && index >= positional.length : kind === which;
    const named = kind !== 'positional-only' && keywords.has(name);
    return wanted && defaults[index] === undefined && !named ? [`'${name}'`] : [];
  });
  if (names.length === 0) return undefined;
  const listed = names.length < 3 ? names.join(' and ') : `${names.slice(0, -1).join(', ')}, and ${names.at(-1)}`;
  return `missing ${names.length} required ${which} argument${names.length === 1 ? '' : 's'}: ${listed}`;
}
