// Settings: what clients and convlint.yaml say, what is kept of it, and what is said about the rest.
import { describe, expect, test } from 'vitest';
import { checkSettings } from '../../server/src/config/check.ts';
import { configOf, DEFAULT_CONFIG } from '../../server/src/config/config.ts';
import { parseConfigFile } from '../../server/src/config/file.ts';
import { manifestConfiguration } from '../../server/src/config/manifest.ts';
import { DEFAULT_SETTINGS, SETTINGS } from '../../server/src/config/settings.ts';

describe('checking', () => {
  test('the defaults pass their own checks', () => {
    expect(checkSettings(DEFAULT_SETTINGS)).toEqual({ values: DEFAULT_SETTINGS, notes: [] });
  });

  test('dotted settings may be nested or flat', () => {
    const values = { 'diagnostics.delay': 7 };
    expect(checkSettings({ 'diagnostics.delay': 7 })).toEqual({ values, notes: [] });
    expect(checkSettings({ diagnostics: { delay: 7 } })).toEqual({ values, notes: [] });
  });

  test.each([
    [{ batch: 0 }, ['batch'], /whole number from 1/],
    [{ batch: 1.5 }, ['batch'], /whole number/],
    [{ dtype: 'int8' }, ['dtype'], /float32, float16/],
    [{ codeLens: 'yes' }, ['codeLens'], /true or false/],
    [{ exclude: 'x' }, ['exclude'], /list of texts/],
    [{ scale: 3 }, ['scale'], /a text/],
    [{ diagnostics: { delay: -1 } }, ['diagnostics', 'delay'], /from 0/],
    [{ rules: [] }, ['rules'], /map rules/],
    [{ rules: { nonsense: 'error' } }, ['rules', 'nonsense'], /no rule nonsense/],
    [{ rules: { 'unused-layer': 'loud' } }, ['rules', 'unused-layer'], /error, warning/],
    [{ rules: { 'unused-layer': { limit: 3 } } }, ['rules', 'unused-layer', 'limit'], /no option limit/],
    [{ rules: { 'stride-does-not-fit': { area: 7 } } }, ['rules', 'stride-does-not-fit', 'area'], /from 0 to 1/],
    [{ rules: { 'unused-layer': { toString: 3 } } }, ['rules', 'unused-layer', 'toString'], /no option/],
    [{ constructor: 1 }, ['constructor'], /no setting/],
    ['rules', [], /mapping/],
    [[], [], /mapping/],
  ])('%j is refused, with a note', (given, path, message) => {
    const { values, notes } = checkSettings(given);
    expect(notes).toEqual([{ path, message: expect.stringMatching(message) }]);
    const { rules, ...others } = values;
    expect(others).toEqual({});
    expect(Object.values(rules ?? {}).filter((rule) => Object.keys(rule).length > 0)).toEqual([]);
  });

  test('nothing, and nulls, are the defaults', () => {
    for (const given of [undefined, null, {}, { batch: null, rules: { 'unused-layer': null } }]) {
      expect(checkSettings(given).notes).toEqual([]);
    }
  });

  test('a rule takes a severity, or a severity with options', () => {
    const rules = {
      'unused-layer': 'off',
      'bad-value': false,
      'stride-does-not-fit': { severity: 'hint', area: 0.1 },
    };
    expect(checkSettings({ rules })).toEqual({
      values: {
        rules: {
          'unused-layer': { severity: 'off' },
          'bad-value': { severity: 'off' },
          'stride-does-not-fit': { severity: 'hint', options: { area: 0.1 } },
        },
      },
      notes: [],
    });
  });
});

describe('convlint.yaml', () => {
  test('has the same keys', () => {
    const { values, notes } = parseConfigFile(
      'batch: 8\ndtype: float16\nrules:\n  unused-layer: off\nexclude: [old/]\n',
    );
    expect(notes).toEqual([]);
    expect(values).toEqual({
      batch: 8,
      dtype: 'float16',
      exclude: ['old/'],
      rules: { 'unused-layer': { severity: 'off' } },
    });
  });

  test.each([
    ['batch: many\n', 1, 'many'],
    ['batch: 1\ncolour: red\n', 2, 'red'],
    ['rules:\n  unused-layer:\n    severity: loud\n', 3, 'loud'],
    ['rules:\n  stride-does-not-fit: { area: 9 }\n', 2, '9'],
  ])('a mistake is found at its place: %j', (text, line, at) => {
    const { notes } = parseConfigFile(text);
    expect(notes).toHaveLength(1);
    expect(notes[0]?.line).toBe(line);
    expect(text.slice(notes[0]?.span.start, notes[0]?.span.end)).toBe(at);
  });

  test.each(['', '# nothing\n', '- a\n- b\n', 'a: [\n', '&a [*a]', 'x: &a [1,1]\ny: [*a, *a]', '{{{{', '\u0000', '?'])(
    '%j does no harm',
    (text) => {
      const { values, notes } = parseConfigFile(text);
      expect(values).toEqual({});
      expect(Array.isArray(notes)).toBe(true);
    },
  );

  test('an alias bomb goes off in nobody’s face', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh', 'hi'] as const)
      bomb.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(', ')}]`);
    // The processor's time: other tests want the machine, too.
    const before = process.cpuUsage();
    expect(parseConfigFile(bomb.join('\n')).values).toEqual({});
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000);
  });
});

test('the analysis sees settings as its config', () => {
  expect(configOf(DEFAULT_SETTINGS, 'en')).toEqual(DEFAULT_CONFIG);
  expect(DEFAULT_CONFIG).not.toHaveProperty('scale');
  expect(configOf({ ...DEFAULT_SETTINGS, scale: 's' }, 'pt-BR')).toMatchObject({ scale: 's', locale: 'pt-BR' });
});

test('every text of the manifest is written', () => {
  const { configuration, texts } = manifestConfiguration();
  const used = [...JSON.stringify(configuration).matchAll(/%([^%]+)%/g)].map(([, key]) => key);
  expect(new Set(used)).toEqual(new Set(Object.keys(texts)));
  for (const text of Object.values(texts)) expect(text.trim()).not.toBe('');
  for (const setting of Object.values(SETTINGS)) {
    if (setting.type === 'choice') expect(setting.choiceDocs).toHaveLength(setting.choices.length);
  }
});
