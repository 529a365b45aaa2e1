// Reads the attributes that a file gives against an operator's declaration. What cannot be read is unknown, with a finding.
import type { ModuleRequest } from '../graph/builder.ts';
import { unknownDim } from '../graph/dim.ts';
import type { Finding } from '../graph/finding.ts';
import type { AttributeValues, Operator } from '../graph/operator.ts';
import type { Volume } from '../graph/volume.ts';

export function readAttributes(
  operator: Operator,
  { attributes: given, origin }: ModuleRequest,
  inputs: readonly Volume[],
): {
  readonly values: AttributeValues;
  readonly findings: readonly Finding[];
  /** Nothing was taken from the inputs. */
  readonly complete: boolean;
} {
  const values: Record<string, unknown> = {};
  const findings: Finding[] = [];
  const missing: string[] = [];
  for (const [name, attribute] of Object.entries(operator.attributes)) {
    const { value, span } = given[name] ?? {};
    const input = value ?? (value === null && attribute.optional ? null : attribute.default);
    if (input === undefined) {
      if (!attribute.optional) missing.push(name);
      continue;
    }
    const read = attribute.read(input);
    if ('value' in read) values[name] = read.value;
    else {
      const facts = { attribute: name, value: show(input), expected: read.expected };
      const quote = attribute.quote?.(input);
      findings.push({
        rule: 'bad-value',
        span: span ?? origin.head,
        attribute: name,
        facts,
        ...(quote === undefined ? {} : { quote }),
      });
      values[name] = standIn(operator, name);
    }
  }
  const implied = missing.length > 0 ? (operator.complete?.(values, inputs) ?? {}) : {};
  for (const name of missing) {
    const attribute = operator.attributes[name];
    if (name in implied) values[name] = implied[name];
    else {
      values[name] = standIn(operator, name);
      if (attribute && !attribute.inferred) {
        const facts = { attribute: name, expected: attribute.expectation };
        findings.push({ rule: 'missing-value', span: origin.head, attribute: name, facts });
      }
    }
  }
  return { values, findings, complete: missing.length === 0 };
}

/** What stands for a value that could not be read: unknown in the attribute's own form. */
function standIn(operator: Operator, name: string): unknown {
  const attribute = operator.attributes[name];
  if (!attribute || attribute.optional) return undefined;
  const facts = { attribute: name, operator: operator.id };
  const unknown = attribute.read(unknownDim({ reason: 'unknown-attribute', facts }));
  if ('value' in unknown) return unknown.value;
  const fallback = attribute.default === undefined ? undefined : attribute.read(attribute.default);
  return fallback && 'value' in fallback ? fallback.value : undefined;
}

function show(input: unknown): string {
  return (typeof input === 'string' ? input : JSON.stringify(input)).slice(0, 60);
}
