// Applies one operator to volumes through the real builder.
import { createBuilder } from '../../server/src/engine/graph-builder.ts';
import type { AttributeInput } from '../../server/src/graph/attribute.ts';
import type { Finding } from '../../server/src/graph/finding.ts';
import type { Layer, Origin, Tensor } from '../../server/src/graph/graph.ts';
import type { Volume } from '../../server/src/graph/volume.ts';
import { operators } from '../../server/src/operators/index.ts';

const NOWHERE: Origin = { span: { start: 0, end: 0 }, head: { start: 0, end: 0 } };

export interface Applied {
  readonly outputs: readonly Tensor[];
  readonly findings: readonly Finding[];
  readonly layer: Layer | undefined;
  readonly parameters: number;
}

export function applyTo(
  operator: string,
  attributes: Readonly<Record<string, AttributeInput>>,
  inputs: readonly Volume[],
): Applied {
  const builder = createBuilder(operators, { name: operator, conventions: { rounding: 'floor' } });
  const given = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, { value }]));
  const tensors = inputs.map((input, index) => builder.input(`input${index}`, input, NOWHERE, 'file'));
  const request = { operator, type: operator, path: operator, attributes: given, origin: NOWHERE };
  const outputs = builder.apply(request, tensors);
  const { findings, layers } = builder.finish();
  const [layer] = layers;
  const parameters = (layer?.module.parameters ?? []).reduce((sum, { count }) => sum + Number(count), 0);
  return { outputs, findings, layer, parameters };
}
