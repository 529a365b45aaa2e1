// The command line: what it takes, what it refuses, what its help says.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OPTIONS } from '../../server/src/cli/options.ts';
import { convlint } from './cli-memory-host.ts';

const problem = async (...args: string[]) => {
  const { status, out, err } = await convlint({ files: {} }, ...args);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err.trimEnd().split('\n')).toHaveLength(1);
  return err;
};

test('a bad command line is one clear line and status 2', async () => {
  expect(await problem()).toBe('convlint: no command: use check, shapes, explain, or --help\n');
  expect(await problem('chekc')).toContain('(did you mean check?)');
  expect(await problem('check', '--fromat', 'json')).toContain('no option --fromat (did you mean --format?)');
  expect(await problem('check', '--format', 'xml')).toContain(
    'check has no format "xml": use text, json, sarif, github',
  );
  expect(await problem('shapes', 'a', '--format', 'sarif')).toContain('use text, json, markdown, csv');
  expect(await problem('check', '--format')).toContain('--format needs a value');
  expect(await problem('check', '--format=')).toContain('--format needs a value');
  expect(await problem('shapes', 'a', '--min-input=3')).toContain('--min-input takes no value');
  expect(await problem('shapes', 'a', '--max-warnings', '3')).toContain('--max-warnings is for check, not for shapes');
  expect(await problem('check', '--max-warnings', '-1')).toContain('whole number');
  expect(await problem('check', '--threads', '0')).toContain('--threads needs a whole number from 1, not "0"');
  expect(await problem('check', '--severity', 'fatal')).toContain('use error, warning, information, hint');
  for (const shape of ['3x', 'x3', '3x-1x4', '0x3x3', '3x32x32x', 'NxCxHxW', '9999999999'])
    expect(await problem('check', '--input', shape)).toContain(`"${shape}" is no input shape`);
  expect(await problem('shapes')).toContain('shapes needs a model file');
  expect(await problem('explain', 'a', 'b')).toContain('explain takes one rule');
  expect(await problem('explain', 'chanels-mismatch')).toContain('(did you mean channels-mismatch?)');
  expect(await problem('check', '')).toContain('an empty path');
});

test('--help names every option; the manual does, too', async () => {
  const manual = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
  const { status, out } = await convlint({ files: {} }, '--help');
  expect(status).toBe(0);
  for (const { name } of OPTIONS) {
    expect(out).toContain(name);
    expect(manual).toContain(`\`${name}`);
  }
  expect((await convlint({ files: {} }, 'explain', '--help')).out).not.toContain('--format');
});

test('--version is the manifest’s', async () => {
  const resources = { 'package.json': '{ "name": "convlint", "version": "1.2.3" }' };
  expect((await convlint({ files: {}, resources }, '--version')).out).toBe('1.2.3\n');
});

const BUNDLE = 'dist/l10n/bundle.l10n.pt-br.json';

test('explain shows the rule’s page as it is, and lists the rules without one', async () => {
  const page = '# channels-mismatch\n\nText.\n\n```yaml\n# not a heading\n```\n';
  const resources = { 'docs/rules/channels-mismatch.md': page };
  expect(await convlint({ files: {}, resources }, 'explain', 'channels-mismatch')).toEqual({
    status: 0,
    out: page,
    err: '',
  });
  const portuguese = { ...resources, 'docs/rules/pt-br/channels-mismatch.md': 'Texto.\n', [BUNDLE]: '{}' };
  const pages = { files: {}, resources: portuguese, environment: { LANG: 'pt_BR.UTF-8' } };
  expect((await convlint(pages, 'explain', 'channels-mismatch')).out).toBe('Texto.\n');
  const { out } = await convlint({ files: {} }, 'explain');
  expect(out).toMatch(/^channels-mismatch +error +The volume has other channels/m);
});

test('messages follow the environment’s language, LC_ALL first', async () => {
  const resources = {
    [BUNDLE]: JSON.stringify({ '{0} needs a value': '{0} precisa de um valor' }),
  };
  const say = async (environment: Record<string, string>) =>
    (await convlint({ files: {}, resources, environment }, 'check', '--format')).err;
  expect(await say({ LANG: 'en_US.UTF-8' })).toBe('convlint: --format needs a value\n');
  expect(await say({ LANG: 'pt_BR.UTF-8', LC_ALL: 'C' })).toBe('convlint: --format needs a value\n');
  expect(await say({ LANG: 'pt_BR.UTF-8' })).toBe('convlint: --format precisa de um valor\n');
  expect(await say({ LC_ALL: 'pt_PT', LANG: 'C' })).toBe('convlint: --format precisa de um valor\n');
});
