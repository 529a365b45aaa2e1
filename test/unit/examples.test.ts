// The models in examples/: as large and as dear as their authors publish, with nothing wrong in the good ones, and with
// exactly one thing wrong in each of the broken ones.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Analysis, analyze } from '../../server/src/analyze.ts';
import { smallestInput } from '../../server/src/engine/search.ts';
import type { RuleId } from '../../server/src/graph/facts.ts';
import { rules } from '../../server/src/rules/index.ts';
import type { Severity } from '../../server/src/rules/rule.ts';
import '../harness/grammars.ts';

const folder = join(import.meta.dirname, '../../examples');

function analyzed(file: string): Analysis {
  const text = readFileSync(join(folder, file), 'utf8');
  const analysis = analyze({ uri: `file:///examples/${file}`, text });
  if (!analysis) throw new Error(`${file} is no model file`);
  return analysis;
}

function remarks({ problems, lines }: Analysis): readonly string[] {
  return problems.map(({ severity, rule, span }) => `${severity} ${rule} ${lines.position(span.start).line + 1}`);
}

interface Published {
  readonly params: number;
  /** Where the number of parameters stands, or how it comes about. */
  readonly source: string;
  /** Half of the FLOPs that PyTorch 2's FlopCounterMode counts, where they were recorded, or by hand. */
  readonly macs: number;
  /** Channels first, without batch. */
  readonly output: readonly number[];
  /** The smallest square that works; torchvision publishes the same (`min_size`). */
  readonly minInput?: readonly number[];
  /** Everything that is said about a model that is as it should be. */
  readonly remarks?: readonly string[];
}

const TORCHVISION = 'https://docs.pytorch.org/vision/stable/models.html, num_params of the weights';

const GOOD: Readonly<Record<string, Published>> = {
  'lecture-layers': {
    params: 760 + 820 + 168 + 5130,
    source: '(5·5·3 + 1)·10 + (2·2·10 + 1)·20 + (1·1·20 + 1)·8 + (512 + 1)·10',
    macs: 32 * 32 * 10 * 75 + 8 * 8 * 20 * 40 + 8 * 8 * 8 * 20 + 512 * 10,
    output: [10],
  },
  'lenet-5': {
    params: 61_706,
    source: 'https://d2l.ai/chapter_convolutional-neural-networks/lenet.html: 156 + 2,416 + 48,120 + 10,164 + 850',
    macs: 28 * 28 * 6 * 25 + 10 * 10 * 16 * 150 + 120 * 400 + 120 * 84 + 84 * 10,
    output: [10],
  },
  alexnet: {
    params: 61_100_840,
    source: TORCHVISION,
    macs: 714_188_480,
    output: [1000],
    minInput: [63, 63],
    remarks: ['hint stride-does-not-fit 8', 'hint fully-connected-dominates 24'],
  },
  'vgg-16': {
    params: 138_357_544,
    source: `${TORCHVISION}; table 2 of the paper says 138 million`,
    macs: 15_470_264_320,
    output: [1000],
    minInput: [32, 32],
    remarks: ['hint fully-connected-dominates 10'],
  },
  'vgg-16-cifar': {
    params: 14_728_266 - 4224,
    source:
      'VGG16 of https://github.com/kuangliu/pytorch-cifar has 14,728,266, 4,224 of them biases before normalization',
    macs: 313_201_664,
    output: [10],
    remarks: ['information unproductive-layer 16'],
  },
  googlenet: {
    params: 6_624_904,
    source: TORCHVISION,
    macs: 1_498_376_192,
    output: [1000],
    minInput: [15, 15],
    remarks: [
      'hint stride-does-not-fit 15',
      'hint ceil-reads-padding 17',
      'hint ceil-reads-padding 22',
      'hint ceil-reads-padding 40',
    ],
  },
  'resnet-50': {
    params: 25_557_032,
    source: TORCHVISION,
    macs: 4_089_184_256,
    output: [1000],
    minInput: [1, 1],
    remarks: [
      'hint stride-does-not-fit 14',
      'hint stride-does-not-fit 16',
      'hint stride-does-not-fit 49',
      'hint stride-does-not-fit 54',
      'hint stride-does-not-fit 75',
      'hint stride-does-not-fit 80',
      'hint stride-does-not-fit 101',
      'hint stride-does-not-fit 106',
    ],
  },
  'mobilenet-v2': {
    params: 3_504_872,
    source: TORCHVISION,
    macs: 300_774_272,
    output: [1000],
    minInput: [1, 1],
    remarks: ['hint stride-does-not-fit 11', 'hint stride-does-not-fit 15'],
  },
  'u-net': {
    params: 31_030_658,
    source: 'figure 1 of the paper: 18 convolutions 3×3, 4 transposed 2×2, one 1×1, all with bias',
    macs: 150_428_424_448,
    output: [2, 388, 388],
  },
  'dcgan-generator': {
    params: 3_576_704,
    source: 'Generator(1) of https://github.com/pytorch/examples/tree/main/dcgan, counted by PyTorch',
    macs: 104_628_224,
    output: [3, 64, 64],
  },
  c3d: {
    params: 78_409_573,
    source: 'figure 3 of the paper, added up: 27,655,936 in convolutions, 50,753,637 in linear layers',
    macs: 38_547_378_176,
    output: [101],
    remarks: ['hint stride-does-not-fit 23'],
  },
  'sound-1d': {
    params: 61_859,
    source: '80·32 + 3·32·32 + 5·32·64 + 5·64·128 + 2·(32 + 32 + 64 + 128) + (128 + 1)·35',
    macs: 500 * 32 * 80 + 500 * 32 * 96 + 25 * 64 * 160 + 5 * 128 * 320 + 128 * 35,
    output: [35],
  },
  'text-sequence': {
    params: 2_659_586,
    source: '20,000·128 + 2·4·64·(128 + 64 + 2) + (128 + 1)·2',
    macs: 200 * 2 * 4 * 64 * (128 + 64) + 128 * 2,
    output: [2],
  },
};

describe('good examples', () => {
  test('all are in the table', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.cnn.yaml'));
    expect(files.sort()).toEqual(
      Object.keys(GOOD)
        .map((name) => `${name}.cnn.yaml`)
        .sort(),
    );
  });

  test.each(Object.entries(GOOD))('%s', (name, published) => {
    const analysis = analyzed(`${name}.cnn.yaml`);
    expect(remarks(analysis)).toEqual(published.remarks ?? []);
    const [model, ...others] = analysis.models;
    expect(others).toEqual([]);
    if (!model) throw new Error('no model');
    const { totals, graph } = model;
    expect(totals.complete).toBe(true);
    expect(graph.outputs.map(({ tensor }) => tensor.volume.dims?.slice(1))).toEqual([published.output]);
    expect({ params: totals.params, trainable: totals.trainableParams, macs: totals.macs }).toEqual({
      params: published.params,
      trainable: published.params,
      macs: published.macs,
    });
    if (published.minInput) expect(smallestInput(graph, model.rerun)).toEqual(published.minInput);
  });
});

describe.each(['torch', 'ultralytics'])('good examples in %s', (part) => {
  test.each(readdirSync(join(folder, part)))('%s has nothing wrong, and nothing is unknown', (file) => {
    const analysis = analyzed(`${part}/${file}`);
    expect(remarks(analysis).filter((line) => /^(error|warning)/.test(line))).toEqual([]);
    expect(analysis.models.length).toBeGreaterThan(0);
    expect(analysis.models.filter(({ totals }) => !totals.complete).map(({ name }) => name)).toEqual([]);
  });
});

/** A file is called after the rule that it breaks; `# ←` stands on the line that is to blame. */
const BROKEN: Readonly<Partial<Record<RuleId, Severity>>> = {
  'add-shapes-differ': 'error',
  'bad-reference': 'error',
  'bad-value': 'error',
  'bias-before-batch-norm': 'information',
  'channels-mismatch': 'error',
  'concat-shapes-differ': 'error',
  'declared-output-differs': 'warning',
  'even-kernel-grows': 'information',
  'features-mismatch': 'error',
  'functional-dropout-ignores-eval': 'warning',
  'group-norm-does-not-divide': 'error',
  'groups-do-not-divide': 'error',
  'kernel-exceeds-input': 'warning',
  'layout-looks-swapped': 'warning',
  'missing-attribute': 'error',
  'missing-flatten': 'warning',
  'missing-input': 'error',
  'missing-output': 'warning',
  'missing-value': 'error',
  'model-raises': 'error',
  'module-list-is-plain-list': 'warning',
  'norm-eps-looks-like-momentum': 'warning',
  'norm-features-mismatch': 'error',
  'output-padding-too-large': 'error',
  'padding-exceeds-input': 'error',
  'pool-padding-too-large': 'error',
  'pool-too-destructive': 'information',
  'rank-mismatch': 'error',
  'repeat-needs-equal-channels': 'error',
  'reshape-changes-size': 'error',
  'same-padding-with-stride': 'error',
  'shrinks-too-fast': 'warning',
  'single-value-per-channel': 'warning',
  'size-does-not-divide': 'error',
  'softmax-before-cross-entropy': 'warning',
  'stale-summary-comment': 'warning',
  'stride-does-not-fit': 'error',
  'super-init-missing': 'error',
  'syntax-error': 'error',
  'unknown-key': 'warning',
  'unknown-layer': 'error',
  'unproductive-layer': 'information',
  'unread-comment': 'warning',
  'unused-layer': 'information',
  'view-mixes-batch': 'warning',
  'volume-vanishes': 'error',
  'wrong-call': 'error',
  'wrong-dtype': 'error',
};

/** Mistakes that the spec's own format does not allow; the others are in it. */
const IN_ROWS: ReadonlySet<string> = new Set(['repeat-needs-equal-channels', 'stale-summary-comment']);

/** Mistakes of code, which no data can have. */
const IN_PYTHON: ReadonlySet<string> = new Set([
  'functional-dropout-ignores-eval',
  'missing-attribute',
  'missing-output',
  'model-raises',
  'module-list-is-plain-list',
  'norm-eps-looks-like-momentum',
  'softmax-before-cross-entropy',
  'super-init-missing',
  'unread-comment',
  'view-mixes-batch',
  'wrong-call',
]);

function fileOf(id: string): string {
  if (IN_PYTHON.has(id)) return `${id}.py`;
  return `${id}${IN_ROWS.has(id) ? '' : '.cnn'}.yaml`;
}

/** Rules that no broken example shows, and why. */
const UNSHOWN: Readonly<Partial<Record<RuleId, string>>> = {
  'ceil-reads-padding': 'a hint; googlenet shows it',
  'fully-connected-dominates': 'a hint; alexnet shows it',
  'limit-reached': 'needs a model of hundreds of thousands of layers',
  'shapes-do-not-match': 'matrix products and losses only',
};

describe('broken examples', () => {
  test('all are in the table, and together they show every rule', () => {
    const files = readdirSync(join(folder, 'broken')).sort();
    const shown = Object.keys(BROKEN);
    expect(files).toEqual(shown.map(fileOf).sort());
    expect([...shown, ...Object.keys(UNSHOWN)].sort()).toEqual(rules.map(({ id }) => id).sort());
  });

  test.each(Object.entries(BROKEN))('%s', (id, severity) => {
    const analysis = analyzed(`broken/${fileOf(id)}`);
    const marked = analysis.request.text
      .split('\n')
      .flatMap((line, index) => (line.includes('# ←') ? [index + 1] : []));
    expect(marked).toHaveLength(1);
    expect(remarks(analysis)).toEqual([`${severity} ${id} ${marked[0]}`]);
  });
});
