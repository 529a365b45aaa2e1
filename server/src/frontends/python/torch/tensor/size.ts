// torch.Size: a tuple with a method more. Importing it gives the class what it can do.
import { nativeMethod, PyTuple, type Value } from '../../evaluator/values.ts';
import { SIZE } from './tensor.ts';

SIZE.namespace.set(
  '__new__',
  nativeMethod('__new__', (runtime, { positional: [, items] }) => {
    const given = items === undefined ? [] : runtime.iterate(items);
    return given ? new PyTuple([...given], SIZE) : runtime.lost(items ?? null);
  }),
);
SIZE.namespace.set(
  '__init__',
  nativeMethod('__init__', () => null),
);
SIZE.namespace.set(
  'numel',
  nativeMethod('numel', (runtime, { positional: [self] }) => {
    const items = self instanceof PyTuple ? self.items : [];
    return items.reduce<Value>((total, each) => runtime.binary('*', total, each), 1);
  }),
);
SIZE.namespace.set(
  '__repr__',
  nativeMethod('__repr__', (runtime, { positional: [self] }) => {
    const items = self instanceof PyTuple ? self.items : [];
    return `torch.Size([${items.map((each) => runtime.repr(each)).join(', ')}])`;
  }),
);
// A part of a size is a size: `x.shape[1:].numel()`.
SIZE.namespace.set('__slice_keeps_class__', true);
