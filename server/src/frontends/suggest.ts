// "Did you mean": the known word that a mistyped one most likely stands for. Knows no format.
import { distance } from 'fastest-levenshtein';

/** Undefined where nothing is close: a wrong suggestion is worse than none. */
export function closest(word: string, known: Iterable<string>): string | undefined {
  const wanted = normal(word);
  // One slip in a short word, one per three letters in a long one; nobody mistypes sixty letters.
  if (wanted.length === 0 || wanted.length > 60) return undefined;
  let best: string | undefined;
  let least = wanted.length < 3 ? 1 : Math.max(1, Math.floor(wanted.length / 3));
  for (const candidate of known) {
    if (Math.abs(candidate.length - wanted.length) > least) continue;
    const steps = stepsBetween(wanted, normal(candidate));
    if (steps < least || (steps === least && best === undefined)) {
      best = candidate;
      least = steps;
    }
  }
  return best ?? beginning(wanted, known);
}

/** `kernel` for `kernel_size`, where nothing else begins so. */
function beginning(wanted: string, known: Iterable<string>): string | undefined {
  const [only, ...others] = [...known].filter((candidate) => candidate.toLowerCase().startsWith(`${wanted}_`));
  return others.length === 0 ? only : undefined;
}

/** Insertions, deletions and replacements; two neighbours that changed places are one slip of the fingers. */
function stepsBetween(a: string, b: string): number {
  const steps = distance(a, b);
  if (steps !== 2 || a.length !== b.length) return steps;
  const at = [...a].findIndex((letter, index) => letter !== b[index]);
  return a[at] === b[at + 1] && a[at + 1] === b[at] ? 1 : steps;
}

/** `Kernel_Size`, `kernelSize` and `kernel-size` are one word. */
export function normal(word: string): string {
  return word
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[_\s]+/g, '-')
    .toLowerCase();
}
