// Exceptions that end a model, as findings: all but those that something excuses.
import type { Span } from '../../../../base/span.ts';
import type { FindingOf } from '../../../../graph/finding.ts';
import type { PyRaise } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import type { Circumstances } from './circumstances.ts';
import { confusedIn } from './confused.ts';
import { isExcused } from './excuses.ts';

export function modelRaises(
  running: Running,
  failure: PyRaise,
  { exception, message, span }: { readonly exception: string; readonly message: string; readonly span: Span },
  circumstances: Circumstances,
): FindingOf<'model-raises'> | undefined {
  const confused = confusedIn(running, message);
  if (isExcused({ running, failure, exception, message, span, confused, circumstances })) return undefined;
  return { rule: 'model-raises', span, facts: { exception, message, ...(confused ? { confused } : {}) } };
}
