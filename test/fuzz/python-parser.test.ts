// An edited text is parsed from the tree that was there before; what comes out is what a fresh parse gives.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parser } from '../harness/grammars.ts';
import { LANGUAGE, readSnippets } from '../harness/snippets.ts';

const SNIPPETS = LANGUAGE.flatMap(readSnippets);

const whole = SNIPPETS.map(({ source }) => source).join('\n\n');

it('an edit gives what a fresh parse gives', () => {
  const texts = fc.constantFrom(
    '',
    ' ',
    '\n',
    '(',
    ')',
    '"',
    "'''",
    'x = 1\n',
    'def f():\n    return 2\n',
    '# é\n',
    '\u{1F600}',
    ':',
    '    ',
  );
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 20 }), texts), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(edits, (steps) => {
      let text = whole;
      let parsed = parser.parse(text);
      for (const [at, length, added] of steps) {
        const start = at % (text.length + 1);
        text = text.slice(0, start) + added + text.slice(start + length);
        parsed = parser.parse(text, parsed);
        expect(parsed).toEqual(parser.parse(text));
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);

/** None of these ends, and each goes on and on. */
const ENDLESS = {
  'one line': ['x = (', 'a b, '],
  'brackets in one another, a line each': ['', '(\n'],
  'lines without commas': ['x = [', 'a\n'],
  'elements that are not whole': ['x = [\n', 'nn.\nnn.ReLU()\n f(a.,\n  )\n'],
  'brackets that the next line leaves open': ['', 'x = (\ny = (\n'],
  strings: ['', '"\n'],
  'lines that go astray': ['', 'x = )\n'],
  comments: ['', '# x = 1\n'],
} as const;

it.each(Object.entries(ENDLESS))('%s: eight times the text is not sixty times the work', (_, [head, unit]) => {
  const workFor = (characters: number) => {
    const before = process.cpuUsage();
    parser.parse(head + unit.repeat(characters / unit.length));
    return process.cpuUsage(before).user;
  };
  expect(workFor(160_000) / workFor(20_000)).toBeLessThan(30);
});
