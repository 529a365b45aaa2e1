// What may be written at a place: keys, modules, arguments, positions. Works on the line before the cursor, so that it
// also works in a file that does not parse yet.
import type { CompletionItem, Completions } from '../front-end.ts';
import { boundModules } from '../python/torch/bindings/index.ts';
import { type Block, pythonText, signatureOf } from './blocks/block.ts';
import { libraryFor } from './blocks/index.ts';
import { KEYS } from './keys.ts';
import type { ModelFile } from './syntax.ts';
import { torchModule, torchSignature } from './torch-modules.ts';

export function completionsAt(text: string, offset: number, file: ModelFile): Completions | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  if (before.includes('#')) return undefined;
  if (/^\w*$/.test(before)) return keys(before, offset, file);
  const row = /^\s*(?:-\s*)?\[(.*)$/.exec(before);
  return row ? inRow(row[1] ?? '', offset, file, text) : undefined;
}

function keys(typed: string, offset: number, { keys: written }: ModelFile): Completions {
  const present = new Set(
    written.filter(({ span }) => span.end < offset || span.start > offset).map(({ name }) => name),
  );
  const items = [...KEYS].flatMap(([key, doc]): CompletionItem[] =>
    present.has(key) ? [] : [{ label: key, kind: 'key', insert: `${key}: `, doc }],
  );
  return { span: { start: offset - typed.length, end: offset }, items };
}

/** The parts of a row so far, by commas outside of inner brackets. */
function partsOf(inside: string): { readonly parts: readonly string[]; readonly inner: string | undefined } {
  const parts = [''];
  let depth = 0;
  let inner: string | undefined;
  for (const letter of inside) {
    if (letter === '[') {
      depth++;
      if (depth === 1) inner = '';
      else if (inner !== undefined) inner += letter;
      continue;
    }
    if (letter === ']') {
      depth--;
      if (depth === 0) inner = undefined;
      continue;
    }
    if (depth > 0) inner += letter;
    else if (letter === ',') parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return { parts, inner };
}

function inRow(inside: string, offset: number, file: ModelFile, text: string): Completions | undefined {
  const { parts, inner } = partsOf(inside);
  if (parts.length === 1) return positions(inner ?? parts[0] ?? '', offset, file);
  if (parts.length === 3) return modules(parts[2] ?? '', offset, text, file);
  const name = (parts[2] ?? '').trim();
  return parts.length === 4 && inner !== undefined ? values(name, inner, offset, file) : undefined;
}

/** Rows before this one, newest first. */
function positions(typed: string, offset: number, { rows }: ModelFile): Completions {
  const word = /-?\d*$/.exec(typed)?.[0] ?? '';
  const earlier = rows.filter(({ span }) => span.end < offset);
  const items: CompletionItem[] = [
    { label: '-1', kind: 'reference', insert: '-1', doc: 'The row before.' },
    ...earlier.reverse().map(
      ({ index, module }): CompletionItem => ({
        label: String(index),
        kind: 'reference',
        insert: String(index),
        detail: module.name,
      }),
    ),
  ];
  return { span: { start: offset - word.length, end: offset }, items };
}

function modules(typed: string, offset: number, text: string, file: ModelFile): Completions {
  const { blocks } = libraryFor(file.family);
  const word = /[\w.]*$/.exec(typed)?.[0] ?? '';
  const alone = /^[\w.]*\s*(?:\]|$)/m.test(text.slice(offset, text.indexOf('\n', offset) + 1 || text.length));
  const own = [...blocks].map(
    ([name, block]): CompletionItem => ({
      label: name,
      kind: 'layer',
      insert: alone ? `${name}, [${placeholders(block)}]` : name,
      snippet: alone,
      doc: block.doc,
      detail: signatureOf(name, block),
    }),
  );
  const torch = boundModules.flatMap((type): CompletionItem[] => {
    const name = `nn.${type}`;
    const module = torchModule(name);
    return module && !blocks.has(name)
      ? [{ label: name, kind: 'layer', insert: name, detail: torchSignature(name, module) }]
      : [];
  });
  return { span: { start: offset - word.length, end: offset }, items: [...own, ...torch] };
}

/** Required arguments, each with its place to type. */
function placeholders({ args }: Block): string {
  return Object.entries(args)
    .filter(([, argument]) => argument.default === undefined)
    .map(([name], index) => `\${${index + 1}:${name}}`)
    .join(', ');
}

function values(name: string, inner: string, offset: number, file: ModelFile): Completions | undefined {
  const block = libraryFor(file.family).blocks.get(name);
  if (!block) return undefined;
  const written = inner.split(',');
  const word = /[\w."']*$/.exec(written.at(-1) ?? '')?.[0] ?? '';
  const [argument, declared] = Object.entries(block.args)[written.length - 1] ?? [];
  if (argument === undefined || !declared) return undefined;
  const choices = new Set<string>();
  if (declared.default !== undefined) choices.add(pythonText(declared.default));
  if (declared.expectation.kind === 'boolean') for (const choice of ['True', 'False']) choices.add(choice);
  if (argument === 'nc' || argument === 'kpt_shape') choices.add(argument);
  if (argument === 'anchors' && file.anchors !== undefined) choices.add('anchors');
  if (argument === 'c2') for (const channels of [64, 128, 256, 512, 1024]) choices.add(String(channels));
  if (argument === 'k') for (const size of [1, 3, 5]) choices.add(String(size));
  if (argument === 's') for (const stride of [1, 2]) choices.add(String(stride));
  const items = [...choices].map(
    (label): CompletionItem => ({
      label,
      kind: 'value',
      insert: label,
      doc: declared.doc,
      detail: `${argument} · ${signatureOf(name, block)}`,
    }),
  );
  return { span: { start: offset - word.length, end: offset }, items };
}
