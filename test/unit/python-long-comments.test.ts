// What is commented out by the hundred lines is blank to the grammar: what stands around it, and strings that look like it, are
// read as ever.
import { expect, it } from 'vitest';
import { withoutLongComments } from '../../server/src/frontends/python/syntax/long-comments.ts';
import { runPython } from '../harness/python-plain.ts';

const COMMENT = "    # it's “old”: x = '''\n".repeat(30);

it.each([
  ['in a function', `def f(x):\n    y = x + 1\n${COMMENT}    return y\nout = f(1)`],
  ['with blank lines', `out = 1\n${COMMENT.replaceAll('\n', '\n\n')}out += 1`],
  ['with Windows’ line ends', `out = 1\n${COMMENT}out += 1`.replaceAll('\n', '\r\n')],
  ['between tabs', `if True:\n\tout = 1\n${COMMENT}\tout += 1`],
  ['in a list', `out = len([\n    1,  # one\n${COMMENT}    2,\n])`],
  ['behind quotes in a comment', `# it's\nout = 1\n${COMMENT}out += 1`],
  ['inside of a string', `out = len('''\n${COMMENT.replaceAll("'''", '')}'''.split('#')) - 29`],
  ['behind strings', `a = "\\"'''" + '"""' + """'''"""\nout = 1\n${COMMENT}out += 1`],
])('%s', (_, text) => {
  const blank = withoutLongComments(text);
  expect(blank).toHaveLength(text.length);
  expect(blank.split('\n')).toHaveLength(text.split('\n').length);
  expect(runPython(text).value('out')).toBe('2');
});

it('leaves short comments and strings as they are', () => {
  const short = `${COMMENT.split('\n').slice(0, 12).join('\n')}\nx = 1\n`;
  const string = `x = """\n${COMMENT}"""\n`;
  expect(withoutLongComments(short)).toBe(short);
  expect(withoutLongComments(string)).toBe(string);
  expect(withoutLongComments(`x = 1\n${COMMENT}`)).toBe(`x = 1\n${COMMENT.replace(/\S/g, ' ')}`);
});
