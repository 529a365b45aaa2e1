// Whether code means to raise what it raises itself, or to leave to others what it leaves None.
import { PyDict, type PyInstance, PyList, type PyRaise } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import { childrenOf, isModule, registered, treeOf } from '../../torch/module/registries.ts';

/** A `raise` or `assert` statement, or a function of torch's that is one. */
export function isRaisedByCode(running: Running, { place }: PyRaise): boolean {
  const text = place && textAt(running, place.uri);
  if (!place || text === undefined) return true;
  return /^(?:raise\b|assert\b|torch\._assert\b)/.test(text.slice(place.span.start, place.span.end));
}

/** `if not x.is_cuda: raise`: on another machine it runs. */
export function asksForDevice(running: Running, { place }: PyRaise): boolean {
  const text = (place && textAt(running, place.uri)) ?? '';
  const lines = text.slice(0, place?.span.end).split('\n').slice(-LINES_BEFORE);
  return lines.some((line) => /\bis_cuda\b|\bcuda\.is_available\b|\bdevice\.type\b/.test(line));
}

const LINES_BEFORE = 4;

/** None stands for what others put there before a model runs: `self.weight = None`. */
export function isSetLater({ program, loaded: { text } }: Running, { place }: PyRaise): boolean {
  if (place?.uri !== program.uri) return false;
  const line = text.slice(text.lastIndexOf('\n', place.span.start) + 1, place.span.end);
  return [...line.matchAll(/\bself\.(\w+)/g)].some(([, name]) =>
    new RegExp(`\\bself\\.${name}\\s*(?::[^=\\n]+)?=\\s*None\\b`).test(text),
  );
}

/** A list or dict of the model is empty, and other code puts something there: models that grow while they are trained, hooks. */
export function isFilledLater({ program, loaded: { text } }: Running, { place }: PyRaise, model: PyInstance): boolean {
  if (place?.uri !== program.uri) return false;
  const read = /^self\.(?<name>\w+)\[/.exec(text.slice(place.span.start, place.span.end))?.groups?.name;
  if (read === undefined) return false;
  const isFilled = new RegExp(
    `\\bself\\.${read}(?:\\.(?:append|extend|insert|add_module|update|setdefault)\\(|\\[[^\\]\\n]*\\]\\s*=[^=])`,
  ).test(text);
  return isFilled && [...treeOf(model).keys()].some((module) => isEmpty(module, read));
}

function isEmpty(module: PyInstance, name: string): boolean {
  const list = registered(module, '_modules', name) ?? module.own(name);
  if (list instanceof PyList) return list.items.length === 0;
  if (list instanceof PyDict) return list.entries.size === 0;
  return isModule(list) && childrenOf(list).length === 0;
}

function filesOf({ program, loaded }: Running) {
  const { main, files } = program.interpreter.imports.world;
  return new Map([...files, [main, loaded] as const]);
}

function textAt(running: Running, uri: string): string | undefined {
  return filesOf(running).get(uri)?.parsed.text;
}
