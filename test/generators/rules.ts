// The table of rules, in README.md between its marks and in docs/rules/README.md.
import { rules } from '../../server/src/rules/index.ts';
import type { Generated } from './generated.ts';

const BEGIN = '<!-- rules: written by `npm run generate` -->';
const END = '<!-- end of rules -->';

export const ruleTables: readonly Generated[] = [
  { file: 'README.md', text: (current = '# ConvLint\n') => withTable(current, ruleTable('docs/rules/')) },
  {
    file: 'docs/rules/README.md',
    text: () =>
      `# Rules\n\nOne page for each. Severities are the usual ones; where the facts decide, the page says how. Each can be set, and each can be suppressed by a comment: \`# convlint: disable=rule\` on the line, above it, or at the top of the file.\n\n${ruleTable('')}\n`,
  },
];

function ruleTable(folder: string): string {
  const rows = rules.map(({ id, severity, summary }) => [`[${id}](${folder}${id}.md)`, severity, summary]);
  const head = ['rule', 'severity', 'what it finds'];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[], fill = ' ') =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  return [
    line(head),
    line(
      head.map(() => ''),
      '-',
    ),
    ...rows.map((row) => line(row)),
  ].join('\n');
}

function withTable(text: string, table: string): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  const section = `${BEGIN}\n\n${table}\n\n${END}`;
  return begin < 0 || end < begin
    ? `${text.trimEnd()}\n\n## Rules\n\n${section}\n`
    : text.slice(0, begin) + section + text.slice(end + END.length);
}
