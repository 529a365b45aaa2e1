// What is wrong with a text as YAML, as findings: one for each mistake, not for what follows from it.

import type { LineMap } from '../../base/span.ts';
import type { Finding } from '../../graph/finding.ts';
import { closest } from '../suggest.ts';
import type { YamlProblem } from './node.ts';

/** Parsers complain again and again behind a mistake; more than this helps nobody. */
const MOST = 20;

export function findingsOf(problems: readonly YamlProblem[], lines: LineMap): readonly Finding[] {
  const seen = new Set<number>();
  const findings: Finding[] = [];
  for (const problem of problems) {
    if (problem.kind === 'syntax') {
      const { line } = lines.position(problem.span.start);
      if (seen.has(line) || seen.has(line - 1)) {
        seen.add(line);
        continue;
      }
      seen.add(line);
    }
    findings.push(findingOf(problem));
    if (findings.length === MOST) break;
  }
  return findings;
}

function findingOf(problem: YamlProblem): Finding {
  const { span } = problem;
  switch (problem.kind) {
    case 'syntax':
      return { rule: 'syntax-error', span, facts: { detail: problem.detail, code: problem.code } };
    case 'duplicate-key':
      return {
        rule: 'syntax-error',
        span,
        facts: { detail: `The key "${problem.key}" stands here twice`, code: 'DUPLICATE_KEY', subject: problem.key },
        related: [{ span: problem.first, role: 'defined-here' }],
      };
    case 'unknown-anchor': {
      const suggestion = closest(problem.name, problem.known);
      const facts = {
        name: `*${problem.name}`,
        why: 'missing',
        ...(suggestion ? { suggestion: `*${suggestion}` } : {}),
      } as const;
      return { rule: 'bad-reference', span, facts };
    }
    case 'limit':
      return { rule: 'limit-reached', span, facts: { what: problem.what, limit: problem.limit } };
  }
}
