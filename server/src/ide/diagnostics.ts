// Problems as the protocol's diagnostics.
import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
} from 'vscode-languageserver-types';
import { messageOf } from '../advise.ts';
import type { Analysis } from '../analyze.ts';
import type { RuleId } from '../graph/facts.ts';
import type { Finding } from '../graph/finding.ts';
import type { Problem, Related } from '../rules/problem.ts';
import type { Severity } from '../rules/rule.ts';
import { rangeIn } from './other-files.ts';
import { rangeOf } from './places.ts';

export const SOURCE = 'convlint';

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Rules about text that does nothing: editors show it faded. */
const UNNECESSARY: ReadonlySet<RuleId> = new Set<RuleId>(['unused-layer']);

/** `rulePages` is the folder of the rules' pages, with a slash at its end. */
export function diagnosticsOf(analysis: Analysis, rulePages?: string): Diagnostic[] {
  return problemsHere(analysis).map((problem) => diagnosticOf(analysis, problem, rulePages));
}

/** A problem's own span may stand in another file, of which this text knows nothing. */
export function problemsHere({ problems, request }: Analysis): readonly Problem[] {
  return problems.filter(
    ({ finding }) => (finding.uri === undefined || finding.uri === request.uri) && !isOfLanguage(finding),
  );
}

/** In an editor Python's own language server tells of undefined names, and the lens what they end. */
function isOfLanguage(finding: Finding): boolean {
  return finding.rule === 'model-raises' && finding.facts.exception === 'NameError';
}

export function diagnosticOf(analysis: Analysis, problem: Problem, rulePages?: string): Diagnostic {
  const related = problem.related.map((place) => relatedInformation(analysis, place));
  return {
    range: rangeOf(analysis.lines, problem.span),
    severity: SEVERITY[problem.severity],
    code: problem.rule,
    source: SOURCE,
    message: messageOf(analysis, problem),
    ...(rulePages === undefined ? {} : { codeDescription: { href: `${rulePages}${problem.rule}.md` } }),
    ...(related.length > 0 ? { relatedInformation: related } : {}),
    ...(UNNECESSARY.has(problem.rule) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
  };
}

function relatedInformation(analysis: Analysis, { message, span, uri }: Related): DiagnosticRelatedInformation {
  return { message, location: { uri: uri ?? analysis.request.uri, range: rangeIn(analysis, span, uri) } };
}
