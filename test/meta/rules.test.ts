// A rule is one file, one page and one file of cases, and whoever reads one can trust the others.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../../server/src/rules/index.ts';
import { readCases } from '../harness/literate.ts';

const root = join(import.meta.dirname, '../..');
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
const ids = rules.map(({ id }) => id);
const markdown = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .map((file) => file.replace(/\.md$/, ''))
    .sort();

const PORTUGUESE = ['O que faz', 'Por que é um problema', 'Exemplo', 'Correção', 'Opções', 'Referências'];
const SECTIONS = ['What it does', 'Why is this bad', 'Example', 'Fix', 'Options', 'References'];

const titlesOf = (page: string) => [...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title);

/** Paragraphs that are no title, code, table or list. */
const proseOf = (page: string) =>
  page
    .replace(/^```[\s\S]*?^```/gm, '')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => /^[^#|-]/.test(paragraph));

test('every kind of finding has a rule', () => {
  const facts = read('server/src/graph/facts.ts');
  const body = facts.slice(
    facts.indexOf('export interface RuleFacts'),
    facts.indexOf('\n}', facts.indexOf('RuleFacts')),
  );
  const declared = [...body.matchAll(/^ {2}'([\w-]+)':/gm)].map(([, id]) => id);
  expect(declared.length).toBeGreaterThan(30);
  expect([...ids].sort()).toEqual(declared.sort());
});

test('ids are unique', () => expect(new Set(ids).size).toBe(ids.length));

test.each(['docs/rules', 'docs/rules/pt-br'])('%s: every rule has a page, and every page a rule', (folder) =>
  expect(markdown(folder)).toEqual([...ids].sort()),
);

test('every rule has cases, and every file of cases a rule', () =>
  expect(markdown('test/cases/rules')).toEqual([...ids].sort()));

describe.each(rules)('$id', ({ id, options = {}, summary }) => {
  test('is a file of its own', () => {
    expect(existsSync(join(root, `server/src/rules/${id}.ts`))).toBe(true);
    expect(summary).toMatch(/^[A-Z`].*\.$/);
  });

  test('has a whole page', () => {
    const page = read('docs/rules', `${id}.md`);
    expect(page.split('\n')[0]).toBe(`# ${id}`);
    expect(titlesOf(page)).toEqual(SECTIONS);
    const rows = [...page.matchAll(/^\| `([\w-]+)` +\| ([\d.]+) +\|/gm)].map(([, name, value]) => [
      name,
      Number(value),
    ]);
    expect(rows).toEqual(Object.entries(options).map(([name, option]) => [name, option.default]));
  });

  test('says the same in Portuguese', () => {
    const [english, portuguese] = [read('docs/rules', `${id}.md`), read('docs/rules/pt-br', `${id}.md`)];
    expect(titlesOf(portuguese)).toEqual(PORTUGUESE);
    for (const part of [/^```[\s\S]*?^```/gm, /https?:[^)\s]+/g, /`[^`\n]+`/g, /^\|/gm])
      expect(portuguese.match(part)).toEqual(english.match(part));
    // Every paragraph has been translated: none is left as it was.
    const paragraphs = new Set(proseOf(english));
    expect(proseOf(portuguese).filter((text) => paragraphs.has(text))).toEqual([]);
  });

  test('has a case that is good and a case that is bad', () => {
    const cases = readCases(read('test/cases/rules', `${id}.md`));
    const bad = cases.filter(({ problems }) => problems.some(({ rule }) => rule === id));
    expect(bad.length).toBeGreaterThan(0);
    expect(bad.some(({ problems }) => problems.some(({ rule, text }) => rule === id && text.length > 10))).toBe(true);
    expect(cases.length).toBeGreaterThan(bad.length);
  });

  test('has options within their own bounds', () => {
    for (const { default: value, min, max, doc } of Object.values(options)) {
      expect(value).toBeGreaterThanOrEqual(min);
      expect(value).toBeLessThanOrEqual(max);
      expect(doc).toMatch(/\.$/);
    }
  });
});
