// `str` and `bytes`: conversions and methods, on texts that are known.
import { BYTES, STR } from '../evaluator/objects/builtin-classes.ts';
import {
  PyBytes,
  PyClass,
  PyDict,
  PyInstance,
  PyList,
  PyTuple,
  type Runtime,
  type Value,
} from '../evaluator/values.ts';
import { absorbed, absorbedDeep, addMethods, addStatics, type MethodTable, natives } from './declare.ts';
import { collect, integer, plain, setEntry } from './iteration.ts';
import { formatPercent, formatTemplate, specifierMethod } from './string-format.ts';

const asText = (given: Value): string | undefined => {
  const value = plain(given);
  return typeof value === 'string' ? value : undefined;
};

type TextMethod = MethodTable<string>[string];

const SPACE = /\s/u;
const ASCII_WHITESPACE = /\s+/u;

/** A test that every character passes, of a text with at least one. */
function every(pattern: RegExp): TextMethod {
  return (_, self) => self !== '' && [...self].every((character) => pattern.test(character));
}

function mapped(change: (text: string) => string): TextMethod {
  return (runtime, self) => {
    runtime.spendCells(self.length);
    return change(self);
  };
}

const capitalized = (text: string): string => (text[0]?.toUpperCase() ?? '') + text.slice(1).toLowerCase();

function strip(left: boolean, right: boolean): TextMethod {
  return (runtime, self, characters) => {
    if (characters !== null && typeof characters !== 'string')
      return runtime.raise('TypeError', 'strip arg must be None or str');
    const drops = (character: string | undefined): boolean =>
      character !== undefined && (characters === null ? SPACE.test(character) : characters.includes(character));
    let [start, end] = [0, self.length];
    if (left) while (start < end && drops(self[start])) start++;
    if (right) while (end > start && drops(self[end - 1])) end--;
    return self.slice(start, end);
  };
}

function justify(place: (missing: number) => [left: number, right: number]): TextMethod {
  return (runtime, self, width, fill) => {
    const missing = (integer(runtime, width) ?? 0) - self.length;
    if (missing <= 0) return self;
    runtime.spendCells(missing);
    const [left, right] = place(missing);
    return (fill as string).repeat(left) + self + (fill as string).repeat(right);
  };
}

/** The part of a text that `start` and `end` name, with where it begins. */
function part(runtime: Runtime, self: string, start: Value, end: Value): [text: string, from: number] {
  const place = (value: Value, otherwise: number): number => {
    if (value === null) return otherwise;
    const index = integer(runtime, value) ?? otherwise;
    return Math.min(self.length, Math.max(0, index < 0 ? index + self.length : index));
  };
  const from = place(start, 0);
  return [self.slice(from, Math.max(from, place(end, self.length))), from];
}

function search(name: string, find: (text: string, sub: string) => number, isStrict: boolean): TextMethod {
  return (runtime, self, sub, start, end) => {
    if (typeof sub !== 'string') return runtime.raise('TypeError', `${name}() argument 1 must be str`);
    const [text, from] = part(runtime, self, start as Value, end as Value);
    const at = find(text, sub);
    if (at >= 0) return at + from;
    return isStrict ? runtime.raise('ValueError', 'substring not found') : -1;
  };
}

function affix(name: 'startsWith' | 'endsWith'): TextMethod {
  return (runtime, self, affixes, start, end) => {
    const unknown = absorbedDeep(runtime, [affixes as Value]);
    if (unknown !== undefined) return unknown;
    const [text] = part(runtime, self, start as Value, end as Value);
    const given = affixes instanceof PyTuple ? affixes.items : [affixes];
    return given.some((item) => typeof item === 'string' && text[name](item));
  };
}

function split(runtime: Runtime, self: string, separator: Value, most: number): string[] {
  if (separator === null) {
    const words: string[] = [];
    let rest = self.trimStart();
    while (rest !== '') {
      const at = words.length === most ? -1 : rest.search(ASCII_WHITESPACE);
      if (at < 0) {
        words.push(words.length === most ? rest.trimEnd() : rest);
        break;
      }
      words.push(rest.slice(0, at));
      rest = rest.slice(at).trimStart();
    }
    return words;
  }
  if (separator === '') return runtime.raise('ValueError', 'empty separator');
  const parts = self.split(separator as string);
  return most < 0 || parts.length <= most + 1
    ? parts
    : [...parts.slice(0, most), parts.slice(most).join(separator as string)];
}

function splitFromRight(runtime: Runtime, self: string, separator: Value, most: number): string[] {
  if (most < 0) return split(runtime, self, separator, most);
  if (separator === null) return wordsFromRight(self, most);
  const flip = (text: string): string => [...text].reverse().join('');
  const flipped = split(runtime, flip(self), flip(separator as string), most);
  return flipped.reverse().map(flip);
}

/** What is left of the last words keeps its own white space in front. */
function wordsFromRight(self: string, most: number): string[] {
  const words: string[] = [];
  let rest = self.trimEnd();
  while (rest !== '' && words.length < most) {
    const [word = rest] = /\S+$/u.exec(rest) ?? [];
    words.unshift(word);
    rest = rest.slice(0, -word.length).trimEnd();
  }
  return rest === '' ? words : [rest, ...words];
}

function splitting(run: typeof split): TextMethod {
  return (runtime, self, separator, most) => {
    if (separator !== null && typeof separator !== 'string') return runtime.raise('TypeError', 'must be str or None');
    runtime.spendCells(self.length);
    return new PyList(run(runtime, self, separator, integer(runtime, most as Value) ?? -1));
  };
}

function join(runtime: Runtime, self: string, iterable: Value): Value {
  const items = collect(runtime, iterable);
  if (!Array.isArray(items)) return items as Value;
  const unknown = absorbed(runtime, items);
  if (unknown !== undefined) return unknown;
  const texts = items.map((item, index) => {
    const text = asText(item);
    return (
      text ??
      runtime.raise('TypeError', `sequence item ${index}: expected str instance, ${runtime.typeOf(item).name} found`)
    );
  });
  const joined = texts.join(self);
  runtime.spendCells(joined.length);
  return joined;
}

function translate(runtime: Runtime, self: string, table: Value): Value {
  if (!(table instanceof PyDict)) return runtime.lost(table);
  let text = '';
  for (const character of self) {
    const entry = table.entries.get(runtime.keyOf(character.codePointAt(0) as number));
    const value = entry ? entry[1] : character;
    text += value === null ? '' : typeof value === 'number' ? String.fromCodePoint(value) : (value as string);
  }
  return text;
}

addMethods<string>(
  STR,
  asText,
  {
    'capitalize()': mapped(capitalized),
    'casefold()': mapped((text) => text.toLowerCase().replaceAll('ß', 'ss')),
    'lower()': mapped((text) => text.toLowerCase()),
    'upper()': mapped((text) => text.toUpperCase()),
    'swapcase()': mapped((text) =>
      [...text].map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join(''),
    ),
    'title()': mapped((text) => text.replace(/\p{L}+/gu, capitalized)),
    'isalnum()': every(/[\p{L}\p{N}]/u),
    'isalpha()': every(/\p{L}/u),
    'isdecimal()': every(/\p{Nd}/u),
    'isdigit()': every(/[\p{Nd}²³¹]/u),
    'isnumeric()': every(/\p{N}/u),
    'isspace()': every(SPACE),
    'isascii()': (_, self) => [...self].every((c) => c.charCodeAt(0) < 128),
    'isidentifier()': (_, self) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(self),
    'isprintable()': (_, self) => !/\p{C}/u.test(self),
    'islower()': (_, self) => self === self.toLowerCase() && self !== self.toUpperCase(),
    'isupper()': (_, self) => self === self.toUpperCase() && self !== self.toLowerCase(),
    'istitle()': (_, self) => self !== '' && self === self.replace(/\p{L}+/gu, capitalized) && /\p{L}/u.test(self),
    'strip(chars=None, /)': strip(true, true),
    'lstrip(chars=None, /)': strip(true, false),
    'rstrip(chars=None, /)': strip(false, true),
    "ljust(width, fillchar=' ', /)": justify((missing) => [0, missing]),
    "rjust(width, fillchar=' ', /)": justify((missing) => [missing, 0]),
    'zfill(width, /)': (runtime, self, width) => {
      const missing = (integer(runtime, width) ?? 0) - self.length;
      if (missing <= 0) return self;
      runtime.spendCells(missing);
      const sign = /^[-+]/.test(self) ? (self[0] as string) : '';
      return sign + '0'.repeat(missing) + self.slice(sign.length);
    },
    "center(width, fillchar=' ', /)": (runtime, self, width, fill) => {
      const size = integer(runtime, width) ?? 0;
      const missing = size - self.length;
      if (missing <= 0) return self;
      runtime.spendCells(missing);
      const left = Math.floor(missing / 2) + (missing & size & 1);
      return (fill as string).repeat(left) + self + (fill as string).repeat(missing - left);
    },
    'find(sub, start=None, end=None, /)': search('find', (text, sub) => text.indexOf(sub), false),
    'index(sub, start=None, end=None, /)': search('index', (text, sub) => text.indexOf(sub), true),
    'rfind(sub, start=None, end=None, /)': search('rfind', (text, sub) => text.lastIndexOf(sub), false),
    'rindex(sub, start=None, end=None, /)': search('rindex', (text, sub) => text.lastIndexOf(sub), true),
    'count(sub, start=None, end=None, /)': (runtime, self, sub, start, end) => {
      const [text] = part(runtime, self, start as Value, end as Value);
      return sub === '' ? text.length + 1 : text.split(sub as string).length - 1;
    },
    'startswith(prefix, start=None, end=None, /)': affix('startsWith'),
    'endswith(suffix, start=None, end=None, /)': affix('endsWith'),
    'removeprefix(prefix, /)': (_, self, prefix) =>
      self.startsWith(prefix as string) ? self.slice((prefix as string).length) : self,
    'removesuffix(suffix, /)': (_, self, suffix) =>
      suffix !== '' && self.endsWith(suffix as string) ? self.slice(0, -(suffix as string).length) : self,
    'replace(old, new, count=-1, /)': (runtime, self, old, replacement, count) => {
      if (typeof old !== 'string' || typeof replacement !== 'string') {
        return runtime.raise('TypeError', 'replace() arguments must be str');
      }
      const most = integer(runtime, count as Value) ?? -1;
      const parts = old === '' ? ['', ...self, ''] : self.split(old);
      const cut = most < 0 || parts.length <= most + 1 ? parts : [...parts.slice(0, most), parts.slice(most).join(old)];
      runtime.spendCells(self.length + cut.length * replacement.length);
      return cut.join(replacement);
    },
    'split(sep=None, maxsplit=-1)': splitting(split),
    'rsplit(sep=None, maxsplit=-1)': splitting(splitFromRight),
    'splitlines(keepends=False)': (runtime, self, keepEnds) => {
      const lines = self.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
      return new PyList(runtime.truth(keepEnds) ? [...lines] : lines.map((line) => line.replace(/[\r\n]+$/, '')));
    },
    'partition(sep, /)': (_, self, separator) => {
      const at = self.indexOf(separator as string);
      if (at < 0) return new PyTuple([self, '', '']);
      return new PyTuple([self.slice(0, at), separator, self.slice(at + (separator as string).length)]);
    },
    'rpartition(sep, /)': (_, self, separator) => {
      const at = self.lastIndexOf(separator as string);
      if (at < 0) return new PyTuple(['', '', self]);
      return new PyTuple([self.slice(0, at), separator, self.slice(at + (separator as string).length)]);
    },
    'join(iterable, /)': join,
    'expandtabs(tabsize=8)': (runtime, self, size) => {
      const width = integer(runtime, size) ?? 8;
      let column = 0;
      return [...self]
        .map((character) => {
          const text = character === '\t' ? ' '.repeat(width > 0 ? width - (column % width) : 0) : character;
          column = character === '\n' ? 0 : column + text.length;
          return text;
        })
        .join('');
    },
    'encode(encoding=None, errors=None)': (_, self) =>
      new PyBytes([...new TextEncoder().encode(self)].map((byte) => String.fromCharCode(byte)).join('')),
    'translate(table, /)': translate,
    'format_map(mapping, /)': (runtime, self, mapping) => {
      const keywords = new Map<string, Value>();
      if (mapping instanceof PyDict)
        for (const [key, value] of mapping.entries.values()) keywords.set(String(key), value);
      return formatTemplate(runtime, self, { positional: [], keywords });
    },
  },
  { absorbs: true },
);

addMethods<string>(STR, asText, {
  '__mod__(values, /)': formatPercent,
  'format(*positional, **keywords)': (runtime, self, positional, keywords) => {
    const named = new Map<string, Value>();
    for (const [key, value] of (keywords as PyDict).entries.values()) named.set(key as string, value);
    return formatTemplate(runtime, self, { positional: (positional as PyTuple).items, keywords: named });
  },
});

STR.namespace.set('__format__', specifierMethod);

function makeTable(runtime: Runtime, from: Value, to: Value | undefined, dropped: Value | undefined): Value {
  const table = new PyDict();
  const put = (key: Value, value: Value): void =>
    setEntry(runtime, table, typeof key === 'string' ? (key.codePointAt(0) as number) : key, value);
  if (from instanceof PyDict) for (const [key, value] of from.entries.values()) put(key, value);
  else if (typeof from === 'string' && typeof to === 'string') {
    const targets = [...to];
    for (const [index, character] of [...from].entries()) put(character, targets[index]?.codePointAt(0) ?? null);
  } else return runtime.lost(from);
  if (typeof dropped === 'string') for (const character of dropped) put(character, null);
  return table;
}

addStatics(
  STR,
  natives({
    "__new__(cls, object='', encoding=None, errors=None)": (runtime, cls, object, encoding) => {
      const unknown = absorbedDeep(runtime, [object]);
      if (unknown !== undefined) return unknown;
      const decoded = object instanceof PyBytes && encoding !== null;
      const text = decoded
        ? runtime.call(runtime.getAttribute(object, 'decode'), [])
        : runtime.textOf(() => runtime.str(object));
      if (typeof text !== 'string') return text;
      return cls instanceof PyClass && cls !== STR ? new PyInstance(cls, undefined, text) : text;
    },
    'maketrans(x, y=..., z=..., /)': makeTable,
  }),
);

addMethods<PyBytes>(
  BYTES,
  (value) => (value instanceof PyBytes ? value : undefined),
  {
    'decode(encoding=None, errors=None)': (_, self) =>
      new TextDecoder().decode(Uint8Array.from([...self.value].map((c) => c.charCodeAt(0)))),
    'hex()': (_, self) => [...self.value].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join(''),
  },
  { absorbs: true },
);
addStatics(
  BYTES,
  natives({
    '__new__(cls, source=..., encoding=None, errors=None)': (runtime, _, source: Value | undefined) => {
      if (source === undefined) return new PyBytes('');
      if (source instanceof PyBytes) return source;
      const special = source instanceof PyInstance ? runtime.special(source, '__bytes__') : undefined;
      if (special !== undefined) return runtime.call(special, []);
      if (typeof source === 'string') return runtime.call(runtime.getAttribute(source, 'encode'), []);
      if (typeof source === 'number') {
        runtime.spendCells(source);
        return new PyBytes('\0'.repeat(Math.max(0, source)));
      }
      const items = collect(runtime, source);
      if (!Array.isArray(items)) return items as Value;
      return absorbed(runtime, items) ?? new PyBytes(items.map((item) => String.fromCharCode(Number(item))).join(''));
    },
  }),
);
