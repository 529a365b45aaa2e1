// Bodies of functions that are read when they are asked for are those that the whole text would have given.
import { expect, test } from 'vitest';
import { outlineOf } from '../../server/src/frontends/python/syntax/outline.ts';
import type { ParsedModule } from '../../server/src/frontends/python/syntax/parser.ts';
import { parser } from '../harness/grammars.ts';

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

const ODD = `class NAME:
  def strings(self):
    """
def none(): 'no end
    """
    a = 'it\\'s (', r"\\\\", f"{self.b['x']} {{"
# a comment at the edge
    return {'a': [1,
2], **self.b}
      # one that stands deeper

  def joined(self): \\
    return 1
  @property
  def ellipsis(self) -> "NAME":
    ...

  async  def last(self,
      other=(1, 2)):
    if self:
      return 1
def f(x):
  return lambda: x
x = f(
  1)
`;

test.each([TEXT, ODD, ODD.replaceAll('\n', '\r\n')])('what is read later is the same: %#', (text) => {
  // What was parsed before is known by its text.
  const parsed = (name: string, later: boolean) =>
    plain(parser.parse(text.replaceAll('NAME', name), undefined, later), name);
  expect(outlineOf(text)).toHaveLength(text.length);
  expect(parsed('Late', true)).toEqual(parsed('Soon', false));
});

test('a name of a class that is private to it is read as such', () => {
  expect(JSON.stringify(plain(parser.parse(TEXT, undefined, true), 'NAME'))).toContain('_NAME__conv');
});

test.each(['def f(:\n  pass', 'x = "', '"""', 'x)', 'def f(x):\n  x =\n  return x', 'self.'])(
  'there is no outline of %s',
  (text) => {
    expect(outlineOf(text)).toBeUndefined();
  },
);

test('it is not read before', () => {
  const text = TEXT.replaceAll('NAME', 'Last');
  const [, , only] = parser.parse(text, undefined, true).body;
  expect(JSON.stringify(only?.statements)).not.toContain('What Last does.');
  const [statement] = only?.statements ?? [];
  expect(statement?.kind === 'function' && JSON.stringify(statement.body)).toContain('What Last does.');
});
