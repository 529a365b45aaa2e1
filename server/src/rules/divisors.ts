// Numbers that divide another, nearest first.

/** Up to three divisors of `whole` nearest to `wanted`, nearest first. */
export function nearestDivisors(whole: number, wanted: number): readonly number[] {
  const found: number[] = [];
  // Nobody has more groups than this, and a huge number must not cost time on every keystroke.
  const furthest = Math.min(65_536, Math.max(whole, wanted));
  for (let distance = 0; distance <= furthest && found.length < 3; distance++) {
    for (const candidate of distance === 0 ? [wanted] : [wanted - distance, wanted + distance]) {
      if (candidate >= 1 && candidate <= whole && whole % candidate === 0 && found.length < 3) found.push(candidate);
    }
  }
  return found;
}
