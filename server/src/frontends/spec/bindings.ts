// How the spec spells operators and their attributes. What is not named here is spelled as in the registry, in kebab-case.

/** A name that stands for one operator per spatial rank: `conv` is conv1d, conv2d or conv3d. */
export const BY_RANK: Readonly<Record<string, readonly [string, string, string]>> = {
  conv: ['conv1d', 'conv2d', 'conv3d'],
};

/** Canonical attribute → what the spec calls it. */
const SPELLING: Readonly<Record<string, string>> = {
  outChannels: 'filters',
};

export function spellAttribute(_operator: string, attribute: string): string {
  return SPELLING[attribute] ?? attribute.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
