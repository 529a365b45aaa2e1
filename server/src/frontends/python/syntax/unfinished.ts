// Lines that are being typed: to the grammar each of them is as good as a small statement of the same length, so that all around it
// is read as ever; what it means so far is read from its words. Knows what statements look like, not how they are parsed.
import type { Span } from '../../../base/span.ts';
import type { Expression, Parameter, Statement } from './ast.ts';
import { type LogicalLine, logicalLines } from './logical-lines.ts';

/** A stretch that does not parse. */
export interface Unfinished {
  readonly span: Span;
  readonly text: string;
  /** What is indented below its head is read. */
  readonly hasBody: boolean;
}

export interface Readable {
  /** As long as the text that was typed. */
  readonly text: string;
  /** By where they begin. */
  readonly unfinished: ReadonlyMap<number, Unfinished>;
  /** What was read as if it were whole. */
  readonly repaired: readonly Span[];
}

interface Doubts {
  /** Whether the grammar finds errors: otherwise only lines count that it joins with the next. */
  readonly hasErrors: boolean;
  /** Where the grammar went astray. */
  readonly places: readonly number[];
}

/** The text without what cannot be whole, and without the lines in which one of the places lies. */
export function readable(text: string, { hasErrors, places }: Doubts): Readable {
  const lines = logicalLines(text);
  const astray = [...places].sort((one, other) => one - other);
  let next = 0;
  const isBad = lines.map(({ start, end, unfinished }) => {
    while ((astray[next] ?? start) < start) next++;
    const isAstray = (astray[next] ?? Number.POSITIVE_INFINITY) <= end;
    return isAstray || (hasErrors ? unfinished !== false : unfinished === 'joined');
  });
  const unfinished = new Map<number, Unfinished>();
  const repaired: Span[] = [];
  let read = '';
  let at = 0;
  const replace = ({ start, end }: Span, stands: string) => {
    read += text.slice(at, start) + stands.padEnd(end - start);
    at = end;
  };
  for (const [index, line] of lines.entries()) {
    if (line.start < at) continue;
    if (!isBad[index]) {
      for (const { span, stands } of repairsOf(line, text, hasErrors)) {
        replace(span, stands);
        if (stands === COMMA) repaired.push(span);
        else unfinished.set(span.start, { span, text: text.slice(span.start, span.end), hasBody: false });
      }
      continue;
    }
    const below = endOfBlock(lines, index);
    const hasBody = below > line.end && line.end - line.start >= HEAD.length;
    // Without room for a head, all that is below goes with it.
    const span = { start: line.start, end: hasBody ? line.end : below };
    unfinished.set(span.start, { span, text: text.slice(line.start, line.end), hasBody });
    const gone = text.slice(span.start, span.end).replace(/[^\n]/g, ' ');
    replace(span, hasBody ? HEAD : STATEMENT + gone.slice(STATEMENT.length));
  }
  return { text: read + text.slice(at), unfinished, repaired };
}

const STATEMENT = '0';
const HEAD = 'if 0:';
const ELEMENT = '0,';
const COMMA = ',';

interface Repair {
  readonly span: Span;
  readonly stands: string;
}

/** Inside of brackets, what is around an element that is being typed is read as ever. */
function repairsOf({ commas, open, dangling }: LogicalLine, text: string, hasErrors: boolean): readonly Repair[] {
  const blank = commas.filter((at) => hasErrors && /\s/.test(text.charAt(at)));
  const elements = hasErrors ? [...open, ...dangling] : dangling;
  const repairs = [
    ...blank.map((at): Repair => ({ span: { start: at, end: at + 1 }, stands: COMMA })),
    ...elements
      .filter(({ start, end }) => end - start >= ELEMENT.length)
      .map((span): Repair => ({ span, stands: ELEMENT })),
  ];
  return repairs.sort((a, b) => a.span.start - b.span.start);
}

/** Where the lines end that are indented below one. */
function endOfBlock(lines: readonly LogicalLine[], index: number): number {
  const head = lines[index];
  let end = head?.end ?? 0;
  for (let below = index + 1; ; below++) {
    const line = lines[below];
    if (!line || !head || line.indent <= head.indent) return end;
    end = line.end;
  }
}

interface Written {
  readonly words: RegExpExecArray;
  /** Of all of it. */
  readonly span: Span;
  readonly body: readonly Statement[];
}

type Meaning = readonly [pattern: RegExp, statement: (written: Written) => Statement];

/** What is typed until now, as far as it can be told: what it gives is unknown. */
export function meaningOf(
  { typed: { text, hasBody }, span }: { readonly typed: Unfinished; readonly span: Span },
  body: readonly Statement[],
): Statement {
  for (const [pattern, statement] of hasBody ? HEADS : STATEMENTS) {
    const words = pattern.exec(text);
    if (words) return statement({ words, span, body });
  }
  return { kind: 'broken-statement', span };
}

const STATEMENTS: readonly Meaning[] = [
  [/^return\b/, ({ span }) => ({ kind: 'return', span, value: broken(span) })],
  [
    /^([A-Za-z_]\w*(?:\.\w+)*(?:\s*,\s*[A-Za-z_]\w*(?:\.\w+)*)*)\s*(?::[^=]*)?(?:[-+*/%|&^@]|\/\/|\*\*)?=(?!=)/,
    ({ words: [, names = ''], span }) => ({
      kind: 'assign',
      span,
      targets: [targetOf(names, span)],
      value: broken(span),
    }),
  ],
  [/^super\([^()]*\)\.__init__\s*\(/, ({ span }) => expression(span, superInit(span))],
  [
    /^([A-Za-z_]\w*(?:\.\w+)*)\s*\(/,
    ({ words: [, callee = ''], span }) =>
      expression(span, {
        kind: 'call',
        span,
        callee: dotted(callee, span),
        arguments: [{ span, value: broken(span) }],
      }),
  ],
];

const HEADS: readonly Meaning[] = [
  [
    /^(async\s+)?def\s+(\w+)\s*\(?([\s\S]*)$/,
    ({ words: [, isAsync, name = '', rest = ''], span, body }) => ({
      kind: 'function',
      span,
      name,
      nameSpan: span,
      parameters: parametersOf(rest, span),
      body,
      decorators: [],
      isAsync: isAsync !== undefined,
      isGenerator: false,
    }),
  ],
  [
    /^class\s+(\w+)\s*\(?([\w.\s,]*)/,
    ({ words: [, name = '', bases = ''], span, body }) => ({
      kind: 'class',
      span,
      name,
      nameSpan: span,
      arguments: (bases.match(/\w+(?:\.\w+)*/g) ?? []).map((base) => ({ span, value: dotted(base, span) })),
      body,
      decorators: [],
    }),
  ],
  [
    /^(?:async\s+)?for\s+\(?(\w+(?:\s*,\s*\w+)*)/,
    ({ words: [, names = ''], span, body }) => ({
      kind: 'for',
      span,
      target: targetOf(names, span),
      iterable: broken(span),
      body,
      otherwise: [],
    }),
  ],
  [/^(?:if|while|with)\b/, ({ span, body }) => ({ kind: 'if', span, test: broken(span), body, otherwise: [] })],
];

function broken(span: Span): Expression {
  return { kind: 'broken', span };
}

function expression(span: Span, value: Expression): Statement {
  return { kind: 'expression', span, value };
}

/** `a.b.c`; none of them stands where a hover would look for it. */
function dotted(name: string, span: Span): Expression {
  const [first = '', ...others] = name.split('.').map((part) => part.trim());
  return others.reduce<Expression>(
    (object, part) => ({ kind: 'attribute', span, object, name: part, nameSpan: span }),
    { kind: 'name', span, id: first },
  );
}

function targetOf(names: string, span: Span): Expression {
  const items = names.split(',').map((name) => dotted(name.trim(), span));
  const [only] = items;
  return items.length === 1 && only ? only : { kind: 'tuple', span, items };
}

function superInit(span: Span): Expression {
  const parent: Expression = { kind: 'call', span, callee: { kind: 'name', span, id: 'super' }, arguments: [] };
  const callee: Expression = { kind: 'attribute', span, object: parent, name: '__init__', nameSpan: span };
  return { kind: 'call', span, callee, arguments: [] };
}

function parametersOf(text: string, span: Span): readonly Parameter[] {
  let kind: Parameter['kind'] = 'normal';
  return text.split(',').flatMap((part): readonly Parameter[] => {
    const { stars = '', name } = /^\s*(?<stars>\*{0,2})\s*(?<name>[A-Za-z_]\w*)?/.exec(part)?.groups ?? {};
    const own = stars === '' ? kind : (stars as '*' | '**');
    if (stars === '*') kind = 'keyword-only';
    if (name === undefined) return [];
    return [{ name, span, kind: own, ...(part.includes('=') ? { default: broken(span) } : {}) }];
  });
}
