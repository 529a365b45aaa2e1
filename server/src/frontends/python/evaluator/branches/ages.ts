// When something was made, so that a branch on an unknown need not save what is younger than itself: see journal.ts.
// Knows nothing of values.

/**
 * Counts the journals that were opened. A module that is imported counts as older than all that was under way when it was
 * asked for: each such level has a count of its own, below those of the levels around it.
 */
let age = 0;
let level = 0;
const agesOfLevels: number[] = [];
const AGES_OF_A_LEVEL = 2 ** 40;

export function nextAge(): number {
  return ++age;
}

/** From here on what was made stems from a level further out. */
export function endOfLevel(): number {
  return level === 0 ? Number.POSITIVE_INFINITY : (1 - level) * AGES_OF_A_LEVEL;
}

/** What is made now counts as older than every branch under way: a module that is imported during one. */
export function madeOutside<T>(run: () => T): T {
  const before = age;
  level++;
  age = agesOfLevels[level] ?? -level * AGES_OF_A_LEVEL;
  try {
    return run();
  } finally {
    agesOfLevels[level] = age;
    level--;
    age = before;
  }
}

/** When what is under way began, and whether it has used anything older that nothing takes back. */
let begun = Number.NEGATIVE_INFINITY;
let hasUsedOlder = false;

/** What keeps its place where nobody can put it back, an iterator, is asked on. */
export function used(birth: number): void {
  if (birth < begun) hasUsedOlder = true;
}

/** Whether a run uses up what others have made. */
export function usesOlder(run: () => void): boolean {
  const before = [begun, hasUsedOlder] as const;
  begun = nextAge();
  hasUsedOlder = false;
  try {
    run();
    return hasUsedOlder;
  } finally {
    [begun, hasUsedOlder] = before;
  }
}

/** The birth of what is made now. */
export function birthNow(): number {
  return age;
}
