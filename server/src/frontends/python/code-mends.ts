// Mends that change more than one literal: a flatten put in, a softmax left out, a list that becomes a ModuleList. They work on
// the text of calls and lines, and decline what is not written the usual way.
import type { Span, TextEdit } from '../../base/span.ts';
import type { Layer, Module, Origin } from '../../graph/graph.ts';
import type { CodeMend, Intent } from '../../graph/intent.ts';
import { type CallText, callBehind, callThatHolds, endOfValue } from './call-text.ts';

type Edits = readonly TextEdit[] | undefined;

/** `self.fc(x)` becomes `self.fc(x.flatten(1))`; in a Sequential a Flatten is put in. */
export function flattenBefore({ origin, module }: Layer, text: string): Edits {
  const place = itemOf(module, text);
  if (place) {
    const { start, end } = module.origin.span;
    const prefix = /^(?<prefix>[\w.]*?)\w+\s*\(/.exec(text.slice(start, end))?.groups?.prefix ?? '';
    return [{ span: { start, end: start }, newText: `${prefix}Flatten(),${betweenItems(text, start)}` }];
  }
  if (!isCallOf(module, origin, text)) return undefined;
  const [only, ...more] = callBehind(text, origin.head.end)?.arguments ?? [];
  if (!only || more.length > 0 || !isPostfix(text, only)) return undefined;
  return [{ span: { start: only.end, end: only.end }, newText: '.flatten(1)' }];
}

interface Item {
  readonly call: CallText;
  readonly index: number;
}

/** Where a module is made as an item of a Sequential. */
function itemOf({ origin }: Module, text: string): Item | undefined {
  if (origin.uri !== undefined || origin.inner) return undefined;
  const call = callThatHolds(text, origin.span.start);
  const index = call?.arguments.findIndex(({ start, end }) => start === origin.span.start && end === origin.span.end);
  return call && index !== undefined && index >= 0 && /\bSequential$/.test(call.callee) ? { call, index } : undefined;
}

/** The text calls this very module, not one that holds it. */
function isCallOf({ path }: Module, { head, uri, inner }: Origin, text: string): boolean {
  const name = /\w+$/.exec(text.slice(head.start, head.end))?.[0];
  return uri === undefined && !inner && name !== undefined && path.split('.').at(-1) === name;
}

/** As the items before are: each on a line of its own, or all on one. */
function betweenItems(text: string, start: number): string {
  const line = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(line, start);
  return before.trim() === '' ? `\n${before}` : ' ';
}

/** A name, with attributes, calls and indices behind it: something can be called on it without brackets around. */
function isPostfix(text: string, { start, end }: Span): boolean {
  return /^[A-Za-z_][\w.]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^[\]]*\]|\.\w+)*$/.test(text.slice(start, end));
}

/** `F.softmax(x, dim=1)`, `self.softmax(x)` and `x.softmax(1)` become `x`; from a Sequential the item goes. */
export function callLeftOut({ origin, module }: Layer, text: string): Edits {
  const item = itemOf(module, text);
  if (item) return itemLeftOut(item);
  const isFunction = module.origin === origin && origin.uri === undefined && !origin.inner;
  if (!isFunction && !isCallOf(module, origin, text)) return undefined;
  const owner = /^(?<owner>[\s\S]*)\.softmax$/.exec(text.slice(origin.span.start, origin.head.end))?.groups?.owner;
  const isMethod = isFunction && owner !== undefined && !/^(?:F|torch|nn)\b/.test(owner);
  const first = callBehind(text, origin.head.end)?.arguments[0];
  const kept = isMethod ? owner : first && text.slice(first.start, first.end);
  return kept === undefined || kept.includes('=') ? undefined : [{ span: origin.span, newText: kept }];
}

function itemLeftOut({ call, index }: Item): Edits {
  const before = call.arguments[index - 1];
  const item = call.arguments[index];
  return before && item && [{ span: { start: before.end, end: item.end }, newText: '' }];
}

/** `x.view(-1, 512)` becomes `x.view(x.size(0), -1)`. */
export function batchKept({ origin, outputs }: Layer, text: string): Edits {
  const call = origin.uri === undefined && !origin.inner ? callBehind(text, origin.head.end) : undefined;
  const [first, ...others] = call?.arguments ?? [];
  const owner = /^(?<owner>[A-Za-z_][\w.]*)\.(?:view|reshape)$/.exec(text.slice(origin.span.start, origin.head.end))
    ?.groups?.owner;
  const [second] = others;
  if (!call || !first || !second || others.length > 1 || owner === undefined || outputs.length !== 1) return undefined;
  if (text.slice(first.start, first.end) !== '-1') return undefined;
  return [{ span: { start: first.start, end: second.end }, newText: `${owner}.size(0), -1` }];
}

export function mendCode({ span, how }: Intent & { readonly kind: 'mend-code' }, text: string): Edits {
  switch (how.kind) {
    case 'rename-argument':
      return renamed(callBehind(text, span.end), how, text);
    case 'divide-whole':
      return dividedWhole(callBehind(text, span.end), text);
    case 'wrap-modules':
      return wrapped(text, span, how.container);
    case 'initialize-base':
      return baseInitialized(text, span.start);
  }
}

function renamed(
  call: CallText | undefined,
  { from, to }: CodeMend & { readonly kind: 'rename-argument' },
  text: string,
): Edits {
  const argument = call?.arguments.find(({ start, end }) => new RegExp(`^${from}\\s*=`).test(text.slice(start, end)));
  return argument && [{ span: { start: argument.start, end: argument.start + from.length }, newText: to }];
}

/** Where there is one division only, it is the one that is meant. */
function dividedWhole(call: CallText | undefined, text: string): Edits {
  const slashes = call ? [...text.slice(call.open, call.end).matchAll(/(?<!\/)\/(?![/=])/g)] : [];
  const [only, ...more] = slashes;
  if (!call || !only || more.length > 0) return undefined;
  const start = call.open + only.index;
  return [{ span: { start, end: start + 1 }, newText: '//' }];
}

/** `self.layers = […]` becomes `self.layers = nn.ModuleList([…])`. */
function wrapped(text: string, target: Span, container: string): Edits {
  const namespace = namespaceOfNn(text);
  const sign = /^\s*=\s*(?!=)/.exec(text.slice(target.end))?.[0];
  if (namespace === undefined || sign === undefined) return undefined;
  const start = target.end + sign.length;
  const end = endOfValue(text, start);
  if (end === undefined || end <= start) return undefined;
  return [
    { span: { start, end: start }, newText: `${namespace}.${container}(` },
    { span: { start: end, end }, newText: ')' },
  ];
}

/** As the file says `torch.nn`. */
function namespaceOfNn(text: string): string | undefined {
  const alias =
    /^\s*import\s+torch\.nn\s+as\s+(\w+)|^\s*from\s+torch\s+import\s+(?:[\w, ]*,\s*)?nn(?:\s+as\s+(\w+))?\b/m.exec(
      text,
    );
  if (alias) return alias[1] ?? alias[3] ?? 'nn';
  return /^\s*import\s+torch\b/m.test(text) ? 'torch.nn' : undefined;
}

/** `super().__init__()` as the first line of the constructor; where it stands further down, it goes from there. */
function baseInitialized(text: string, place: number): Edits {
  const heads = [...text.slice(0, place).matchAll(/^[ \t]*def __init__[ \t]*(?=\()/gm)];
  const head = heads.at(-1);
  const signature = head && callBehind(text, head.index + head[0].length);
  const body = signature && /^[^\n:]*:[ \t]*(?:#[^\n]*)?\n(?:[ \t]*\n)*/.exec(text.slice(signature.end));
  if (!signature || !body) return undefined;
  let start = signature.end + body[0].length;
  const documentation = /^[ \t]*[rR]?("""|''')[\s\S]*?\1[ \t]*(?:#[^\n]*)?\n(?:[ \t]*\n)*/.exec(text.slice(start));
  start += documentation?.[0].length ?? 0;
  const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  if (indent === '') return undefined;
  const inserted = { span: { start, end: start }, newText: `${indent}super().__init__()\n` };
  const rest = (text.slice(start).split(/^(?=[ \t]*(?:def|class|@)\b)/m)[0] ?? '').replace(/#.*/g, blanks);
  const later = /^[ \t]*super\([^()]*\)\.__init__\([ \t]*\)[ \t]*\n/m.exec(rest);
  if (!later) return /\.__init__\s*\(/.test(rest) ? undefined : [inserted];
  const at = start + later.index;
  return [inserted, { span: { start: at, end: at + later[0].length }, newText: '' }];
}

function blanks(comment: string): string {
  return ' '.repeat(comment.length);
}
