// Patterns of `match`: tree-sitter's nodes → AST.
import type { Node as Syntax } from 'web-tree-sitter';
import type { Expression, Pattern } from './ast.ts';
import type { ExpressionLowering } from './lower-expression.ts';
import { named } from './named.ts';

export function lowerPattern(lowering: ExpressionLowering, node: Syntax | undefined): Pattern {
  if (!node) return { kind: 'capture' };
  const children = named(node);
  switch (node.type) {
    case 'case_pattern':
    case 'parenthesized_pattern':
      return node.children.length === 1 && node.text === '_'
        ? { kind: 'capture' }
        : lowerPattern(lowering, children[0]);
    case 'as_pattern':
      return { kind: 'as', pattern: lowerPattern(lowering, children[0]), name: lowering.name(children.at(-1)) };
    case 'union_pattern':
      return { kind: 'or', alternatives: children.map((child) => lowerPattern(lowering, child)) };
    case 'list_pattern':
    case 'tuple_pattern':
      return { kind: 'sequence', items: children.map((child) => lowerPattern(lowering, child)) };
    case 'splat_pattern': {
      const name = lowering.name(children[0]);
      return { kind: 'star', ...(name && name !== '_' ? { name } : {}) };
    }
    case 'dict_pattern': {
      const keys = node.childrenForFieldName('key').filter((child): child is Syntax => child !== null);
      const values = node.childrenForFieldName('value').filter((child): child is Syntax => child !== null);
      const rest = children.find((child) => child.type === 'splat_pattern');
      const restName = rest ? lowering.name(named(rest)[0]) : undefined;
      return {
        kind: 'mapping',
        entries: keys.map((key, index) => ({
          key: lowering.expression(key),
          value: lowerPattern(lowering, values[index]),
        })),
        ...(restName ? { rest: restName } : {}),
      };
    }
    case 'class_pattern': {
      const [type, ...parts] = children;
      const keywords = parts.flatMap((part) => {
        const keyword = named(part).find((child) => child.type === 'keyword_pattern');
        if (!keyword) return [];
        const [name, value] = named(keyword);
        return [{ name: lowering.name(name), pattern: lowerPattern(lowering, value) }];
      });
      const positional = parts.filter((part) => !named(part).some((child) => child.type === 'keyword_pattern'));
      return {
        kind: 'class',
        type: dotted(lowering, type),
        positional: positional.map((part) => lowerPattern(lowering, part)),
        keywords,
      };
    }
    case 'dotted_name':
      return children.length === 1
        ? node.text === '_'
          ? { kind: 'capture' }
          : { kind: 'capture', name: lowering.name(node) }
        : { kind: 'value', value: dotted(lowering, node) };
    default:
      return { kind: 'value', value: lowering.expression(node) };
  }
}

/** `a.b.c` as nested attributes. */
function dotted(lowering: ExpressionLowering, node: Syntax | undefined): Expression {
  if (!node) return lowering.expression(node);
  const [first, ...others] = named(node);
  if (!first) return { kind: 'name', span: lowering.span(node), id: node.text };
  return others.reduce<Expression>(
    (object, part) => ({
      kind: 'attribute',
      span: lowering.span(node),
      object,
      name: lowering.name(part),
      nameSpan: lowering.span(part),
    }),
    lowering.expression(first),
  );
}
