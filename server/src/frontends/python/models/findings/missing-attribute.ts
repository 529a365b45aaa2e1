// An attribute that a model's class never has, as a finding: where nothing may set it that is not seen.
import type { Span } from '../../../../base/span.ts';
import type { FindingOf } from '../../../../graph/finding.ts';
import { closest } from '../../../suggest.ts';
import { PyClass, type PyInstance } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import { LAYER_CLASSES } from '../../torch/layer/classes.ts';
import { REGISTRIES, registryOf } from '../../torch/module/registries.ts';
import { factOf } from '../looks/kept.ts';
import type { Circumstances } from './circumstances.ts';
import { assignmentOf } from './source-of-classes.ts';

export function missingAttribute(
  running: Running,
  exception: string,
  message: string,
  span: Span,
  { model, unmade, wanted = false, byDefault = false }: Circumstances,
): FindingOf<'missing-attribute'> | undefined {
  const { owner, attribute } =
    /^'(?<owner>\w+)' object has no attribute '(?<attribute>\w+)'$/.exec(message)?.groups ?? {};
  if (exception !== 'AttributeError' || owner === undefined || attribute === undefined) return undefined;
  const of = classNamed(running, owner, wanted) ?? (OF_LAYERS.test(attribute) ? LAYER_CLASSES.get(owner) : undefined);
  if (!of || of.mro.some(({ open }) => open)) return undefined;
  const isMade = wanted || (model !== undefined && (unmade === undefined || model.class !== of));
  if (!isMade && isBase(running, owner)) return undefined;
  // Whoever takes it away by name knows that `forward` does not run then.
  if (factOf(running, `deleted: ${attribute}`, ({ loaded: { text } }) => isDeleted(text, attribute))) return undefined;
  // Under other arguments the class has it.
  if (byDefault && !wanted && assignmentOf(running, of, attribute)) return undefined;
  // What stands in strings that are executed may set anything.
  if (factOf(running, 'executes strings', ({ loaded: { text } }) => /\bexec\s*\(/.test(text))) return undefined;
  const suggestion = model?.class === of ? closest(attribute, namesOf(model)) : undefined;
  const { start, end } = span;
  const text = { start: end - attribute.length, end };
  const facts = { class: owner, attribute, ...(suggestion === undefined ? {} : { suggestion }) };
  return {
    rule: 'missing-attribute',
    span: text.start > start ? text : span,
    facts,
    quote: `${exception}: ${message}`,
  };
}

/** Which layers have these is known; of other attributes of torch's own classes we may not know all. */
const OF_LAYERS =
  /^(?:weight|bias|running_mean|running_var|(?:in|out)_(?:channels|features)|num_features|kernel_size|stride|padding|dilation|groups|eps)$/;

/** Of this file's; of the others' where the very model is wanted. */
function classNamed({ loaded, program }: Running, name: string, wanted: boolean): PyClass | undefined {
  const { trace, imports } = program.interpreter;
  trace?.read(loaded.module, name);
  const of = loaded.module.namespace.get(name);
  if (of instanceof PyClass && of.definition?.uri === program.uri) return of;
  const named = wanted ? [...imports.world.files.values()].map(({ module }) => module.namespace.get(name)) : [];
  const others = new Set(named.filter((each) => each instanceof PyClass).filter(({ definition }) => definition));
  const [other] = others;
  return others.size === 1 ? other : undefined;
}

function isDeleted(text: string, attribute: string): boolean {
  return new RegExp(`^[ \\t]*(?:del\\b.*\\.${attribute}\\b|delattr\\(.*['"]${attribute}['"])`, 'm').test(text);
}

export function isBase(running: Running, name: string): boolean {
  return factOf(running, `meant for others: ${name}`, (run) => isMeantForOthers(run.loaded, name));
}

/** A base class, or one that nobody uses here: who derives from it may set what is missing. */
function isMeantForOthers({ module, text }: Running['loaded'], name: string): boolean {
  const of = module.namespace.get(name);
  if (!(of instanceof PyClass)) return false;
  for (const each of module.namespace.values())
    if (each instanceof PyClass && each !== of && each.mro.includes(of)) return true;
  return /^(?:_(?![nN]et)|Base|Abstract)|(?:Base|Mixin)$/.test(of.name) || (isBare(of) && !isUsed(text, of.name));
}

/** Has no constructor of its own: others give it what it has. */
function isBare(of: PyClass): boolean {
  return !of.namespace.has('__init__');
}

function isUsed(text: string, name: string): boolean {
  return new RegExp(`(?<!\\bclass\\s+)(?<!\\bsuper\\()\\b${name}\\s*\\(`).test(text);
}

function namesOf(model: PyInstance): readonly string[] {
  const registered = REGISTRIES.flatMap((registry) => [...(registryOf(model, registry)?.entries.keys() ?? [])]);
  const defined = model.class.mro.filter(({ definition }) => definition).flatMap((each) => [...each.namespace.keys()]);
  return [...registered, ...model.attributes.keys(), ...defined].filter(
    (name): name is string => typeof name === 'string' && !name.startsWith('_'),
  );
}
