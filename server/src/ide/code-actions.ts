// What can be done about the problems at a place: mend them, silence them, read about them. And about all of a file at once.
import { t } from '@vscode/l10n';
import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type TextEdit as LspEdit,
} from 'vscode-languageserver-types';
import type { Analysis } from '../analyze.ts';
import type { Span, TextEdit } from '../base/span.ts';
import { mendsOf } from '../mend.ts';
import type { Commands } from '../protocol.ts';
import type { Problem } from '../rules/problem.ts';
import { diagnosticOf, problemsHere } from './diagnostics.ts';
import { fixAllEdits, isMendable } from './fix-all.ts';
import { overlaps, rangeOf } from './places.ts';
import { insertRow, pendingShift, type RowHistory } from './row-shift.ts';
import { shapeEdits } from './shape-comments.ts';
import { suppressInFile, suppressOnLine } from './suppress.ts';

export const FIX_ALL = 'source.fixAll.convlint';

/** Beyond so many layers the resulting shapes, one analysis each, are left out of the titles. */
const MOST_LAYERS_FOR_SHAPES = 3000;

export interface ActionRequest {
  readonly span: Span;
  /** Kinds that the client asks for; all where undefined. */
  readonly only?: readonly string[];
  /** The rows as they were before the last ones came or went. */
  readonly rowsBefore?: RowHistory;
  /** The client opens rules' pages. */
  readonly extended: boolean;
  /** The client asks for edits when an action is chosen. */
  readonly lazy: boolean;
}

/** What an action that is resolved later remembers. */
export interface ActionData {
  readonly uri: string;
  readonly version: number;
}

export function codeActions(analysis: Analysis, version: number, request: ActionRequest): CodeAction[] {
  const wanted = (kind: string) =>
    request.only?.some((asked) => asked === '' || kind === asked || kind.startsWith(`${asked}.`)) ?? true;
  const actions: CodeAction[] = [];
  if (wanted(CodeActionKind.QuickFix))
    actions.push(
      ...shiftActions(analysis, request),
      ...quickFixes(analysis, version, request),
      ...shapeActions(analysis, request),
    );
  if (wanted(CodeActionKind.RefactorRewrite)) actions.push(...rowActions(analysis, request));
  if (request.only && wanted(FIX_ALL) && problemsHere(analysis).some(isMendable)) {
    actions.push(fixAll(analysis, version, request.lazy, FIX_ALL));
  }
  return actions;
}

function quickFixes(analysis: Analysis, version: number, request: ActionRequest): CodeAction[] {
  const problems = problemsHere(analysis).filter((problem) => overlaps(problem.span, request.span));
  if (problems.length === 0) return [];
  const fixable = problemsHere(analysis).filter(isMendable);
  const several = fixable.length > 1 && problems.some(isMendable);
  return [
    ...problems.flatMap((problem) => mends(analysis, problem)),
    ...(several ? [fixAll(analysis, version, request.lazy, CodeActionKind.QuickFix)] : []),
    ...onePerRule(problems).flatMap((problem) => silences(analysis, problem)),
    ...(request.extended ? onePerRule(problems).map((problem) => openPage(analysis, problem)) : []),
  ];
}

function shapeActions(analysis: Analysis, { span }: ActionRequest): CodeAction[] {
  return shapeEdits(analysis, span).map(({ title, edits }) => ({
    title,
    kind: CodeActionKind.QuickFix,
    edit: workspaceEdit(analysis, edits),
  }));
}

/** Positions that mean other rows since a row came or went. */
function shiftActions(analysis: Analysis, { span, rowsBefore }: ActionRequest): CodeAction[] {
  const shift = pendingShift(rowsBefore, analysis);
  if (!shift?.rows.some((row) => overlaps(row.span, span))) return [];
  const { count, at, edits } = shift;
  const title =
    count > 0
      ? t('Shift {0} positions behind the new row {1}', edits.length, at)
      : t('Shift {0} positions behind the removed row {1}', edits.length, at);
  return [{ title, kind: CodeActionKind.QuickFix, isPreferred: true, edit: workspaceEdit(analysis, edits) }];
}

function rowActions(analysis: Analysis, { span }: ActionRequest): CodeAction[] {
  const inserted = insertRow(analysis, span.start);
  if (!inserted) return [];
  const title = t('Insert a row before row {0} and shift the positions behind it', inserted.at);
  return [{ title, kind: CodeActionKind.RefactorRewrite, edit: workspaceEdit(analysis, inserted.edits) }];
}

function onePerRule(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [problem.rule, problem])).values()];
}

function mends(analysis: Analysis, problem: Problem): CodeAction[] {
  const layers = analysis.models.reduce((sum, { graph }) => sum + graph.layers.length, 0);
  return mendsOf(analysis, problem, { shapes: layers <= MOST_LAYERS_FOR_SHAPES }).map(
    ({ title, edits, preferred }) => ({
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [plainDiagnostic(analysis, problem)],
      isPreferred: preferred,
      edit: workspaceEdit(analysis, edits),
    }),
  );
}

function silences(analysis: Analysis, problem: Problem): CodeAction[] {
  const action = (title: string, edits: readonly TextEdit[]): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [plainDiagnostic(analysis, problem)],
    edit: workspaceEdit(analysis, edits),
  });
  return [
    action(t('Disable {0} on this line', problem.rule), suppressOnLine(analysis, problem)),
    action(t('Disable {0} in this file', problem.rule), suppressInFile(analysis, problem)),
  ];
}

function openPage(analysis: Analysis, problem: Problem): CodeAction {
  const title = t('Explain {0}', problem.rule);
  const args: Commands['convlint.openRulePage'] = [problem.rule];
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [plainDiagnostic(analysis, problem)],
    command: { title, command: 'convlint.openRulePage', arguments: [...args] },
  };
}

/** As editors match actions to what they show. */
function plainDiagnostic(analysis: Analysis, problem: Problem): Diagnostic {
  return diagnosticOf(analysis, problem);
}

function fixAll(analysis: Analysis, version: number, lazy: boolean, kind: string): CodeAction {
  const data: ActionData = { uri: analysis.request.uri, version };
  const title = t('Fix all problems that ConvLint can mend');
  return lazy ? { title, kind, data } : { title, kind, edit: fixAllEdit(analysis) };
}

/** The edit of a lazy action; the action as it came where the text has changed since. */
export function resolveAction(analysis: Analysis, version: number, action: CodeAction): CodeAction {
  const data = action.data as Partial<ActionData> | undefined;
  return data?.version === version ? { ...action, edit: fixAllEdit(analysis) } : action;
}

function fixAllEdit(analysis: Analysis) {
  return workspaceEdit(analysis, fixAllEdits(analysis));
}

function workspaceEdit({ lines, request }: Analysis, edits: readonly TextEdit[]) {
  const changes = edits.map(({ span, newText }): LspEdit => ({ range: rangeOf(lines, span), newText }));
  return { changes: { [request.uri]: changes } };
}
