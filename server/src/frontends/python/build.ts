// From a Python text to its models: runs the file, finds what may be a model, and runs each on its input.
import type { Finding } from '../../graph/finding.ts';
import type { BuildHost, BuiltModel, FrontEndResult, Source } from '../front-end.ts';
import { renderEdit } from './edits.ts';
import { parserIfLoaded } from './grammar.ts';
import { directiveEdits } from './models/directives.ts';
import { modelsOf } from './models/models.ts';
import { forgetPrograms, programOf } from './program.ts';
import { Places } from './slots.ts';
import { Values } from './values/values.ts';

/** Nothing while the parser is not loaded: `prepare` does that. */
export function build(source: Source, host: BuildHost): FrontEndResult {
  const parser = parserIfLoaded();
  if (!parser) return result(source, [], [], [], undefined);
  try {
    const program = programOf(parser, source, host);
    const before = modelsOf(program.run(source, host), source, host);
    const { isOutdated } = program.interpreter.imports;
    const { models, findings, unmade, pending } = isOutdated
      ? modelsOf(program.run(source, host), source, host)
      : before;
    const found = result(source, models, findings, program.wants, new Values(parser, source, host, models));
    return { ...found, ...(unmade.length > 0 ? { unmade } : {}), ...(pending > 0 ? { pending } : {}) };
  } catch (error) {
    // A bug of ours has left the interpreter anywhere in the middle.
    forgetPrograms();
    throw error;
  }
}

function result(
  { text }: Source,
  models: readonly BuiltModel[],
  findings: readonly Finding[],
  wants: readonly string[],
  values: Values | undefined,
): FrontEndResult {
  let known: Places | undefined;
  const places = () => {
    known ??= new Places(models);
    return known;
  };
  return {
    models,
    findings,
    wants,
    slotAt: (offset) => places().slotAt(offset),
    codeAt: (offset, within) => values?.codeAt(offset, within),
    codeIn: (uri, offset) => values?.codeIn(uri, offset),
    shapeCommentAt: (offset) => values?.shapeCommentAt(offset),
    // Python's own server has completion, references and symbols.
    completionsAt: () => undefined,
    referencesAt: () => [],
    symbols: () => [],
    renderEdit: (intent) => renderEdit(intent, text, places().sharing(intent)),
    writeDown: ({ head }, whatIf) => directiveEdits(text, head.start, whatIf),
  };
}
