// Of formats whose files hold one model: the input that the user wants for it.
import type { Source } from './front-end.ts';

export function wishedInputs({ inputs, whatIf = {} }: Source): Source['inputs'] {
  return inputs.length > 0 ? inputs : (Object.values(whatIf)[0]?.inputs ?? []);
}
