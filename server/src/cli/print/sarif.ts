// Problems as a SARIF log, which code-scanning services read.
// Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
import { t } from '@vscode/l10n';
import { rules } from '../../rules/index.ts';
import type { AnyRule, Severity } from '../../rules/rule.ts';
import type { CheckedFile, Place, ProblemEntry } from '../document.ts';
import { isAbsolute } from '../paths.ts';

const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

export function sarifDocument(files: readonly CheckedFile[]): unknown {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'ConvLint', rules: rules.map(descriptor) } },
        columnKind: 'utf16CodeUnits',
        artifacts: files.map(({ file }) => ({ location: { uri: uriOf(file) } })),
        results: files.flatMap(({ file, problems }) => problems.map((problem) => result(file, problem))),
      },
    ],
  };
}

function descriptor({ id, summary, severity }: AnyRule) {
  return {
    id,
    shortDescription: { text: t(summary) },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function result(file: string, problem: ProblemEntry) {
  const { rule, severity, cell, line } = problem;
  // Lines of a notebook's file are not those of its cells: there the words say the place, and nothing can be mended.
  const [message, fix] =
    cell === undefined
      ? [problem.message, problem.fix]
      : [t('Cell {0}, line {1}: {2}', cell, line, problem.message), null];
  const artifactLocation = { uri: uriOf(file) };
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    level: LEVELS[severity],
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation, ...(cell === undefined ? { region: region(problem) } : {}) } }],
    ...(fix
      ? {
          fixes: [
            {
              description: { text: fix.title },
              artifactChanges: [
                {
                  artifactLocation,
                  replacements: fix.edits.map((edit) => ({
                    deletedRegion: region(edit),
                    insertedContent: { text: edit.newText },
                  })),
                },
              ],
            },
          ],
        }
      : {}),
  };
}

function region({ line, column, endLine, endColumn }: Place) {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function uriOf(file: string): string {
  const encoded = encodeURI(file).replaceAll('#', '%23').replaceAll('?', '%3F');
  if (!isAbsolute(file)) return encoded;
  return file.startsWith('/') ? `file://${encoded}` : `file:///${encoded}`;
}
