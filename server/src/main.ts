// The language server on Node: over stdio, IPC or a socket, as the command line says. All file access of the server is here.
import { realpathSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createConnection } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import type { Host } from './lsp/host.ts';
import { startServer } from './lsp/server.ts';

/** Larger files are no models, and reading them would stall the editor. */
const LARGEST_FILE = 8 * 2 ** 20;

async function read(path: string): Promise<string | undefined> {
  try {
    const content = await readFile(path);
    return content.length > LARGEST_FILE ? undefined : content.toString('utf8');
  } catch {
    return undefined;
  }
}

async function* walk(folder: string, relative: string, skip: (path: string) => boolean): AsyncIterable<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = `${relative}${entry.name}${entry.isDirectory() ? '/' : ''}`;
    if (skip(path)) continue;
    const full = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(full, path, skip);
    else if (entry.isFile()) yield URI.file(full).toString();
  }
}

/**
 * V8 clears away young objects when their space is full: mostly in the middle of an edit's answer, of which it takes a third.
 * Undefined where it cannot be asked to do so earlier.
 */
function collector(): (() => void) | undefined {
  try {
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    return typeof collect === 'function' ? () => void collect({ type: 'minor' }) : undefined;
  } catch {
    return undefined;
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}

const tidy = collector();

/** The folder of the bundle, with the translations beside it; the rules' pages are in the package's docs. */
const dist = process.argv[1] === undefined ? process.cwd() : dirname(realpathSync(process.argv[1]));

const host: Host = {
  readFile: (uri) => (uri.startsWith('file:') ? read(URI.parse(uri).fsPath) : Promise.resolve(undefined)),
  listFiles: (folder, skip) => walk(URI.parse(folder).fsPath, '', skip),
  loadTranslations: async (locale) =>
    /^[a-z]{2,3}(-[a-z0-9]+)*$/.test(locale) ? read(join(dist, 'l10n', `bundle.l10n.${locale}.json`)) : undefined,
  resource: (name) => readFile(join(dist, name)).catch(() => undefined),
  ...(tidy ? { tidy } : {}),
  rulePages: `${URI.file(join(dist, '..', 'docs', 'rules')).toString()}/`,
};

startServer(createConnection(), () => host);
