// The signature of a layer's constructor, for code that asks which arguments a class takes.
import type { AttributeInput } from '../../../../graph/attribute.ts';
import { PyFloat, type SignatureParameter, type Value } from '../../evaluator/values.ts';
import type { ModuleBinding } from '../bindings/binding.ts';

const SELF: SignatureParameter = { name: 'self', kind: 'normal', default: undefined, annotation: undefined };

export function layerSignature({ parameters }: ModuleBinding): readonly SignatureParameter[] {
  return [
    SELF,
    ...parameters.map(
      ({ name, keywordOnly, default: fallback }): SignatureParameter => ({
        name,
        kind: keywordOnly ? 'keyword-only' : 'normal',
        default: fallback === undefined ? undefined : asValue(fallback),
        annotation: undefined,
      }),
    ),
  ];
}

function asValue(value: AttributeInput): Value {
  if (typeof value === 'number') return Number.isInteger(value) ? value : new PyFloat(value);
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}
