// How the items of a list are called in paths.
import type { Item } from './syntax.ts';

/** Names and words as parts of paths; a word that stands several times in the list gets numbers. */
export function numbered(items: readonly Omit<Item, 'segment'>[]): readonly Item[] {
  const counts = new Map<string, number>();
  const plain = ({ layer, via }: Omit<Item, 'segment'>) => layer.word || (via?.text.slice(1) ?? 'list');
  for (const item of items) if (!item.layer.name) counts.set(plain(item), (counts.get(plain(item)) ?? 0) + 1);
  const next = new Map<string, number>();
  return items.map((item) => {
    const word = plain(item);
    if (item.layer.name) return { ...item, segment: item.layer.name.text };
    if (counts.get(word) === 1) return { ...item, segment: word };
    const number = (next.get(word) ?? 0) + 1;
    next.set(word, number);
    return { ...item, segment: `${word}-${number}` };
  });
}
