// The table of rules, in README.md between its marks and in the index of the rules' pages in each language.
import { rules } from '../../server/src/rules/index.ts';
import { translations } from '../harness/translations.ts';
import type { Generated } from './generated.ts';

const BEGIN = '<!-- rules: written by `npm run generate` -->';
const END = '<!-- end of rules -->';

const ENGLISH = { head: ['rule', 'severity', 'what it finds'], word: (text: string) => text };

const SEVERITIES: Readonly<Record<string, string>> = {
  error: 'erro',
  warning: 'aviso',
  information: 'informação',
  hint: 'dica',
};
const portuguese = translations('pt-br');
const PORTUGUESE = {
  head: ['regra', 'severidade', 'o que encontra'],
  word: (text: string) => SEVERITIES[text] ?? portuguese.get(text) ?? text,
};

export const ruleTables: readonly Generated[] = [
  { file: 'README.md', text: (current = '# ConvLint\n') => withTable(current, ruleTable('docs/rules/', ENGLISH)) },
  {
    file: 'docs/rules/README.md',
    text: () =>
      `# Rules\n\nOne page for each. Severities are the usual ones; where the facts decide, the page says how. Each can be set, and each can be suppressed by a comment: \`# convlint: disable=rule\` on the line, above it, or at the top of the file. [Em português](pt-br/README.md)\n\n${ruleTable('', ENGLISH)}\n`,
  },
  {
    file: 'docs/rules/pt-br/README.md',
    text: () =>
      `# Regras\n\nUma página para cada uma. As severidades são as usuais; onde os fatos decidem, a página diz como. Cada uma pode ser configurada, e suprimida por um comentário: \`# convlint: disable=regra\` na linha, acima dela ou no topo do arquivo. [In English](../README.md)\n\n${ruleTable('', PORTUGUESE)}\n`,
  },
];

function ruleTable(folder: string, { head, word }: typeof ENGLISH): string {
  const rows = rules.map(({ id, severity, summary }) => [`[${id}](${folder}${id}.md)`, word(severity), word(summary)]);
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
