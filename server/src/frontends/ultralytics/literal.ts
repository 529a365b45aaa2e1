// Python literals as files write them in arguments: None, True, numbers, lists, tuples, quoted words. Knows no format.
import type { AttributeInput } from '../../graph/attribute.ts';

const WORDS: ReadonlyMap<string, AttributeInput> = new Map<string, AttributeInput>([
  ['None', null],
  ['True', true],
  ['False', false],
]);

/** Undefined where the text is no literal: it then stays the word that it is. */
export function literal(text: string): AttributeInput | undefined {
  const trimmed = text.trim();
  const word = WORDS.get(trimmed);
  if (word !== undefined) return word;
  if (/^[+-]?(\d[\d_]*\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return Number(trimmed.replaceAll('_', ''));
  const quoted = /^(['"])(.*)\1$/.exec(trimmed);
  if (quoted) return quoted[2] ?? '';
  const list = /^[[(]([^[\]()]*)[\])]$/.exec(trimmed);
  if (!list) return undefined;
  const items = (list[1] ?? '').split(',').filter((item) => item.trim() !== '');
  const values = items.map(literal);
  return values.every((value) => value !== undefined) ? values : undefined;
}
