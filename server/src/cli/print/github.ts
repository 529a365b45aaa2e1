// Problems as workflow commands, which GitHub shows beside the changed lines.
// Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
import { t } from '@vscode/l10n';
import type { Severity } from '../../rules/rule.ts';
import type { CheckedFile } from '../document.ts';

const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

export function githubText({ file, problems }: CheckedFile): string {
  return problems
    .map((problem) => {
      const { severity, rule, cell, message, line, column, endLine, endColumn } = problem;
      // Lines of a notebook's file are not those of its cells.
      if (cell !== undefined) {
        const head = `file=${escapeProperty(file)},title=${escapeProperty(`ConvLint ${rule}`)}`;
        return `::${LEVELS[severity]} ${head}::${escapeData(t('Cell {0}, line {1}: {2}', cell, line, message))}\n`;
      }
      // Columns only count within one line; GitHub refuses them otherwise.
      const columns = endLine === line ? { col: column, endColumn } : {};
      const properties = { file, line, endLine, ...columns, title: `ConvLint ${rule}` };
      const written = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
      return `::${LEVELS[severity]} ${written.join(',')}::${escapeData(message)}\n`;
    })
    .join('');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
