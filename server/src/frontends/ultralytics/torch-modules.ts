// Rows that name a module of torch.nn: bound as the same call in Python is. Knows no block.
import type { AttributeInput } from '../../graph/attribute.ts';
import type { Finding } from '../../graph/finding.ts';
import type { GivenAttribute } from '../../graph/graph.ts';
import { bindCall, type ModuleBinding } from '../python/torch/bindings/binding.ts';
import { moduleBinding } from '../python/torch/bindings/index.ts';
import { pythonText } from './blocks/block.ts';
import type { Row } from './syntax.ts';

export interface TorchModule {
  /** `Upsample`. */
  readonly type: string;
  readonly binding: ModuleBinding;
}

/** `nn.Upsample`, `torch.nn.Upsample`. */
export function torchModule(name: string): TorchModule | undefined {
  const [, type] = /^(?:torch\.)?nn\.(\w+)$/.exec(name) ?? [];
  const binding = type === undefined ? undefined : moduleBinding(type);
  return type !== undefined && binding ? { type, binding } : undefined;
}

export function torchSignature(name: string, { binding }: TorchModule): string {
  const shown = shownOf(binding).map(({ name: parameter, default: fallback }) =>
    fallback === undefined ? parameter : `${parameter}=${pythonText(fallback)}`,
  );
  return `${name}(${shown.join(', ')})`;
}

/** What a row may write; devices and number types are no part of a model. */
function shownOf({ parameters }: ModuleBinding): ModuleBinding['parameters'] {
  return parameters.filter(({ attribute, keywordOnly }) => attribute !== undefined && !keywordOnly);
}

export interface BoundTorch {
  readonly attributes: Readonly<Record<string, GivenAttribute>>;
  readonly findings: readonly Finding[];
}

/** `first` stands before what the row writes: batch normalization is given its channels. */
export function bindTorch(row: Row, module: TorchModule, first: readonly AttributeInput[]): BoundTorch {
  const { binding } = module;
  const call = bindCall(binding, [...first, ...row.args.map(({ value }) => value)], new Map());
  const order = binding.parameters.filter(({ keywordOnly }) => !keywordOnly).map(({ name }) => name);
  const attributes: Record<string, GivenAttribute> = {};
  for (const [name, { value, argument }] of Object.entries(call.attributes)) {
    const span = argument === undefined ? undefined : row.args[order.indexOf(argument) - first.length]?.span;
    attributes[name] = { value, ...(span ? { span } : {}) };
  }
  const signature = torchSignature(row.module.name, module);
  const shown = shownOf(binding);
  const required = shown.filter((parameter) => parameter.default === undefined);
  const expected = {
    kind: 'arguments',
    signature,
    min: Math.max(0, required.length - first.length),
    max: shown.length - first.length,
  } as const;
  const findings = call.mistakes.flatMap((mistake): Finding[] => {
    if (mistake.kind === 'missing') {
      return [{ rule: 'missing-value', span: row.module.span, facts: { attribute: mistake.name, expected } }];
    }
    if (mistake.kind !== 'too-many') return [];
    const extra = row.args.slice(order.length - first.length);
    const [start, end] = [extra[0]?.span.start ?? row.argsSpan.start, extra.at(-1)?.span.end ?? row.argsSpan.end];
    const value = `[${row.args.map(({ text }) => text).join(', ')}]`;
    return [{ rule: 'bad-value', span: { start, end }, facts: { attribute: 'args', value, expected } }];
  });
  return { attributes, findings };
}
