// What the project's pages name is there: the files that they link to, the files and folders of the code, the commands.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const below = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
    `${folder}/${file}`.replaceAll('\\', '/'),
  );
const top = readdirSync(root).filter((file) => /\.\w+$/.test(file));
const files = [...top, ...['client', 'docs', 'examples', 'l10n', 'server', 'test'].flatMap(below)];
const pages = files.filter((file) => file.endsWith('.md') && !file.startsWith('test'));
const codeless = (text: string) => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
const scripts = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts);

/** Code is described by the ends of its paths: `evaluator/rerun/trace.ts`, `torch/bindings`. */
function isThere(path: string): boolean {
  const [, folder = '', names] = /^(.*)\{(.+)\}\.ts$/.exec(path) ?? [];
  if (names !== undefined) return names.split(',').every((name) => isThere(`${folder}${name}.ts`));
  const end = path.replace(/^…\//, '').replace(/\/$/, '');
  return files.some((file) => `/${file}`.endsWith(`/${end}`) || `/${file}`.includes(`/${end}/`));
}

const PATH = /^(?:…\/)?[\w.-]*(?:\/[\w.{},-]+)+\/?$|^[\w-]+\.ts$/;
/** What a build or a run makes, or a user has. */
const MADE = /^(dist|test-results|\.vscode-real|models)\/|^~|^convlint\.yaml$/;

test('there are pages', () => expect(pages.length).toBeGreaterThan(100));

describe.each(pages)('%s', (page) => {
  const text = readFileSync(join(root, page), 'utf8');

  test('links to what is there', () => {
    const links = [...codeless(text).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
    const local = links.filter((link) => !/^\w+:/.test(link));
    expect(local.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });

  test('names commands that are there', () => {
    const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });
});

test.each(['ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md', 'docs/model-yaml.md'])(
  '%s names files that are there',
  (page) => {
    const text = readFileSync(join(root, page), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
    const named = [...text.matchAll(/`([^`\n]+)`/g)].map(([, name = '']) => name).filter((name) => PATH.test(name));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !MADE.test(name) && !isThere(name))).toEqual([]);
  },
);

/** Which page speaks of every folder that stands in another. */
const DESCRIBED: readonly (readonly [page: string, folder: string])[] = [
  ['ARCHITECTURE.md', 'server/src'],
  ['ARCHITECTURE.md', 'server/src/frontends/python'],
  ['CONTRIBUTING.md', 'test'],
];

test.each(DESCRIBED)('%s describes every folder in %s', (page, folder) => {
  const text = readFileSync(join(root, page), 'utf8');
  const folders = readdirSync(join(root, folder), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.length).toBeGreaterThan(3);
  const named = (name: string) => text.includes(`\`${folder}/${name}\``) || text.includes(`\`${name}\``);
  expect(folders.filter(({ name }) => !named(name)).map(({ name }) => name)).toEqual([]);
});
