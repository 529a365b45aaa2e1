// Python's built-in names. Importing it also gives the built-in classes their methods.
import './descriptor.ts';
import './sequence.ts';
import './dict.ts';
import './set.ts';
import './number.ts';
import './text.ts';
import { BUILTIN_CLASSES } from '../evaluator/objects/builtin-classes.ts';
import { ELLIPSIS, NOT_IMPLEMENTED, type Value } from '../evaluator/values.ts';
import { FUNCTIONS } from './functions.ts';

/** By name, without exceptions, `super`, `globals` and `locals`: those are the evaluator's. */
export const BUILTINS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...BUILTIN_CLASSES.map((each): [string, Value] => [each.name, each]),
  ...FUNCTIONS,
  ['Ellipsis', ELLIPSIS],
  ['NotImplemented', NOT_IMPLEMENTED],
  ['__debug__', true],
]);
