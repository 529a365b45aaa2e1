// The classes that everything in torch.nn is made from. Their methods are put into them where those are written.
import { defineClass } from '../../evaluator/objects/builtin-classes.ts';
import { TENSOR } from '../tensor/tensor.ts';

export const MODULE = defineClass('Module', undefined, {}, 'torch.nn.modules.module');
export const PARAMETER = defineClass('Parameter', [TENSOR], {}, 'torch.nn.parameter');
export const BUFFER = defineClass('Buffer', [TENSOR], {}, 'torch.nn.parameter');
/** A lazy layer's weight before its first input. */
export const UNINITIALIZED = defineClass('UninitializedParameter', [PARAMETER], {}, 'torch.nn.parameter');
