// How PyTorch's classes spell the attributes of operators.
import { boundModules, moduleBinding } from './torch/bindings/index.ts';

const SPELLINGS: ReadonlyMap<string, string> = new Map(
  [...boundModules].reverse().flatMap((type) => {
    const binding = moduleBinding(type);
    return (binding?.parameters ?? []).flatMap(({ name, attribute }) =>
      attribute === undefined ? [] : [[`${binding?.operator} ${attribute}`, name] as const],
    );
  }),
);

/** `in_channels` for a convolution's `inChannels`. */
export function spell(operator: string, attribute: string): string {
  return (
    SPELLINGS.get(`${operator} ${attribute}`) ?? attribute.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)
  );
}
