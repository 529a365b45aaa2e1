// Wishes about layers as edits of a row's arguments. What would move positions is declined here.
import type { TextEdit } from '../../base/span.ts';
import type { Intent, IntentValue } from '../../graph/intent.ts';
import type { ModelFile } from './syntax.ts';

/** Undefined where the text does not allow it. */
export function renderEdit(intent: Intent, text: string, { rows }: ModelFile): readonly TextEdit[] | undefined {
  if (intent.kind === 'replace') return [{ span: intent.span, newText: intent.newText }];
  if (intent.kind !== 'set-attribute') return undefined;
  // Only where the row itself writes the number, and nothing scales it.
  const span = intent.layer.module.given[intent.attribute]?.span;
  const written = span && text.slice(span.start, span.end);
  const isRow = span && rows.some(({ args }) => args.some((arg) => arg.span === span));
  if (!isRow || written === undefined || !/^[\d\s,[\]()-]+$/.test(written)) return undefined;
  const newText = valueText(intent.value);
  return newText === undefined ? undefined : [{ span, newText }];
}

function valueText(value: IntentValue): string | undefined {
  if (typeof value === 'number') return String(value);
  if (!Array.isArray(value)) return undefined;
  const items: readonly unknown[] = value;
  const flat = items.map((item) => (Array.isArray(item) && item[0] === item[1] ? item[0] : item));
  if (!flat.every((item) => typeof item === 'number')) return undefined;
  return flat.every((item) => item === flat[0]) ? String(flat[0]) : `[${flat.join(', ')}]`;
}
