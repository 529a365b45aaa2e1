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
