// `re` on texts that are known. Python's syntax becomes JavaScript's; what has no like there makes the answer unknown.

import { absorbed, instanceMethods, natives } from '../builtins/declare.ts';
import { integer, makeDict } from '../builtins/iteration.ts';
import { defineClass } from '../evaluator/objects/builtin-classes.ts';
import {
  type Native,
  nativeFunction,
  type PyClass,
  PyInstance,
  PyIterator,
  PyList,
  PyProperty,
  PyTuple,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';
import { atRunTime, standardModule } from './module.ts';

const FLAGS = {
  IGNORECASE: 2,
  I: 2,
  MULTILINE: 8,
  M: 8,
  DOTALL: 16,
  S: 16,
  UNICODE: 32,
  U: 32,
  VERBOSE: 64,
  X: 64,
  ASCII: 256,
  A: 256,
};

/** Undefined: not to be translated without doubt. */
function translate(pattern: string, flags: number): RegExp | undefined {
  if (flags & FLAGS.VERBOSE || /\(\?[aiLmsux-]+[:)]|\(\?\(|\\[ABbz](?=[^\]]*\])|[*+?}]\+|\(\?>/.test(pattern))
    return undefined;
  const source = pattern
    .replaceAll('(?P<', '(?<')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/\\A/g, '(?<![\\s\\S])')
    .replace(/\\Z/g, '(?![\\s\\S])')
    .replace(/(?<!\\)\$(?![^[]*\])/g, flags & FLAGS.MULTILINE ? '$' : '(?=\\n?(?![\\s\\S]))');
  const options = `dg${flags & FLAGS.IGNORECASE ? 'i' : ''}${flags & FLAGS.MULTILINE ? 'm' : ''}${flags & FLAGS.DOTALL ? 's' : ''}`;
  try {
    return new RegExp(source, options);
  } catch {
    return undefined;
  }
}

/** Nested repetition may take exponential time: such patterns are not run on long texts. */
function isSafe(pattern: string, subject: string): boolean {
  return (
    subject.length <= 2_000 &&
    // What a letter, a digit or a space is, JavaScript sees otherwise beyond ASCII.
    (!/\\[wWbBdDsS]/.test(pattern) || /^\p{ASCII}*$/u.test(subject)) &&
    (subject.length <= 200 || !/[*+}][^()]*\)[*+{]/.test(pattern)) &&
    !/\([^()]*[*+][^()]*\)[*+]/.test(pattern)
  );
}

class Compiled implements Native {
  readonly native = 'pattern';
  readonly source: string;
  readonly flags: number;
  readonly regex: RegExp | undefined;
  constructor(source: string, flags: number) {
    this.source = source;
    this.flags = flags;
    this.regex = translate(source, flags);
  }
  snapshot(): unknown {
    return undefined;
  }
  restore(): void {}
}

class Found implements Native {
  readonly native = 'match';
  readonly match: RegExpExecArray;
  constructor(match: RegExpExecArray) {
    this.match = match;
  }
  snapshot(): unknown {
    return undefined;
  }
  restore(): void {}
}

const matchOf = (self: Value): RegExpExecArray => ((self as PyInstance).native as Found).match;
const group = (match: RegExpExecArray, key: Value): Value =>
  (typeof key === 'string' ? match.groups?.[key] : match[Number(key)]) ?? null;

function span(self: Value, key: Value): readonly [number, number] {
  const { indices } = matchOf(self);
  return (typeof key === 'string' ? indices?.groups?.[key] : indices?.[Number(key)]) ?? [-1, -1];
}

const MATCH = defineClass(
  'Match',
  undefined,
  new Map(
    instanceMethods({
      'group(*groups)': (_, self, groups) => {
        const { items } = groups as PyTuple;
        if (items.length < 2) return group(matchOf(self), items[0] ?? 0);
        return new PyTuple(items.map((key) => group(matchOf(self), key)));
      },
      'groups(default=None)': (_, self, fallback) =>
        new PyTuple(
          matchOf(self)
            .slice(1)
            .map((text) => text ?? fallback),
        ),
      'groupdict(default=None)': (runtime, self, fallback) =>
        makeDict(
          runtime,
          Object.entries(matchOf(self).groups ?? {}).map(([name, text]) => [name, text ?? fallback]),
        ),
      'start(group=0)': (_, self, key) => span(self, key)[0],
      'end(group=0)': (_, self, key) => span(self, key)[1],
      'span(group=0)': (_, self, key) => new PyTuple([...span(self, key)]),
      '__getitem__(key, /)': (_, self, key) => group(matchOf(self), key),
      '__bool__()': () => true,
    }),
  ),
  're',
);

/** Attributes that are read, not set. */
function reads(of: PyClass, table: Readonly<Record<string, (self: Value, runtime: Runtime) => Value>>): void {
  for (const [name, read] of Object.entries(table))
    of.namespace.set(
      name,
      new PyProperty(nativeFunction(name, (runtime, { positional: [self = null] }) => read(self, runtime))),
    );
}

/** The last group that took part. */
function lastGroup(match: RegExpExecArray): number {
  return match.findLastIndex((text, index) => index > 0 && text !== undefined);
}

reads(MATCH, {
  string: (self) => matchOf(self).input,
  lastindex: (self) => (lastGroup(matchOf(self)) > 0 ? lastGroup(matchOf(self)) : null),
  lastgroup: (self) => {
    const { indices } = matchOf(self);
    const last = indices?.[lastGroup(matchOf(self))];
    const named = Object.entries(indices?.groups ?? {}).find(
      ([, place]) => place === last || String(place) === String(last),
    );
    return last && named ? named[0] : null;
  },
});

type Use = (runtime: Runtime, regex: RegExp, subject: string, rest: readonly Value[]) => Value;

function found(match: RegExpExecArray | null): Value {
  return match ? new PyInstance(MATCH, new Found(match)) : null;
}

function anchored(before: string, after: string): Use {
  return (_, regex, subject) =>
    found(new RegExp(`${before}(?:${regex.source})${after}`, regex.flags.replace('g', '').concat('y')).exec(subject));
}

function all(regex: RegExp, subject: string): RegExpExecArray[] {
  return [...subject.matchAll(regex)];
}

/** What stands for a match: `\1`, `\g<name>`, or what a function gives. */
function replacement(runtime: Runtime, by: Value, match: RegExpExecArray): Value {
  if (typeof by !== 'string') return runtime.call(by, [found(match)]);
  return by.replace(/\\(?:g<(\w+)>|(\d))|\\n/g, (whole, name: string | undefined, digit: string | undefined) => {
    const key = name ?? digit;
    if (key === undefined) return whole === '\\n' ? '\n' : whole;
    return (/^\d+$/.test(key) ? match[Number(key)] : match.groups?.[key]) ?? '';
  });
}

function substitute(runtime: Runtime, regex: RegExp, subject: string, by: Value, count: Value): [Value, number] {
  const most = integer(runtime, count) ?? 0;
  let text = '';
  let end = 0;
  let times = 0;
  for (const match of all(regex, subject)) {
    if (most > 0 && times >= most) break;
    const value = replacement(runtime, by, match);
    if (typeof value !== 'string') return [runtime.lost(value), 0];
    text += subject.slice(end, match.index) + value;
    end = match.index + match[0].length;
    times++;
  }
  return [text + subject.slice(end), times];
}

/** Each as a function `re.name(pattern, string, …)` and as a method of a compiled pattern. */
const USES: Readonly<Record<string, { readonly before?: string; readonly after?: string; readonly use: Use }>> = {
  match: { use: anchored('', '') },
  fullmatch: { use: anchored('', '(?![\\s\\S])') },
  search: { use: (_, regex, subject) => found(new RegExp(regex.source, regex.flags.replace('g', '')).exec(subject)) },
  findall: {
    use: (_, regex, subject) =>
      new PyList(
        all(regex, subject).map((match): Value => {
          if (match.length <= 2) return match[1] ?? (match.length === 2 ? '' : match[0]);
          return new PyTuple(match.slice(1).map((text) => text ?? ''));
        }),
      ),
  },
  finditer: { use: (_, regex, subject) => PyIterator.over(all(regex, subject).map(found)) },
  split: {
    after: 'maxsplit=0',
    use: (runtime, regex, subject, [most = 0]) => {
      const limit = integer(runtime, most) ?? 0;
      const parts: Value[] = [];
      let end = 0;
      for (const [index, match] of all(regex, subject).entries()) {
        if (limit > 0 && index >= limit) break;
        parts.push(subject.slice(end, match.index), ...match.slice(1).map((text) => text ?? null));
        end = match.index + match[0].length;
      }
      return new PyList([...parts, subject.slice(end)]);
    },
  },
  sub: {
    before: 'repl',
    after: 'count=0',
    use: (runtime, regex, subject, [by = '', count = 0]) => substitute(runtime, regex, subject, by, count)[0],
  },
  subn: {
    before: 'repl',
    after: 'count=0',
    use: (runtime, regex, subject, [by = '', count = 0]) => new PyTuple(substitute(runtime, regex, subject, by, count)),
  },
};

function compile(pattern: Value, flags: Value): Compiled | undefined {
  if (pattern instanceof PyInstance && pattern.native instanceof Compiled) return pattern.native;
  return typeof pattern === 'string' ? new Compiled(pattern, typeof flags === 'number' ? flags : 0) : undefined;
}

function run(runtime: Runtime, pattern: Value, flags: Value, subject: Value, rest: readonly Value[], use: Use): Value {
  const unknown = absorbed(runtime, [pattern, flags, subject, ...rest]);
  if (unknown !== undefined) return unknown;
  const compiled = compile(pattern, flags);
  if (typeof subject !== 'string') return runtime.raise('TypeError', 'expected string or bytes-like object');
  if (!compiled?.regex || !isSafe(compiled.source, subject)) return atRunTime('re');
  runtime.spend(subject.length);
  compiled.regex.lastIndex = 0;
  return use(runtime, compiled.regex, subject, rest);
}

const signatureOf = (name: string, first: string, last: string): string => {
  const { before, after } = USES[name] ?? {};
  return `${name}(${[first, before, 'string', after, last].filter(Boolean).join(', ')})`;
};

/** The subject stands behind `repl`, where there is one. */
function ordered(name: string, given: readonly Value[]): [subject: Value, rest: Value[]] {
  const [first = null, second = null, third = null] = given;
  return USES[name]?.before ? [second, [first, third]] : [first, second === null ? [] : [second]];
}

const PATTERN = defineClass(
  'Pattern',
  undefined,
  new Map(
    instanceMethods(
      Object.fromEntries(
        Object.entries(USES).map(([name, { use }]) => [
          signatureOf(name, '', ''),
          (runtime: Runtime, self: Value, ...given: Value[]) => {
            const [subject, rest] = ordered(name, given);
            return run(runtime, self, 0, subject, rest, use);
          },
        ]),
      ),
    ),
  ),
  're',
);

const patternOf = (self: Value): Compiled => (self as PyInstance).native as Compiled;

/** What stands in an empty text where any of its ways is taken: all groups, by number and by name. */
function groupsOf({ regex }: Compiled): RegExpExecArray | null {
  return regex ? new RegExp(`${regex.source}|`, regex.flags).exec('') : null;
}

reads(PATTERN, {
  pattern: (self) => patternOf(self).source,
  flags: (self) => patternOf(self).flags | FLAGS.UNICODE,
  groups: (self) => {
    const match = groupsOf(patternOf(self));
    return match ? match.length - 1 : atRunTime('re');
  },
  groupindex: (self, runtime) => {
    const { source } = patternOf(self);
    const opening = [...source.matchAll(/\\.|\[(?:\\.|[^\]])*\]|\((?!\?)|\(\?P<(\w+)>/g)].filter(([text]) =>
      text.startsWith('('),
    );
    return makeDict(
      runtime,
      opening.flatMap(([, name], index): [Value, Value][] => (name === undefined ? [] : [[name, index + 1]])),
    );
  },
});

export const REGEX = standardModule('re', () => [
  ...Object.entries(FLAGS),
  ['Pattern', PATTERN],
  ['Match', MATCH],
  ...natives({
    'compile(pattern, flags=0)': (runtime, pattern, flags) => {
      const compiled = compile(pattern, flags);
      return (
        absorbed(runtime, [pattern, flags]) ??
        (compiled ? new PyInstance(PATTERN, compiled) : runtime.lost(atRunTime('re')))
      );
    },
    'escape(pattern)': (runtime, pattern) =>
      typeof pattern === 'string' ? pattern.replace(/[^\w]/g, (character) => `\\${character}`) : runtime.lost(pattern),
    'purge()': () => null,
    ...Object.fromEntries(
      Object.entries(USES).map(([name, { use }]) => [
        signatureOf(name, 'pattern', 'flags=0'),
        (runtime: Runtime, pattern: Value, ...given: Value[]) => {
          const [subject, rest] = ordered(name, given.slice(0, -1));
          return run(runtime, pattern, given.at(-1) ?? 0, subject, rest, use);
        },
      ]),
    ),
  }),
]);
