// torchvision.models, for when its source is not at hand: the classifiers that most code takes from it. Others are unknown.
import { unknownDim } from '../../../../graph/dim.ts';
import { native } from '../../builtins/declare.ts';
import { PyDict, type Value } from '../../evaluator/values.ts';
import { callInner } from '../../torch/nn/compose.ts';
import { type Entries, type OpenModules, openModules } from '../../torch/open-module.ts';
import { DENSENET_ENTRIES } from './densenet.ts';
import { EFFICIENTNET_ENTRIES } from './efficientnet.ts';
import { INCEPTION_ENTRIES } from './inception.ts';
import { MOBILENET_V2_ENTRIES, MOBILENET_V3_ENTRIES } from './mobilenet.ts';
import { withDict } from './parts.ts';
import { RESNET_ENTRIES } from './resnet.ts';
import { ALEXNET_ENTRIES, SQUEEZENET_ENTRIES, VGG_ENTRIES } from './sequences.ts';

const FILES: Readonly<Record<string, Entries>> = {
  alexnet: ALEXNET_ENTRIES,
  densenet: DENSENET_ENTRIES,
  efficientnet: EFFICIENTNET_ENTRIES,
  inception: INCEPTION_ENTRIES,
  mobilenetv2: MOBILENET_V2_ENTRIES,
  mobilenetv3: MOBILENET_V3_ENTRIES,
  mobilenet: [...MOBILENET_V2_ENTRIES, ...MOBILENET_V3_ENTRIES],
  resnet: RESNET_ENTRIES,
  squeezenet: SQUEEZENET_ENTRIES,
  vgg: VGG_ENTRIES,
};

/** What the package does not take over from its files. */
const INNER = /^(?:_|conv|make_|Basic|Bottleneck$|Fire$|Inception[A-E]$|InceptionAux$|InvertedResidual$)/;
const MODELS: ReadonlyMap<string, Value> = new Map(
  Object.values(FILES).flatMap((entries) => entries.filter(([name]) => !INNER.test(name))),
);

const getModel = native('get_model(name, **config)', (runtime, name = null, config = null) => {
  const of = typeof name === 'string' ? MODELS.get(name.toLowerCase()) : undefined;
  if (of === undefined)
    return unknownDim({ reason: 'not-modelled', facts: { name: `torchvision.models.${String(name)}` } });
  const entries = config instanceof PyDict ? [...config.entries.values()] : [];
  return callInner(runtime, of, [], Object.fromEntries(entries.map(([key, value]) => [String(key), value])));
});

export const TORCHVISION_MODELS: OpenModules = openModules({
  'torchvision.models': () => withDict([...MODELS, ['get_model', getModel]]),
  ...Object.fromEntries(
    Object.entries(FILES).map(([file, entries]) => [`torchvision.models.${file}`, () => withDict(entries)]),
  ),
});
