// Finds every string that is shown to users: the literals given to l10n, and the docs in declarations.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

export interface Found {
  readonly text: string;
  readonly file: string;
}

export function sourcesIn(...folders: readonly string[]): readonly Found[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => ({ file: join(folder, file), text: readFileSync(join(root, folder, file), 'utf8') })),
  );
}

const LITERAL = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/y;
/** `t(`, `l10n.t(` and `vscode.l10n.t(`, but no other word that ends in t. */
const CALL = /(?<![\w$])(?:(?:vscode\.)?l10n\.)?t\(\s*/g;

/** What is translated by a literal; `dynamic` are calls with anything else, and must be of strings found otherwise. */
export function translated({ text, file }: Found): {
  readonly literals: readonly Found[];
  readonly dynamic: readonly Found[];
} {
  const literals: Found[] = [];
  const dynamic: Found[] = [];
  for (const call of text.matchAll(CALL)) {
    const start = call.index + call[0].length;
    LITERAL.lastIndex = start;
    const literal = LITERAL.exec(text)?.[0];
    if (literal === undefined || (literal.startsWith('`') && literal.includes('${')))
      dynamic.push({ file, text: text.slice(start, start + 60).split('\n')[0] ?? '' });
    else literals.push({ file, text: contentOf(literal) });
  }
  return { literals, dynamic };
}

/** Literals of properties that are translated where they are shown: `doc: '…'`. */
export function documented({ text, file }: Found, properties: readonly string[]): readonly Found[] {
  const pattern = new RegExp(`(?<![\\w$])(?:${properties.join('|')}):\\s*`, 'g');
  return [...text.matchAll(pattern)].flatMap((match) => {
    LITERAL.lastIndex = match.index + match[0].length;
    const literal = LITERAL.exec(text)?.[0];
    return literal === undefined || literal.length <= 2 || literal.includes('${')
      ? []
      : [{ file, text: contentOf(literal) }];
  });
}

function contentOf(literal: string): string {
  return literal.slice(1, -1).replaceAll(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
}
