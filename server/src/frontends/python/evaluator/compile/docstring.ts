// The text that a class or a function begins with.
import type { Statement } from '../../syntax/ast.ts';

export function docstring([first]: readonly Statement[]): string | undefined {
  if (first?.kind !== 'expression' || first.value.kind !== 'constant') return undefined;
  const { value } = first.value;
  return value.type === 'str' ? value.value : undefined;
}
