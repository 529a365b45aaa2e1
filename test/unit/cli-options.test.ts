import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OPTIONS } from '../../server/src/cli/options.ts';
import { convlint } from './cli-memory-host.ts';

const problem = (...args: string[]) => {
  const { status, out, err } = convlint({ files: {} }, ...args);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err.trimEnd().split('\n')).toHaveLength(1);
  return err;
};

test('a bad command line is one clear line and status 2', () => {
  expect(problem()).toBe('convlint: no command: use check, shapes, explain, or --help\n');
  expect(problem('chekc')).toContain('(did you mean check?)');
  expect(problem('check', '--fromat', 'json')).toContain('no option --fromat (did you mean --format?)');
  expect(problem('check', '--format', 'xml')).toContain('check has no format "xml": use text, json, sarif, github');
  expect(problem('shapes', 'a', '--format', 'sarif')).toContain('use text, json, markdown, csv');
  expect(problem('check', '--format')).toContain('--format needs a value');
  expect(problem('check', '--format=')).toContain('--format needs a value');
  expect(problem('shapes', 'a', '--min-input=3')).toContain('--min-input takes no value');
  expect(problem('shapes', 'a', '--max-warnings', '3')).toContain('--max-warnings is for check, not for shapes');
  expect(problem('check', '--max-warnings', '-1')).toContain('whole number');
  expect(problem('check', '--severity', 'fatal')).toContain('use error, warning, information, hint');
  for (const shape of ['3x', 'x3', '3x-1x4', '0x3x3', '3x32x32x', 'NxCxHxW', '9999999999'])
    expect(problem('check', '--input', shape)).toContain(`"${shape}" is no input shape`);
  expect(problem('shapes')).toContain('shapes needs a model file');
  expect(problem('explain', 'a', 'b')).toContain('explain takes one rule');
  expect(problem('explain', 'chanels-mismatch')).toContain('(did you mean channels-mismatch?)');
  expect(problem('check', '')).toContain('an empty path');
});

test('--help names every option; the manual does, too', () => {
  const manual = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
  const { status, out } = convlint({ files: {} }, '--help');
  expect(status).toBe(0);
  for (const { name } of OPTIONS) {
    expect(out).toContain(name);
    expect(manual).toContain(`\`${name}`);
  }
  expect(convlint({ files: {} }, 'explain', '--help').out).not.toContain('--format');
});

test('--version is the manifest’s', () => {
  const resources = { 'package.json': '{ "name": "convlint", "version": "1.2.3" }' };
  expect(convlint({ files: {}, resources }, '--version').out).toBe('1.2.3\n');
});

test('explain shows the rule’s page as it is, and lists the rules without one', () => {
  const page = '# channels-mismatch\n\nText.\n\n```yaml\n# not a heading\n```\n';
  const resources = { 'docs/rules/channels-mismatch.md': page };
  expect(convlint({ files: {}, resources }, 'explain', 'channels-mismatch')).toEqual({
    status: 0,
    out: page,
    err: '',
  });
  const { out } = convlint({ files: {} }, 'explain');
  expect(out).toMatch(/^channels-mismatch +error +The volume has other channels/m);
});

test('messages follow the environment’s language, LC_ALL first', () => {
  const resources = {
    'dist/l10n/bundle.l10n.pt-br.json': JSON.stringify({ '{0} needs a value': '{0} precisa de um valor' }),
  };
  const say = (environment: Record<string, string>) =>
    convlint({ files: {}, resources, environment }, 'check', '--format').err;
  expect(say({ LANG: 'en_US.UTF-8' })).toBe('convlint: --format needs a value\n');
  expect(say({ LANG: 'pt_BR.UTF-8', LC_ALL: 'C' })).toBe('convlint: --format needs a value\n');
  expect(say({ LANG: 'pt_BR.UTF-8' })).toBe('convlint: --format precisa de um valor\n');
  expect(say({ LC_ALL: 'pt_PT', LANG: 'C' })).toBe('convlint: --format precisa de um valor\n');
});
