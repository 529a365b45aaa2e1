// PyTorch Lightning: the base class of its users' models. What trains them only looks on (torch/onlookers.ts).
// Source: lightning/pytorch/core/module.py, Lightning 2.5.
import { unknownDim } from '../../../graph/dim.ts';
import type { NativeTable } from '../builtins/declare.ts';
import type { Runtime, Value } from '../evaluator/values.ts';
import { MODULE } from '../torch/module/nn-classes.ts';
import { begin, defineModule } from '../torch/nn/compose.ts';
import { type OpenModules, openModules } from '../torch/open-module.ts';
import { saveHyperparameters } from './hyperparameters.ts';

const NOTHING = () => null;

const METHODS: NativeTable = {
  '__init__(*args, **keywords)': (runtime: Runtime, self: Value) => {
    begin(runtime, self);
    return null;
  },
  'save_hyperparameters(*args, ignore=None, frame=None, logger=True)': (runtime, self, args = null, ignore = null) =>
    saveHyperparameters(runtime, self, args, ignore),
  'log(*args, **keywords)': NOTHING,
  'log_dict(*args, **keywords)': NOTHING,
  'print(*args, **keywords)': NOTHING,
  'manual_backward(*args, **keywords)': NOTHING,
  'toggle_optimizer(*args, **keywords)': NOTHING,
  'untoggle_optimizer(*args, **keywords)': NOTHING,
};

const OPEN = unknownDim({ reason: 'not-modelled', facts: { name: 'LightningModule' } });
const ENTRIES = [
  ['LightningModule', defineModule('LightningModule', METHODS, MODULE, 'lightning.pytorch.core.module', OPEN)],
] as const;

const PACKAGES = ['pytorch_lightning', 'lightning', 'lightning.pytorch'];
const FILES = ['', '.core', '.core.lightning', '.core.module'];

export const LIGHTNING_MODULES: OpenModules = openModules(
  Object.fromEntries(PACKAGES.flatMap((name) => FILES.map((file) => [`${name}${file}`, () => ENTRIES]))),
);
