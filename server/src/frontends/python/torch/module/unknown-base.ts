// What a class is taken for whose base nobody knows: with a `forward` of its own, for a module whose base may hold more.
import { unknownDim } from '../../../../graph/dim.ts';
import { OBJECT } from '../../evaluator/objects/builtin-classes.ts';
import { lookUp } from '../../evaluator/objects/method-order.ts';
import { unsettle } from '../../evaluator/objects/unsettled.ts';
import {
  type Namespace,
  type PyClass,
  PyFunction,
  PyInstance,
  type Runtime,
  type Value,
} from '../../evaluator/values.ts';
import { begin, defineModule } from '../nn/compose.ts';
import { MODULE } from './nn-classes.ts';

const NOBODY_KNOWS = unknownDim({ reason: 'not-modelled', facts: { name: 'forward' } });

/** The object is a module, and what else its unknown constructor made of it nobody knows. */
function make(runtime: Runtime, self: Value): Value {
  begin(runtime, self);
  if (self instanceof PyInstance) unsettle(self, runtime.unknown((self.class.open ?? NOBODY_KNOWS).cause));
  return null;
}

const UNKNOWN_MODULE = defineModule(
  'Module',
  {
    '__init__(*args, **keywords)': make,
    'forward(*args, **keywords)': (runtime, self) =>
      self instanceof PyInstance ? (self.class.open ?? NOBODY_KNOWS) : runtime.lost(self),
  },
  MODULE,
  'torch.nn.modules.module',
);

/** A further base for a class of these known ones and an unknown one; functions of autograd have a `backward`. */
export function standInFor(known: readonly PyClass[], namespace: Namespace): PyClass | undefined {
  if (!(namespace.get('forward') instanceof PyFunction) || namespace.has('backward')) return undefined;
  const isPlain = known.every(
    (base) => !base.mro.includes(MODULE) && lookUp(base, '__new__') === lookUp(OBJECT, '__new__'),
  );
  return isPlain ? UNKNOWN_MODULE : undefined;
}
