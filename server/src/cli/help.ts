// What `--help` prints.
import { t } from '@vscode/l10n';
import { type Command, OPTIONS } from './options.ts';
import type { Paint } from './paint.ts';

const USAGES: readonly { readonly command: Command; readonly usage: string; readonly doc: () => string }[] = [
  {
    command: 'check',
    usage: 'convlint check  [PATH…]',
    doc: () => t('lint files and folders (default: the working folder); respects .gitignore'),
  },
  { command: 'shapes', usage: 'convlint shapes FILE…', doc: () => t('the layer table with totals') },
  {
    command: 'explain',
    usage: 'convlint explain [RULE]',
    doc: () => t("the rule's page; without RULE, the list of rules"),
  },
];

export function help(command: Command | undefined, paint: Paint): string {
  const usages = USAGES.filter((row) => command === undefined || row.command === command);
  const options = OPTIONS.filter((row) => command === undefined || row.commands.includes(command));
  const sections = [
    ...(command ? [] : [t('ConvLint computes the shapes, costs and mistakes of convolutional networks.')]),
    [paint('bold', t('Usage')), ...aligned(usages.map(({ usage, doc }) => [usage, doc()]))].join('\n'),
  ];
  if (options.length > 0) {
    const rows = options.map(({ name, value, doc }): [string, string] => [value ? `${name} ${value}` : name, doc()]);
    sections.push([paint('bold', t('Options')), ...aligned(rows)].join('\n'));
  }
  sections.push(
    [
      paint('bold', t('Exit status')),
      ...aligned([
        ['0', t('nothing of severity error, and not more warnings than allowed')],
        ['1', t('findings')],
        ['2', t('the command could not do its job')],
      ]),
    ].join('\n'),
  );
  return `${sections.join('\n\n')}\n`;
}

function aligned(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
