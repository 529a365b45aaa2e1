// How the spec spells operators and their attributes. What no table here names is spelled as in the registry, in
// kebab-case; `conv1d`, `conv2d` and `conv3d` together are also the word `conv`, which goes by the input's rank.
import { oncePer } from '../../base/once.ts';
import type { AttributeInput } from '../../graph/attribute.ts';
import type { Operator, OperatorCatalogue } from '../../graph/operator.ts';
import type { Volume } from '../../graph/volume.ts';
import { closest, normal } from '../suggest.ts';
import type { VolumeForm } from './values.ts';

/** A word that stands for a layer. */
export interface LayerWord {
  readonly word: string;
  readonly doc: string;
  /** All operators that it may stand for; the first where the rank is not known. */
  readonly operators: readonly [Operator, ...Operator[]];
  /** Spelled → canonical, over all its operators. */
  readonly attributes: ReadonlyMap<string, string>;
  /** What the short form `word: value` gives, in order; canonical names, or `from`. */
  readonly main: readonly string[];
  readonly preset: Readonly<Record<string, AttributeInput>>;
  /** A general word for the same exists, which completion offers instead. */
  readonly particular: boolean;
  /** That word, or the word itself. */
  readonly general: string;
  /** `usualRank` is the model's own number of spatial axes, for volumes of unknown rank. */
  pick(volume: Volume | undefined, usualRank: number): Operator;
}

export interface Vocabulary {
  readonly words: ReadonlyMap<string, LayerWord>;
}

/** Canonical attribute → what the spec calls it, where kebab-case reads badly; per operator base first. */
const SPELLING: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '*': { outChannels: 'filters', outFeatures: 'features' },
};

/** Another word for an operator base, with attributes already set. */
const SYNONYMS: Readonly<
  Record<string, { readonly base: string; readonly preset?: Readonly<Record<string, AttributeInput>> }>
> = {
  'up-sample': { base: 'upsample' },
  'l2-pool': { base: 'lp-pool', preset: { norm: 2 } },
};

/**
 * What `word: value` gives, in order, per operator base; where absent, the required attributes, or else the first one.
 */
const MAIN: Readonly<Record<string, readonly string[]>> = {
  conv: ['outChannels', 'kernel', 'stride'],
  'conv-transpose': ['outChannels', 'kernel', 'stride'],
  'separable-conv': ['outChannels', 'kernel', 'stride'],
  'depthwise-conv': ['kernel', 'stride'],
  'max-pool': ['kernel', 'stride'],
  'avg-pool': ['kernel', 'stride'],
  'lp-pool': ['kernel', 'stride'],
  upsample: ['scale'],
  slice: ['start', 'end'],
  'l2-normalize': ['axis'],
};

/** Words of other frameworks, and what they are called here: for suggestions. */
const FAMILIAR: Readonly<Record<string, string>> = {
  bn: 'batch-norm',
  cat: 'concat',
  concatenate: 'concat',
  deconv: 'conv-transpose',
  dense: 'linear',
  fc: 'linear',
  'fully-connected': 'linear',
  gap: 'global-avg-pool',
  inception: 'parallel',
  lrn: 'local-response-norm',
  mha: 'multi-head-attention',
  pool: 'max-pool',
  pooling: 'max-pool',
  sequence: 'block',
  sequential: 'block',
  skip: 'residual',
  swish: 'silu',
  unpool: 'max-unpool',
  channels: 'filters',
  'out-channels': 'filters',
  eps: 'epsilon',
  'kernel-size': 'kernel',
  size: 'kernel',
  'out-features': 'features',
  units: 'features',
  p: 'probability',
  rate: 'probability',
  pad: 'padding',
  strides: 'stride',
  n: 'times',
  count: 'times',
};

/** What was most likely meant by a word that is not known. */
export function suggestionFor(word: string, known: readonly string[]): string | undefined {
  const familiar = Object.hasOwn(FAMILIAR, normal(word)) ? FAMILIAR[normal(word)] : undefined;
  return familiar !== undefined && known.includes(familiar) ? familiar : closest(word, known);
}

/** `conv2d` → `conv`, 2. */
function splitRank(id: string): { readonly base: string; readonly rank: 0 | 1 | 2 | 3 } {
  const match = /^(.+?)([123])d$/.exec(id);
  return match ? { base: match[1] ?? id, rank: Number(match[2]) as 1 | 2 | 3 } : { base: id, rank: 0 };
}

export function baseOf(operator: string): string {
  return splitRank(operator).base;
}

export function spellAttribute(operator: string, attribute: string): string {
  const own = SPELLING[baseOf(operator)]?.[attribute] ?? SPELLING['*']?.[attribute];
  return own ?? attribute.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

export const vocabularyOf = oncePer(makeVocabulary);

function makeVocabulary(catalogue: OperatorCatalogue): Vocabulary {
  // The catalogue's own order depends on how its modules were bundled.
  const all = [...catalogue.all].sort((a, b) => (a.id < b.id ? -1 : 1));
  const words = new Map<string, LayerWord>();
  const groups = new Map<string, Operator[]>();
  for (const operator of all) {
    const { base, rank } = splitRank(operator.id);
    if (rank > 0) groups.set(base, [...(groups.get(base) ?? []), operator]);
  }
  const renamed = new Map(
    Object.entries(SYNONYMS).flatMap(([word, { base, preset }]) => (preset ? [] : [[base, word]])),
  );
  const ids = new Set(all.map(({ id }) => id));
  for (const operator of all) {
    const base = baseOf(operator.id);
    const general = groups.has(base) && !ids.has(base) ? base : (renamed.get(operator.id) ?? operator.id);
    words.set(operator.id, layerWord(operator.id, general, [operator]));
  }
  for (const [base, operators] of groups) {
    const [first] = operators;
    if (first && !words.has(base)) words.set(base, layerWord(base, base, [first, ...operators.slice(1)]));
  }
  for (const [word, { base, preset }] of Object.entries(SYNONYMS)) {
    const meant = words.get(base);
    if (meant && !words.has(word)) words.set(word, layerWord(word, word, meant.operators, preset));
  }
  return { words };
}

export const NO_PRESET: LayerWord['preset'] = {};

function layerWord(
  word: string,
  general: string,
  operators: readonly [Operator, ...Operator[]],
  preset: LayerWord['preset'] = NO_PRESET,
): LayerWord {
  const byRank = new Map(operators.map((operator) => [splitRank(operator.id).rank, operator]));
  const usual = byRank.get(2) ?? operators[0];
  const attributes = new Map<string, string>();
  for (const operator of operators) {
    for (const name of Object.keys(operator.attributes)) attributes.set(spellAttribute(operator.id, name), name);
  }
  return {
    word,
    doc: usual.doc,
    operators: [usual, ...operators.filter((operator) => operator !== usual)],
    attributes,
    main: mainOf(usual).filter((name) => !Object.hasOwn(preset, name)),
    preset,
    particular: general !== word,
    general,
    pick(volume, usualRank) {
      if (operators.length === 1) return usual;
      const rank = volume?.dims ? volume.dims.length - 2 : usualRank;
      const exact = byRank.get(rank as 1 | 2 | 3);
      // A flat volume (N, F) is what one-dimensional normalization is for; a window has nothing to slide over.
      return exact ?? (rank === 0 && usual.family === 'normalization' ? byRank.get(1) : undefined) ?? usual;
    },
  };
}

function mainOf(operator: Operator): readonly string[] {
  const table = MAIN[baseOf(operator.id)];
  if (table) return table.filter((name) => name === 'from' || Object.hasOwn(operator.attributes, name));
  if (wantsSeveral(operator)) return ['from'];
  const entries = Object.entries(operator.attributes);
  const required = entries.filter(
    ([, { default: usual, inferred, optional }]) => usual === undefined && !inferred && !optional,
  );
  return (required.length > 0 ? required : entries.slice(0, 1)).map(([name]) => name);
}

const SLIDING: ReadonlySet<Operator['family']> = new Set(['convolution', 'pooling', 'padding', 'resampling']);

/**
 * How many dimensions the operator wants, where the volume has others. Frameworks take one dimension less for a sample
 * without batch; a spec's volumes always have theirs.
 */
export function wrongRank({ id, family }: Operator, { dims }: Volume): number | undefined {
  const { rank } = splitRank(id);
  return rank > 0 && dims && SLIDING.has(family) && dims.length !== rank + 2 ? rank + 2 : undefined;
}

/** A layer that makes no sense with one volume: one name in `from` goes with the layer before. */
export function wantsSeveral({ family, inputs }: Operator): boolean {
  return family === 'join' || (family !== 'attention' && (inputs?.min ?? 1) > 1);
}

/** Attributes that are shapes of volumes: `4x4x512` reads channels last, as everywhere in a spec. */
const VOLUMES: Readonly<Record<string, VolumeForm>> = {
  'reshape.shape': 'with-batch',
  'unflatten.shape': 'without-batch',
  'layer-norm.shape': 'without-batch',
  'rms-norm.shape': 'without-batch',
};

export function volumeForm(operator: string, attribute: string): VolumeForm | undefined {
  return VOLUMES[`${operator}.${attribute}`];
}
