// Bodies of functions that are read when they are asked for are those that the whole text would have given.
import { expect, test } from 'vitest';
import type { ParsedModule } from '../../server/src/frontends/python/syntax/parser.ts';
import { parser } from '../harness/python-model.ts';

const TEXT = `import torch

def one_line(x): return x + 1

def only_words():
    """What NAME does."""

@decorated(1)
async def deep(self, *args, key: int = len("é€😀"), **rest) -> "torch.Tensor":  # a comment
    # another
    def inner(y):
        yield y
        class Own:
            def method(self): pass
    return inner  # convlint: shape=Nx8x4x4

class NAME(Base):
\tsize = 3

\tdef items(self):
\t\tfor item in self.all:
\t\t\tyield item

\tdef forward(self, x):
\t\tx = self.__conv(x)  # convlint: shape=Nx16x2x2
\t\tif x is None: return (yield)
\t\treturn [lambda: x for _ in range(3)]

if torch:
    def NAME_2(): return [1,
        2]
`;

/** With all that is read later, and another name in the place of one. */
function plain({ body, broken }: ParsedModule, name: string): unknown {
  const whole = (_: string, value: unknown) =>
    typeof value === 'object' && value !== null && 'isGenerator' in value && 'body' in value
      ? { ...value, body: value.body, isGenerator: value.isGenerator }
      : value;
  const sorted = (_: string, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  const text = JSON.stringify({ body, broken }, whole).replaceAll(name, 'NAME');
  return JSON.parse(text, sorted);
}

test('what is read later is the same', () => {
  // What was parsed before is known by its text.
  const parsed = (name: string, later: boolean) =>
    plain(parser.parse(TEXT.replaceAll('NAME', name), undefined, later), name);
  const late = parsed('Late', true);
  expect(late).toEqual(parsed('Soon', false));
  expect(JSON.stringify(late)).toContain('_NAME__conv');
});

test('it is not read before', () => {
  const text = TEXT.replaceAll('NAME', 'Last');
  const [, , only] = parser.parse(text, undefined, true).body;
  expect(JSON.stringify(only?.statements)).not.toContain('What Last does.');
  const [statement] = only?.statements ?? [];
  expect(statement?.kind === 'function' && JSON.stringify(statement.body)).toContain('What Last does.');
});
