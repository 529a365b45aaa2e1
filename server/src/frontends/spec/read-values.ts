// Reads what stands at a layer's keys (names, references, shapes, counts), and says what is wrong with it. Knows no layers.
import type { Expectation } from '../../graph/attribute.ts';
import type { Finding } from '../../graph/finding.ts';
import { follow, isNull, type YamlNode, type YamlPair } from '../yaml/node.ts';
import { readShape } from './read-shape.ts';
import type { KeyUse, Label, Reference, References, Shape } from './syntax.ts';
import { suggestionFor } from './vocabulary.ts';

export class ValueReader {
  readonly names = new Set<string>();
  readonly findings: Finding[] = [];

  report(finding: Finding): void {
    this.findings.push(finding);
  }

  /** How often; once where that is not said. */
  count(attribute: string, node: YamlNode | undefined): number {
    const content = node && follow(node);
    if (!node || !content) return 1;
    const { value } = content.kind === 'scalar' ? content : { value: undefined };
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
    if (!isNull(content)) this.bad(attribute, node, { kind: 'integer', min: 0 });
    return 1;
  }

  label(node: YamlNode): Label | undefined {
    const content = follow(node);
    if (content?.kind === 'scalar' && content.value !== null) {
      this.names.add(content.text);
      return { text: content.text, span: node.span };
    }
    if (content) this.bad('name', node, { kind: 'text' });
    return undefined;
  }

  shape(key: string, node: YamlNode, keys: KeyUse[]): Shape | undefined {
    return readShape(key, node, { report: (finding) => this.report(finding), use: (use) => keys.push(use) });
  }

  /** A name or a position, or a list of them. */
  references(node: YamlNode): References {
    const content = follow(node);
    const nodes = content?.kind === 'sequence' ? content.items : content ? [node] : [];
    return { span: node.span, items: nodes.flatMap((item) => this.reference(item) ?? []) };
  }

  reference(node: YamlNode): Reference | undefined {
    const content = follow(node);
    const { value, text } = content?.kind === 'scalar' ? content : { value: null, text: '' };
    if (typeof value === 'number' && Number.isInteger(value)) return { span: node.span, target: value };
    if (value !== null) return { span: node.span, target: text };
    if (content) this.bad('from', node, { kind: 'reference' });
    return undefined;
  }

  bad(attribute: string, node: YamlNode, expected: Expectation): void {
    const content = follow(node);
    const value = content?.kind === 'scalar' ? content.text : content?.kind === 'sequence' ? '[…]' : '{…}';
    const facts = { attribute, value: value.slice(0, 60), expected };
    this.report({ rule: 'bad-value', span: node.span, attribute, facts });
  }

  unknownKey({ key }: YamlPair, known: readonly string[]): void {
    const suggestion = suggestionFor(key.text, known);
    const facts = { key: key.text, known, ...(suggestion ? { suggestion } : {}) };
    this.report({ rule: 'unknown-key', span: key.span, facts });
  }
}
