// The `convlint` command: its entry, and the only part of it that touches files and streams.
import { closeSync, openSync, readdirSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EntryKind, FolderEntry, Host, Reading } from './cli/host.ts';
import { checkerFor, run } from './cli/run.ts';
import { help, isHelper, sharing } from './threads.ts';

/** dist/cli.js lies one folder below what is installed; a link in node_modules/.bin leads there. */
const installation = dirname(dirname(realpathSync(process.argv[1] ?? __filename)));

const host: Host = {
  workingFolder: process.cwd(),
  environment: process.env,
  colours: { out: showsColours(process.stdout), err: showsColours(process.stderr) },
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  kindOf: (path) => attempt(() => kindOf(path)),
  list: (folder) => attempt(() => list(folder)),
  read: (path, bytes) => attempt(() => (bytes === undefined ? decode(readFileSync(path)) : readHead(path, bytes))),
  resource(path) {
    const read = attempt(() => readFileSync(join(installation, path), 'utf8'));
    return 'value' in read ? read.value : undefined;
  },
  bytes(path) {
    const read = attempt(() => readFileSync(join(installation, path)));
    return 'value' in read ? read.value : undefined;
  },
  share: sharing(__filename, process.argv.slice(2)),
};

// A reader that has seen enough (`convlint check | head`) closes the pipe: no reason to complain.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

if (isHelper) void help((args) => checkerFor(args, host));
else
  void run(process.argv.slice(2), host).then((status) => {
    process.exitCode = status;
  });

/** As https://no-color.org and https://force-color.org say. */
function showsColours(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0';
  return stream.isTTY === true && TERM !== 'dumb';
}

function attempt<T>(read: () => T): Reading<T> {
  try {
    return { value: read() };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return { reason: 'missing' };
    if (code === 'EACCES' || code === 'EPERM') return { reason: 'denied' };
    return { reason: code === 'EISDIR' ? 'folder' : 'failed' };
  }
}

/** What is neither file nor folder (a pipe, say) reads as a file. */
function kindOf(path: string): EntryKind {
  return statSync(path).isDirectory() ? 'folder' : 'file';
}

/** Links to files count, links to folders are not followed: they may lead round in a circle. */
function list(folder: string): readonly FolderEntry[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): FolderEntry[] => {
    if (entry.isDirectory()) return [{ name: entry.name, kind: 'folder' }];
    const isFile = entry.isFile() || (entry.isSymbolicLink() && isLinkToFile(join(folder, entry.name)));
    return isFile ? [{ name: entry.name, kind: 'file' }] : [];
  });
}

function isLinkToFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function readHead(path: string, bytes: number): string {
  const descriptor = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(bytes);
    return decode(buffer.subarray(0, readSync(descriptor, buffer, 0, bytes, 0)));
  } finally {
    closeSync(descriptor);
  }
}

/** Offsets count from the text as editors show it: a byte-order mark is no part of it. */
function decode(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
