// Problems as lines: `file:line:column severity rule message`, the fix below. Knows documents only.
import { t } from '@vscode/l10n';
import type { CheckedFile, GapEntry, ProblemEntry } from '../document.ts';
import { type Paint, SEVERITY_COLOURS } from '../paint.ts';
import { plain } from './plain.ts';

export function problemsText(file: string, problems: readonly ProblemEntry[], paint: Paint): string {
  return problems.map((problem) => `${problemLine(file, problem, paint)}\n`).join('');
}

function problemLine(file: string, problem: ProblemEntry, paint: Paint): string {
  const { rule, severity, message, column, fix } = problem;
  const place = `${paint('bold', plain(file))}${paint('dim', `:${lineText(problem)}:${column}`)}`;
  const said = `${place} ${paint(SEVERITY_COLOURS[severity], severity)} ${paint('dim', rule)} ${plain(message)}`;
  return fix ? `${said}\n    ${paint('green', t('fix: {0}', plain(fix.title)))}` : said;
}

/** `12`, or `cell 3:12` in a notebook. */
function lineText({ cell, line }: Pick<ProblemEntry, 'cell' | 'line'>): string {
  return cell === undefined ? `${line}` : `${t('cell {0}', cell)}:${line}`;
}

/** Where tracking stopped: silence must not look like success. */
export function gapsText(file: string, gaps: readonly GapEntry[], paint: Paint): string {
  const line = (gap: GapEntry) => `${plain(file)}:${lineText(gap)} ${t('tracking stopped: {0}', plain(gap.message))}`;
  return gaps
    .map(
      (gap) => `${paint('dim', line(gap))}
`,
    )
    .join('');
}

export interface Counts {
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
  readonly others: number;
  readonly incomplete: number;
  readonly withoutModel: number;
}

export function countsOf(files: readonly CheckedFile[], withoutModel: number): Counts {
  const problems = files.flatMap((file) => file.problems);
  const of = (severity: string) => problems.filter((problem) => problem.severity === severity).length;
  const [errors, warnings] = [of('error'), of('warning')];
  return {
    files: files.length,
    errors,
    warnings,
    others: problems.length - errors - warnings,
    incomplete: files.filter((file) => !file.complete).length - withoutModel,
    withoutModel,
  };
}

export function countsLine(counts: Counts, paint: Paint): string {
  const { files, errors, warnings, others, incomplete, withoutModel } = counts;
  const parts = [
    errors > 0 && paint('red', errors === 1 ? t('1 error') : t('{0} errors', errors)),
    warnings > 0 && paint('yellow', warnings === 1 ? t('1 warning') : t('{0} warnings', warnings)),
    others > 0 && (others === 1 ? t('1 remark') : t('{0} remarks', others)),
  ].filter((part) => part !== false);
  const found = parts.length > 0 ? parts.join(', ') : paint('green', t('no problems'));
  const where = files === 1 ? t('1 file checked') : t('{0} files checked', files);
  const unsure = [
    incomplete > 0 && (incomplete === 1 ? t('1 incomplete') : t('{0} incomplete', incomplete)),
    withoutModel > 0 &&
      (withoutModel === 1 ? t('1 without a model to run') : t('{0} without a model to run', withoutModel)),
  ].filter((part) => part !== false);
  return [`${where}: ${found}`, ...unsure].join('; ');
}
