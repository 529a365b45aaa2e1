// Arguments that nobody gives and everybody understands: how many classes, how deep, how many channels an image has. What needs
// no others is a model all the same; what is said of it must hold whatever they are.
import { PyFloat, PyTuple, type Value } from '../../evaluator/values.ts';

/** Three numbers are a tuple. */
type Guess = number | boolean | readonly number[];

interface Convention {
  readonly names: RegExp;
  /**
   * The likeliest first; the last may as well be meant, and a single one says nothing of the model. Depths are tried until one
   * fits.
   */
  readonly values: readonly [Guess, ...Guess[]];
  readonly of: 'input' | 'output' | 'net' | 'other';
  /** Only where another argument has such a name. */
  readonly beside?: RegExp;
  /** Blocks have such arguments, too. */
  readonly onlyNets?: boolean;
}

const WIDTH = /^(?:dim|embed(?:ding)?_dim|hidden_(?:dim|size)|d_model)$/i;

const CONVENTIONS: readonly Convention[] = [
  { names: /^(?:num|n|nb)?_?(?:cls|class|classes|labels|categories)(?:_num)?$/i, values: [10, 7], of: 'output' },
  { names: /^(?:n|num|input|in|img|image)_?channels?$|^in_chans$|^input_nc$/i, values: [3, 4], of: 'input' },
  { names: /^(?:n|num)_?input_?channels$|^(?:in|img)_ch$/i, values: [3, 4], of: 'input' },
  { names: /^channels$/, values: [3, 4], of: 'input', onlyNets: true },
  { names: /^(?:latent|z)_?(?:dim|size)$|^n_?latent$|^nz$/i, values: [128, 64], of: 'output', onlyNets: true },
  { names: /^(?:out|output)_?channels?$|^out_ch$|^output_nc$/i, values: [1, 2], of: 'output', onlyNets: true },
  { names: /^(?:model_)?depth$/i, values: [2, 3], of: 'other', beside: WIDTH },
  { names: /^(?:(?:model|resnet|net)_)?depth$/i, values: [18, 50, 20, 28, 16, 22, 29, 40, 11], of: 'net' },
  { names: /^(?:n|num)_layers$/i, values: [2, 3], of: 'other', beside: WIDTH },
  { names: /^widen_?factor$/i, values: [2, 4], of: 'other' },
  { names: /^growth_?rate$/i, values: [12, 32], of: 'other' },
  { names: /^cardinality$/i, values: [8, 4], of: 'other' },
  { names: /^(?:p_?)?drop(?:out)?(?:_?(?:rate|prob|p))?$/i, values: [0.1, 0.2], of: 'other' },
  { names: /^(?:img|image)_size$/i, values: [128, 192], of: 'other' },
  { names: /^patch_size$/i, values: [16, 8], of: 'other' },
  { names: WIDTH, values: [64, 96], of: 'other' },
  { names: /^(?:use_?|is_?)?pre_?trained$/i, values: [false], of: 'net' },
  { names: /^(?:n|num)_?gpus?$/i, values: [1], of: 'net', onlyNets: true },
  { names: /^(?:up_?)?scale(?:_?factor)?$|^upsampl\w+_factor$/i, values: [2, 4], of: 'output', onlyNets: true },
  { names: /^(?:(?:n|num)_)?heads?$/i, values: [4, 3], of: 'other' },
  { names: /^mlp_(?:dim|hidden_dim)$/i, values: [128, 160], of: 'other' },
  { names: /^(?:n|num)_res(?:idual)?(?:_blocks)?$/i, values: [3, 2], of: 'net' },
  {
    names: /^(?:input|img|image)_shape$/i,
    values: [
      [3, 64, 64],
      [4, 96, 96],
    ],
    of: 'net',
  },
];

/** What is a part of a model, by its name. */
const PART =
  /^_|block|layer|head|module|conv|decoder|encoder|loss|criterion|stage|stem|pool|attention|cell|unit|bottle|predictor|classifier|wrapper|down$|up$/i;
const NET = /net|cnn|gan|generator|segment|autoencoder|ae(?:_|$)|sr(?:_|$)/i;

/** `n_channels=3, n_classes=10`. */
export interface Arguments {
  readonly text: string;
  readonly keywords: ReadonlyMap<string, Value>;
}

export interface Assumption {
  /** The first that the model can be made with is meant. */
  readonly usual: readonly Arguments[];
  /** Empty where everybody gives what is usual. */
  readonly other: readonly Arguments[];
  /** What of it the input must have: its channels under both. */
  readonly channels?: readonly [usual: number, other: number];
}

/** Undefined where one of the arguments that are needed may mean anything, or where this is more likely a part of a model. */
export function assumedFor(callee: string, needed: readonly string[]): Assumption | undefined {
  if (needed.length === 0 || PART.test(callee)) return undefined;
  const isBeside = (row: Convention) => !row.beside || needed.some((name) => row.beside?.test(name));
  const found = needed.map((name) => CONVENTIONS.find((row) => row.names.test(name) && isBeside(row)));
  const known = found.filter((each) => each !== undefined);
  if (known.length < needed.length || !known.some(({ of }) => of === 'output' || of === 'net')) return undefined;
  if (known.some(({ onlyNets }) => onlyNets) && !NET.test(callee)) return undefined;
  const input = known.find((each) => each.of === 'input');
  const [channels, others] = [input?.values[0], input?.values.at(-1)];
  return {
    usual: alternatives(needed, known, ({ values }) => values),
    other: known.every(({ values }) => values.length === 1)
      ? []
      : alternatives(needed, known, ({ values }) => [...values].reverse()),
    ...(typeof channels === 'number' && typeof others === 'number' ? { channels: [channels, others] as const } : {}),
  };
}

/** Depths are all tried; of the rest the first. */
function alternatives(
  names: readonly string[],
  rows: readonly Convention[],
  valuesOf: (row: Convention) => readonly Guess[],
): readonly Arguments[] {
  const most = Math.max(...rows.map(({ of, values }) => (of === 'net' ? values.length : 1)));
  return Array.from({ length: most }, (_, at) => {
    const given = names.map((name, index): readonly [string, Guess] => {
      const row = rows[index];
      const values = row ? valuesOf(row) : [];
      return [name, values[row?.of === 'net' ? Math.min(at, values.length - 1) : 0] ?? 0];
    });
    return {
      text: given.map(([name, guess]) => `${name}=${written(guess)}`).join(', '),
      keywords: new Map(given.map(([name, guess]) => [name, asPython(guess)])),
    };
  });
}

function written(guess: Guess): string {
  if (typeof guess === 'boolean') return guess ? 'True' : 'False';
  return typeof guess === 'number' ? String(guess) : `(${guess.join(', ')})`;
}

function asPython(guess: Guess): Value {
  if (typeof guess === 'boolean') return guess;
  if (typeof guess !== 'number') return new PyTuple(guess);
  return Number.isInteger(guess) ? guess : new PyFloat(guess);
}
