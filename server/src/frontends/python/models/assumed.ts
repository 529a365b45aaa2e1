// Arguments that nobody gives and everybody understands: how many classes, how many channels an image has. What needs no others
// is a model all the same; what is said of it must hold whatever they are.

interface Convention {
  readonly names: RegExp;
  readonly usual: number;
  /** Another that may as well be meant. */
  readonly other: number;
  readonly of: 'input' | 'output';
  /** Blocks have such arguments, too. */
  readonly onlyNets?: boolean;
}

const CONVENTIONS: readonly Convention[] = [
  { names: /^(?:num|n|nb)?_?(?:cls|class|classes|labels|categories)(?:_num)?$/i, usual: 10, other: 7, of: 'output' },
  { names: /^(?:n|num|input|in|img|image)_?channels?$|^in_chans$|^input_nc$/i, usual: 3, other: 4, of: 'input' },
  { names: /^(?:n|num)_?input_?channels$|^(?:in|img)_ch$/i, usual: 3, other: 4, of: 'input' },
  { names: /^(?:latent|z)_?(?:dim|size)$|^n_?latent$|^nz$/i, usual: 128, other: 64, of: 'output', onlyNets: true },
  { names: /^(?:out|output)_?channels?$|^out_ch$|^output_nc$/i, usual: 1, other: 2, of: 'output', onlyNets: true },
];

/** What is a part of a model, by its name. */
const PART =
  /^_|block|layer|head|module|conv|decoder|encoder|loss|criterion|stage|stem|pool|attention|cell|unit|bottle|predictor|classifier|wrapper|down$|up$/i;
const NET = /net|gan|generator|segment|autoencoder|ae(?:_|$)/i;

export interface Assumption {
  /** `n_channels=3, n_classes=10`. */
  readonly args: string;
  readonly usual: ReadonlyMap<string, number>;
  readonly other: ReadonlyMap<string, number>;
  /** What of it the input must have: its channels under both. */
  readonly channels?: readonly [usual: number, other: number];
}

/** Undefined where one of the arguments that are needed may mean anything, or where this is more likely a part of a model. */
export function assumedFor(callee: string, needed: readonly string[]): Assumption | undefined {
  if (needed.length === 0 || PART.test(callee)) return undefined;
  const found = needed.map((name) => CONVENTIONS.find(({ names }) => names.test(name)));
  const known = found.filter((each) => each !== undefined);
  if (known.length < needed.length || !known.some((each) => each.of === 'output')) return undefined;
  if (known.some(({ onlyNets }) => onlyNets) && !NET.test(callee)) return undefined;
  const values = (which: 'usual' | 'other') =>
    new Map(needed.map((name, index) => [name, known[index]?.[which] ?? 0] as const));
  const usual = values('usual');
  const input = known.find((each) => each.of === 'input');
  return {
    args: [...usual].map(([name, value]) => `${name}=${value}`).join(', '),
    usual,
    other: values('other'),
    ...(input ? { channels: [input.usual, input.other] as const } : {}),
  };
}
