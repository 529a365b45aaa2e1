// Comments that speak to ConvLint: which words are read in which dialect, and what is said that nobody reads. The front ends and
// the suppressions read what is right; this file knows only how it is written.
import type { Span } from './base/span.ts';
import { looksLikeOneShape } from './frontends/declared-shapes.ts';
import { closest } from './frontends/suggest.ts';
import type { DialectId } from './graph/dialect.ts';
import type { FindingOf } from './graph/finding.ts';

export interface DirectiveWord {
  readonly word: string;
  readonly doc: string;
  /** What may stand behind `word=`. */
  readonly example: string;
  readonly dialects?: readonly DialectId[];
  /** Where the file itself says it: by which key. */
  readonly keys?: Readonly<Partial<Record<DialectId, string>>>;
  /** Of a value that is read: all of it. */
  readonly value: RegExp;
}

const SIZES = String.raw`\d+(?:\s*[x×]\s*\d+)*`;
const SIZE = String.raw`(?:\d*N|\d+|\?)`;
const SHAPE = String.raw`${SIZE}(?:\s*[x×]\s*${SIZE})*`;

const WORDS: readonly DirectiveWord[] = [
  {
    word: 'disable',
    doc: 'Suppresses rules: on this line, on the next one, or, at the top of the file, everywhere.',
    example: 'rule-a,rule-b',
    value: /^[\w-]+(?:\s*,\s*[\w-]+)*/,
  },
  {
    word: 'input',
    doc: 'The shape of the model’s input, without the batch and channels first; several are separated by commas.',
    example: '3x224x224',
    dialects: ['torch', 'ultralytics'],
    keys: { spec: 'input' },
    value: new RegExp(`^${SIZES}(?:\\s*,\\s*${SIZES})*`),
  },
  {
    word: 'args',
    doc: 'The arguments that the model is made with.',
    example: 'num_classes=10',
    dialects: ['torch'],
    value: /^.+/,
  },
  {
    word: 'shape',
    doc: 'The shape of what this line gives, where the code does not say it. N is the batch, ? a size that stays unknown.',
    example: 'Nx256x14x14',
    dialects: ['torch', 'ultralytics'],
    keys: { spec: 'output' },
    value: new RegExp(`^${SHAPE}(?:\\s*,\\s*${SHAPE})*`),
  },
  {
    word: 'scale',
    doc: 'The scale at which the model is built.',
    example: 's',
    dialects: ['ultralytics'],
    value: /^\w+/,
  },
];

export function directiveWords(dialect: DialectId): readonly DirectiveWord[] {
  return WORDS.filter(({ dialects }) => dialects === undefined || dialects.includes(dialect));
}

const COMMENT = /(?:#|\/\/)[ \t]*convlint(?<colon>[ \t]*:)?[ \t]*(?<rest>[^\r\n]*)/dg;

/** What stands behind `convlint:`. */
interface Directive {
  /** Of the comment. */
  readonly at: number;
  readonly hasColon: boolean;
  readonly word: string;
  readonly wordSpan: Span;
  /** Whether `=` stands behind the word, and what behind that. */
  readonly isAssigned: boolean;
  readonly value: string;
  readonly valueAt: number;
}

/** What is said in a text's comments that has no effect. `rules`: the ids of all rules. */
export function* unreadComments(text: string, dialect: DialectId, rules: readonly string[]): Iterable<Unread> {
  if (!text.includes('convlint')) return;
  const known = directiveWords(dialect);
  for (const directive of directivesIn(text)) {
    const { at, hasColon, word, wordSpan, isAssigned, value, valueAt } = directive;
    const of = known.find((each) => each.word === word);
    if (!hasColon) {
      // Prose may well speak of convlint.
      if (of && isAssigned) yield unread({ mistake: 'colon', word }, { start: at, end: wordSpan.end });
    } else if (!of) {
      const words = known.map((each) => each.word);
      const key = WORDS.find((each) => each.word === word)?.keys?.[dialect];
      const instead = key === undefined ? suggested(closest(word, words)) : { key };
      yield unread({ mistake: 'word', word, known: words, ...instead }, wordSpan);
    } else if (word === 'disable') yield* unknownRules(isAssigned ? value : '', valueAt, rules);
    else if (!isAssigned || !isReadable(of, value)) {
      const span = value === '' ? wordSpan : { start: valueAt, end: valueAt + value.length };
      yield unread({ mistake: 'value', word, value, example: of.example, ...suggested(rewritten(of, value)) }, span);
    } else if (isElsewhere(text, at, word, dialect)) yield unread({ mistake: 'place', word }, wordSpan);
  }
}

type Unread = FindingOf<'unread-comment'>;

function unread(facts: Unread['facts'], span: Span): Unread {
  return { rule: 'unread-comment', facts, span };
}

function suggested(suggestion: string | undefined): { readonly suggestion?: string } {
  return suggestion === undefined ? {} : { suggestion };
}

function* directivesIn(text: string): Iterable<Directive> {
  for (const match of text.matchAll(COMMENT)) {
    // A comment may well tell of another one.
    if (/#|\/\//.test(text.slice(text.lastIndexOf('\n', match.index) + 1, match.index))) continue;
    const [start, end] = match.indices?.groups?.rest ?? [0, 0];
    const rest = text.slice(start, end);
    // Still being typed.
    if (rest === '') continue;
    const [word = ''] = /^[\w-]*/.exec(rest) ?? [];
    const wordSpan = { start, end: start + word.length };
    const sign = /^\s*=?\s*/.exec(rest.slice(word.length))?.[0] ?? '';
    const valueAt = wordSpan.end + sign.length;
    const value = text
      .slice(valueAt, end)
      .replace(/\s+#.*$/, '')
      .trimEnd();
    const hasColon = match.groups?.colon !== undefined;
    yield { at: match.index, hasColon, word, wordSpan, isAssigned: sign.includes('='), value, valueAt };
  }
}

/** Up to a blank: words may follow. */
function isReadable({ value: pattern, word }: DirectiveWord, value: string): boolean {
  const read = pattern.exec(value)?.[0];
  if (read === undefined || /^(?![,;.:]\s)\S/.test(value.slice(read.length))) return false;
  return word === 'args' || !looksLikeOneShape(read.split(','));
}

/** As it may be meant: `(3, 32, 32)` and `1x3*32*32` are sizes, too. */
function rewritten({ word, value: pattern }: DirectiveWord, value: string): string | undefined {
  if (word === 'args' || word === 'scale' || !/^[\dN?\sx×X*,()[\]]+$/.test(value)) return undefined;
  const sizes = value.match(/\d*N|\d+|\?/g) ?? [];
  const meant = (word === 'input' ? sizes.filter((size) => !size.endsWith('N')) : sizes).join('x');
  return pattern.test(meant) && meant !== value ? meant : undefined;
}

function* unknownRules(value: string, at: number, rules: readonly string[]): Iterable<Unread> {
  const [list = ''] = /^[\w-]+(?:\s*,\s*[\w-]+)*/.exec(value) ?? [];
  for (const { 0: id, index } of list.matchAll(/[\w-]+/g)) {
    if (rules.includes(id)) continue;
    const span = { start: at + index, end: at + index + id.length };
    yield unread({ mistake: 'rule', word: id, ...suggested(closest(id, rules)) }, span);
  }
}

/** A shape belongs behind what has it, and what is said of a model to its definition. */
function isElsewhere(text: string, at: number, word: string, dialect: DialectId): boolean {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const before = text.slice(start, at);
  if (word === 'shape') return before.trim() === '';
  return dialect === 'torch' && /^[ \t]/.test(before);
}
