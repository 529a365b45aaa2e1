// Wishes about layers as edits of the calls that make them: literals are rewritten, missing arguments added.
import type { Span, TextEdit } from '../../base/span.ts';
import type { Layer } from '../../graph/graph.ts';
import type { Intent, IntentValue } from '../../graph/intent.ts';
import { batchKept, callLeftOut, flattenBefore, mendCode } from './code-mends.ts';
import { directiveAt, directiveEdits } from './models/directives.ts';
import { spell } from './spelling.ts';

/** Undefined where the text does not allow it. `sharing`: the layers that the same text makes; a fix for one is one for all. */
export function renderEdit(
  intent: Intent,
  text: string,
  sharing: readonly Layer[] = [],
): readonly TextEdit[] | undefined {
  switch (intent.kind) {
    case 'replace':
      return [{ span: intent.span, newText: intent.newText }];
    case 'set-attribute':
      if (intent.layer.refused && sharing.some(({ refused }) => !refused)) return undefined;
      return setAttribute(intent.layer, intent.attribute, intent.value, text);
    case 'insert-before':
      if (intent.layer.refused && sharing.some(({ refused }) => !refused)) return undefined;
      return intent.operator === 'flatten' ? flattenBefore(intent.layer, text) : undefined;
    case 'remove-layer':
      return intent.layer.module.operator.id === 'softmax' ? callLeftOut(intent.layer, text) : undefined;
    case 'keep-batch':
      return batchKept(intent.layer, text);
    case 'mend-code':
      return mendCode(intent, text);
    case 'set-input':
      // What a call or a data set gives is not for a comment to change.
      return (
        directiveAt(text, intent.span.start) && directiveEdits(text, intent.span.start, { inputs: [intent.shape] })
      );
    case 'remove-attribute':
      return undefined;
  }
}

/** Where the argument is a literal it is replaced; where there is none, a keyword is added to the call that made the layer. */
function setAttribute(
  { module }: Layer,
  attribute: string,
  value: IntentValue,
  text: string,
): readonly TextEdit[] | undefined {
  const newText = valueText(value);
  if (newText === undefined || module.origin.uri !== undefined) return undefined;
  const given = module.given[attribute];
  if (given?.span) return [{ span: given.span, newText: inFactors(text, given.span, value) ?? newText }];
  const { start, end } = module.origin.span;
  const call = text.slice(start, end);
  if (given || module.origin.inner || !call.endsWith(')') || !call.includes(module.type)) return undefined;
  const inside = call.slice(call.indexOf('(') + 1, -1).trimEnd();
  // A star may bring the argument already.
  if (/(?:^|[(,])\s*\*/.test(inside)) return undefined;
  const comma = inside === '' || inside.endsWith(',') ? (inside === '' ? '' : ' ') : ', ';
  const at = end - 1 - (call.slice(0, -1).length - call.slice(0, -1).trimEnd().length);
  return [{ span: { start: at, end: at }, newText: `${comma}${spell(module.operator.id, attribute)}=${newText}` }];
}

/** `16 * 4 * 4` becomes `16 * 5 * 5`, not 400: the channels stay where they divide the number, and sides are equal as before. */
function inFactors(text: string, { start, end }: Span, value: IntentValue): string | undefined {
  const factors = /^\d+(?:\s*\*\s*\d+)+$/.exec(text.slice(start, end))?.[0].split('*').map(Number);
  const [channels, side, other] = factors ?? [];
  if (!factors || typeof value !== 'number' || !channels || value % channels !== 0) return undefined;
  const rest = value / channels;
  if (factors.length === 2) return `${channels} * ${rest}`;
  const root = Math.round(Math.sqrt(rest));
  return factors.length === 3 && side === other && root * root === rest ? `${channels} * ${root} * ${root}` : undefined;
}

/** Paddings come in pairs of before and after; Python has one number for both. */
function valueText(value: IntentValue): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return `'${value}'`;
  const items: (number | undefined)[] = value.map((item) =>
    typeof item === 'number' ? item : item[0] === item[1] ? item[0] : undefined,
  );
  if (!items.every((item) => item !== undefined)) return undefined;
  return new Set(items).size === 1 ? String(items[0]) : `(${items.join(', ')})`;
}
