// Which known name a mistyped one stands for, where the vocabulary is open: users name modules of their own much like
// the known ones (DSConv, C3k3, PConv), so only what can hardly be meant is a slip.
import { closest } from '../suggest.ts';

export function likelySlip(name: string, known: Iterable<string>): string | undefined {
  const all = [...known];
  const lower = name.toLowerCase();
  const sameLetters = all.find((candidate) => candidate.toLowerCase() === lower);
  if (sameLetters !== undefined) return sameLetters;
  const suggestion = closest(name, all);
  // Capitals and digits make a module's name its own.
  return suggestion !== undefined && name.length > 3 && skeleton(suggestion) === skeleton(name)
    ? suggestion
    : undefined;
}

function skeleton(name: string): string {
  return [...name.replace(/[a-z]/g, '')].sort().join('');
}
