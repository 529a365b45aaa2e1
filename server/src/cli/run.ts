// The command from its arguments to its exit status. Does no I/O but through its host.
import { t } from '@vscode/l10n';
import { type CheckOne, check, checkFile } from './check.ts';
import { ConfigSource } from './config-source.ts';
import { EXIT } from './exit.ts';
import { explain } from './explain.ts';
import { failureText } from './failures.ts';
import { help } from './help.ts';
import type { Host } from './host.ts';
import { chooseLocale } from './locale.ts';
import { parseOptions } from './options.ts';
import { painter } from './paint.ts';
import { shapes } from './shapes.ts';

export async function run(args: readonly string[], host: Host): Promise<number> {
  const locale = chooseLocale(host);
  const parsed = parseOptions(args);
  if ('problem' in parsed) {
    host.err(`convlint: ${parsed.problem}\n`);
    return EXIT.failed;
  }
  if ('show' in parsed) {
    host.out(parsed.show === 'help' ? help(parsed.command, painter(host.colours.out)) : `${version(host)}\n`);
    return EXIT.fine;
  }
  const { options } = parsed;
  if (options.command === 'explain') return explain(options, locale, host);
  const configs = ConfigSource.open(options, locale, host);
  if ('failure' in configs) {
    host.err(`convlint: ${failureText(configs.failure)}\n`);
    return EXIT.failed;
  }
  return options.command === 'check' ? check(options, configs.source, host) : shapes(options, configs.source, host);
}

/** What `check` with these arguments does with one file: for a thread beside that which runs it. */
export function checkerFor(args: readonly string[], host: Host): CheckOne | undefined {
  const locale = chooseLocale(host);
  const parsed = parseOptions(args);
  const configs = 'options' in parsed ? ConfigSource.open(parsed.options, locale, host) : undefined;
  if (!('options' in parsed) || !configs || !('source' in configs)) return undefined;
  const { options } = parsed;
  return (file) => checkFile(file, options, configs.source, host);
}

function version(host: Host): string {
  const manifest = host.resource('package.json');
  const found = manifest && /"version":\s*"([^"]+)"/.exec(manifest)?.[1];
  return found ?? t('unknown version');
}
