// How a model's run ended where it did not end well, as a gap in its graph: what Python raised, or which limit was reached.
import type { GraphBuilder } from '../../../../graph/builder.ts';
import type { Cause } from '../../../../graph/cause.ts';
import type { Origin } from '../../../../graph/graph.ts';
import { OutOfFuel } from '../../evaluator/fuel.ts';
import { describeException } from '../../evaluator/objects/exceptions.ts';
import type { PyRaise } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import type { Candidate } from '../candidates/candidate.ts';

export function recordFailure(
  { program }: Running,
  builder: GraphBuilder,
  candidate: Candidate,
  failure: PyRaise | OutOfFuel,
): void {
  const place = failure instanceof OutOfFuel ? undefined : placeOf(failure, program.uri);
  builder.gap(causeOf(program, failure), place ?? originOf(candidate));
}

export function causeOf({ interpreter }: Running['program'], failure: PyRaise | OutOfFuel): Cause {
  if (failure instanceof OutOfFuel)
    return { reason: 'limit-reached', facts: { limit: failure.limit, what: LIMITS[failure.what] } };
  return { reason: 'raised', facts: { exception: describeException(interpreter, failure.exception) } };
}

const LIMITS: Readonly<Record<OutOfFuel['what'], string>> = { steps: 'steps', depth: 'nested calls', cells: 'cells' };

function originOf({ head }: Candidate): Origin {
  return { span: head, head };
}

/** The innermost place in the analysed text. */
function placeOf({ place }: PyRaise, uri: string): Origin | undefined {
  if (!place) return undefined;
  if (place.uri === uri) return { span: place.span, head: place.span };
  for (const { site } of [...place.frames].reverse()) {
    if (site?.uri === uri) return { span: site.span, head: site.head };
  }
  return undefined;
}
