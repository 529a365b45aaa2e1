// convlint.yaml: the same settings as in the editor, for a folder and all below it. A pure reading of its text.
import { t } from '@vscode/l10n';
import { isMap, isNode, isScalar, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import type { Span } from '../base/span.ts';
import { checkSettings, type Note } from './check.ts';
import type { Settings } from './settings.ts';

export const CONFIG_FILE = 'convlint.yaml';

/** A note with its place in the file. */
export interface FileNote extends Note {
  /** One-based. */
  readonly line: number;
  readonly span: Span;
}

export interface ConfigFile {
  readonly values: Partial<Settings>;
  readonly notes: readonly FileNote[];
}

/** What can be read is kept, whatever else is wrong. */
export function parseConfigFile(text: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error' });
  const place = (span: Span) => ({ span, line: lines.linePos(span.start).line });
  const notes: FileNote[] = document.errors.map(({ message, pos: [start, end] }) => ({
    path: [],
    message: t('This is not valid YAML: {0}', firstLine(message)),
    ...place({ start, end }),
  }));
  const { values, notes: found } = checkSettings(plain(document));
  for (const note of found) notes.push({ ...note, ...place(spanAt(document.contents, note.path)) });
  return { values, notes };
}

/** Aliases may not blow up: `maxAliasCount` makes the library throw, which is a mistake in the file like any other. */
function plain(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}

/** The value at a path, or its key where the value is missing; the deepest that the file has. */
function spanAt(root: ParsedNode | null, path: readonly string[]): Span {
  let node: unknown = root;
  let span = spanOf(root);
  for (const key of path) {
    const pair = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
      : undefined;
    if (!pair) break;
    node = pair.value;
    span = spanOf(isScalar(pair.value) && pair.value.value !== null ? pair.value : pair.key);
  }
  return span;
}

function spanOf(node: unknown): Span {
  const [start = 0, end = 0] = (isNode(node) && node.range) || [];
  return { start, end };
}

function firstLine(message: string): string {
  return message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? message;
}
