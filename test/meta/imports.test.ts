// Who may import whom. The table is the architecture; a test is what keeps it true.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Each part of the project, most particular first, and the parts that it may import beside itself. */
const PARTS: readonly (readonly [part: string, mayImport: readonly string[]])[] = [
  ['server/src/base', []],
  ['server/src/graph', ['server/src/base']],
  ['server/src/notebook', ['server/src/base']],
  ['server/src/operators', ['server/src/base', 'server/src/graph']],
  ['server/src/frontends', ['server/src/base', 'server/src/graph']],
  ['server/src/engine', ['server/src/base', 'server/src/graph', 'server/src/operators']],
  ['server/src/rules', ['server/src/base', 'server/src/graph', 'server/src/engine']],
  [
    'server/src/config',
    [
      'server/src/base',
      'server/src/graph',
      'server/src/rules',
      'server/src/protocol.ts',
      'server/src/frontends/front-end.ts',
    ],
  ],
  [
    'server/src/ide',
    [
      'server/src/base',
      'server/src/graph',
      'server/src/engine',
      'server/src/rules',
      'server/src/config',
      'server/src/advise.ts',
      'server/src/analyze.ts',
      'server/src/directives.ts',
      'server/src/mend.ts',
      'server/src/notebook',
      'server/src/protocol.ts',
      'server/src/frontends/front-end.ts',
    ],
  ],
  [
    'server/src/lsp',
    [
      'server/src/base',
      'server/src/ide',
      'server/src/config',
      'server/src/advise.ts',
      'server/src/analyze.ts',
      'server/src/mend.ts',
      'server/src/notebook',
      'server/src/protocol.ts',
    ],
  ],
  [
    'server/src/cli',
    [
      'server/src/base',
      'server/src/graph',
      'server/src/engine',
      'server/src/rules',
      'server/src/config',
      'server/src/advise.ts',
      'server/src/analyze.ts',
      'server/src/mend.ts',
      'server/src/notebook',
    ],
  ],
  ['client/src/webview', ['server/src/base', 'server/src/protocol.ts']],
  ['client/src', ['server/src/base', 'server/src/protocol.ts']],
];

/** Packages that only some parts may use. */
const PACKAGES: readonly (readonly [name: RegExp, parts: readonly string[]])[] = [
  [/^vscode-languageserver(\/|$)/, ['server/src/lsp', 'server/src/main.ts', 'server/src/browser.ts']],
  [/^vscode-languageclient/, ['client/src']],
  [/^vscode$/, ['client/src']],
  [/^node:/, ['server/src/main.ts', 'server/src/cli.ts', 'server/src/threads.ts', 'client/src']],
  [/^yaml$/, ['server/src/frontends', 'server/src/config']],
];

/** What several front ends speak of. */
const SHARED: readonly string[] = ['server/src/frontends/yaml', 'server/src/frontends/python/torch/bindings'];

interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file).replaceAll('\\', '/'));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const pattern = /^\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s)?'([^']+)'/gm;
  return [...text.matchAll(pattern)].map(([, type, specifier = '']) => ({
    from: file,
    specifier,
    typeOnly: type !== undefined,
  }));
}

const within = (file: string, part: string) => file === part || file.startsWith(`${part}/`);
const all = [...sources('server/src'), ...sources('client/src')].flatMap(importsOf);

describe('who may import whom', () => {
  test('there is something to check', () => expect(all.length).toBeGreaterThan(100));

  test.each(PARTS)('%s', (part, mayImport) => {
    const partOf = (file: string) => PARTS.find(([candidate]) => within(file, candidate))?.[0];
    const wrong = all
      .filter(({ from, specifier }) => partOf(from) === part && specifier.startsWith('.'))
      .map(
        ({ from, specifier }) =>
          [from, relative(root, resolve(root, dirname(from), specifier)).replaceAll('\\', '/')] as const,
      )
      .filter(([, target]) => !within(target, part) && !mayImport.some((allowed) => within(target, allowed)));
    expect(wrong).toEqual([]);
  });

  test.each(PACKAGES)('package %s', (name, parts) => {
    const wrong = all.filter(
      ({ from, specifier }) => name.test(specifier) && !parts.some((part) => within(from, part)),
    );
    expect(wrong.map(({ from, specifier }) => `${from} imports ${specifier}`)).toEqual([]);
  });

  test('one front end knows nothing of another, but for what is shared: reading YAML, and the classes of torch.nn', () => {
    const folder = (file: string) => /^server\/src\/frontends\/([^/]+)\//.exec(file)?.[1];
    const wrong = all
      .filter(({ from, specifier }) => folder(from) !== undefined && specifier.startsWith('.'))
      .map(({ from, specifier }) => [from, relative(root, resolve(root, dirname(from), specifier))] as const)
      .filter(
        ([from, target]) =>
          folder(target) !== undefined &&
          folder(target) !== folder(from) &&
          !SHARED.some((shared) => within(target, shared)),
      );
    expect(wrong).toEqual([]);
  });

  test('the client takes only types from the server, and what is pure arithmetic', () => {
    const wrong = all.filter(
      ({ from, specifier, typeOnly }) =>
        from.startsWith('client/') &&
        specifier.includes('server/src') &&
        !typeOnly &&
        !specifier.includes('server/src/base/'),
    );
    expect(wrong.map(({ from, specifier }) => `${from} imports ${specifier}`)).toEqual([]);
  });
});
