// What all panels share: the page's policy, numbers in the user's language, guards, and which rows of a long list are drawn.
import { describe, expect, test } from 'vitest';
import { isNumber, isString, listOf, nullable, objectOf, oneOf, optional } from '../../client/src/webview/guards.ts';
import { newNonce, pageHtml } from '../../client/src/webview/html.ts';
import { numbersFor } from '../../client/src/webview/numbers.ts';
import { centre, scrollInto, windowOf } from '../../client/src/webview/virtual-window.ts';

describe('the page', () => {
  const page = {
    title: 'Shapes: a<b>.yaml',
    language: 'pt-br',
    cspSource: 'https://here',
    script: 's.js',
    style: 's.css',
  };

  test('nothing is allowed but its own style sheet and the script with the nonce', () => {
    const html = pageHtml({ ...page, nonce: 'abc' });
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.replaceAll('&#39;', "'");
    expect(policy).toBe("default-src 'none'; style-src https://here; script-src 'nonce-abc'");
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).not.toMatch(/unsafe-|style="|onload=/);
  });

  test('a title is text, not markup', () => {
    expect(pageHtml({ ...page, nonce: 'abc' })).toContain('<title>Shapes: a&lt;b&gt;.yaml</title>');
  });

  test('a nonce is used once', () => {
    expect(newNonce()).toMatch(/^[0-9a-f]{32}$/);
    expect(newNonce()).not.toBe(newNonce());
  });
});

describe('numbers', () => {
  test.each([
    ['en', '25,557,032', '4.09 G', '3.06 MiB', '12.3%'],
    ['pt-br', '25.557.032', '4,09 G', '3,06 MiB', '12,3%'],
  ])('%s', (language, count, short, bytes, percent) => {
    const numbers = numbersFor(language);
    expect(numbers.count(25_557_032)).toBe(count);
    expect(numbers.short(4_089_184_256)).toBe(short);
    expect(numbers.bytes(3_211_264)).toBe(bytes);
    expect(numbers.percent(0.1234)).toBe(percent);
  });

  test('small ones are written in full, and a small share is not none', () => {
    const { short, bytes, percent } = numbersFor('en');
    expect([short(9999), short(10_000), short(0), bytes(0), bytes(1023)]).toEqual([
      '9,999',
      '10 K',
      '0',
      '0 B',
      '1,023 B',
    ]);
    expect([percent(0), percent(0.0001)]).toEqual(['0%', '<0.1%']);
  });

  test('a language that nobody knows reads as English', () => {
    expect(numbersFor('not a language').count(1234)).toBe('1,234');
    expect(numbersFor('qps-ploc').count(1234)).toBe('1,234');
  });
});

describe('guards', () => {
  const isThing = objectOf<{ name: string; sizes: readonly number[]; kind: 'a' | 'b' | null }>({
    name: isString,
    sizes: listOf(isNumber),
    kind: nullable(oneOf('a', 'b')),
  });

  test('what has the form is let through, with more than that too', () => {
    expect(isThing({ name: 'x', sizes: [1, 2], kind: null, more: true })).toBe(true);
  });

  test.each([
    [null],
    [[]],
    ['x'],
    [{ name: 'x', sizes: [1, '2'], kind: 'a' }],
    [{ name: 'x', sizes: [Number.NaN], kind: 'a' }],
    [{ name: 'x', sizes: [], kind: 'c' }],
    [{ sizes: [], kind: 'a' }],
  ])('%j is not', (value) => expect(isThing(value)).toBe(false));

  test('what may be absent may be undefined, not null', () => {
    expect([optional(isString)(undefined), optional(isString)(null)]).toEqual([true, false]);
  });
});

describe('a long list', () => {
  const sight = { height: 440, rowHeight: 22 };

  test('only rows in sight are drawn, and a few around them', () => {
    expect(windowOf(10_000, { top: 0, ...sight })).toEqual({ first: 0, end: 32 });
    expect(windowOf(10_000, { top: 22_000, ...sight })).toEqual({ first: 988, end: 1032 });
    expect(windowOf(10_000, { top: 10_000 * 22 - 440, ...sight })).toEqual({ first: 9968, end: 10_000 });
  });

  test('never more rows than there are, wherever it is scrolled to', () => {
    for (const count of [0, 1, 5, 40]) {
      for (const top of [-50, 0, 100, 1e6]) {
        const { first, end } = windowOf(count, { top, ...sight });
        expect(first).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThanOrEqual(first);
        expect(end).toBeLessThanOrEqual(count);
      }
    }
  });

  test('a row comes into sight by the shortest way', () => {
    const viewport = { top: 2200, ...sight };
    expect(scrollInto(110, viewport)).toBe(2200);
    expect(scrollInto(10, viewport)).toBe(220);
    expect(scrollInto(200, viewport)).toBe(201 * 22 - 440);
  });

  test('a row from elsewhere comes to the middle, and one in sight stays', () => {
    const viewport = { top: 2200, ...sight };
    expect(centre(110, viewport)).toBe(2200);
    expect(centre(500, viewport)).toBe(500 * 22 - 209);
    expect(centre(0, viewport)).toBe(0);
  });
});
