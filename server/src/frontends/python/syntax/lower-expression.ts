// Expressions: tree-sitter's nodes → AST. What does not parse becomes `broken`, and the rest of the file is still read.
import type { Node as Syntax } from 'web-tree-sitter';
import type { Span } from '../../../base/span.ts';
import type { Declaration, LineDeclaration } from '../../declared-shapes.ts';
import { requireStack } from '../stack.ts';
import type { Argument, Clause, Expression, FormattedString, Parameter } from './ast.ts';
import { EXPRESSIONS } from './expressions.ts';
import type { FunctionBody, Later } from './later.ts';
import { readString } from './literals.ts';
import { named } from './named.ts';
import type { Unfinished } from './unfinished.ts';

function isOn({ start, end }: Span, at: number): boolean {
  return start <= at && at <= end;
}

/** Lowers the nodes of one top-level statement; spans are relative to its start. */
export class ExpressionLowering {
  readonly #base: number;
  readonly #declarations: readonly LineDeclaration[];
  readonly #unfinished: ReadonlyMap<number, Unfinished>;
  readonly #later: Later | undefined;
  /** The class whose body is read: its private names carry its own. */
  #class = '';
  /** How deep the expression at hand is nested. */
  #nested = 0;

  constructor(
    base: number,
    declarations: readonly LineDeclaration[] = [],
    unfinished: ReadonlyMap<number, Unfinished> = new Map(),
    later?: Later,
  ) {
    this.#base = base;
    this.#declarations = declarations;
    this.#unfinished = unfinished;
    this.#later = later;
  }

  /** What was typed where the statement stands, if that is not whole. */
  unfinished({ startIndex }: Syntax): { readonly typed: Unfinished; readonly span: Span } | undefined {
    const typed = this.#unfinished.get(startIndex);
    return typed && { typed, span: { start: typed.span.start - this.#base, end: typed.span.end - this.#base } };
  }

  /** What a comment on the first or the last line of a node says of its value. */
  declared({ startIndex, endIndex }: Syntax): { readonly declared?: Declaration } {
    const found = this.#declarations.find(({ code }) => isOn(code, endIndex) || isOn(code, startIndex));
    if (!found) return {};
    const { shapes, span } = found;
    return { declared: { shapes, span: { start: span.start - this.#base, end: span.end - this.#base } } };
  }

  /** What reads the body of a function once it is asked for; undefined where it is read now. */
  later(body: Syntax): (() => FunctionBody) | undefined {
    return this.#later?.(this.span(body), this.#class);
  }

  inClass<T>(name: string, lower: () => T): T {
    const around = this.#class;
    this.#class = name.replace(/^_+/, '');
    try {
      return lower();
    } finally {
      this.#class = around;
    }
  }

  /** A name as Python reads it: `__x` in a class C is `_C__x`. */
  name(node: Syntax | null | undefined): string {
    const text = node?.text ?? '';
    const isPrivate = this.#class !== '' && text.startsWith('__') && !text.endsWith('__');
    return isPrivate ? `_${this.#class}${text}` : text;
  }

  span(node: Syntax): Span {
    return { start: node.startIndex - this.#base, end: node.endIndex - this.#base };
  }

  expression(node: Syntax | null | undefined): Expression {
    if (!node) return { kind: 'broken', span: { start: 0, end: 0 } };
    const lower = this.unfinished(node) ? undefined : EXPRESSIONS[node.type];
    if (++this.#nested % STRIDE === 0) requireStack();
    const expression: Expression = lower ? lower(this, node) : { kind: 'broken', span: this.span(node) };
    this.#nested--;
    return expression;
  }

  optional(node: Syntax | null): Expression | undefined {
    return node ? this.expression(node) : undefined;
  }

  expressions(nodes: readonly Syntax[]): Expression[] {
    return nodes.map((node) => this.expression(node));
  }

  arguments(node: Syntax | null): Argument[] {
    if (!node) return [];
    if (node.type === 'generator_expression') return [{ span: this.span(node), value: this.expression(node) }];
    return named(node).map((child): Argument => {
      const span = this.span(child);
      if (child.type === 'keyword_argument') {
        return {
          span,
          name: this.name(child.childForFieldName('name')),
          value: this.expression(child.childForFieldName('value')),
        };
      }
      if (child.type === 'list_splat') return { span, star: '*', value: this.expression(named(child)[0]) };
      if (child.type === 'dictionary_splat') return { span, star: '**', value: this.expression(named(child)[0]) };
      return { span, value: this.expression(child) };
    });
  }

  parameters(node: Syntax | null): Parameter[] {
    let kind: 'normal' | 'keyword-only' = 'normal';
    const parameters: Parameter[] = [];
    for (const child of node ? named(node) : []) {
      if (child.type === 'positional_separator') {
        parameters.forEach((parameter, index) => {
          parameters[index] = { ...parameter, kind: 'positional-only' };
        });
        continue;
      }
      if (child.type === 'keyword_separator') {
        kind = 'keyword-only';
        continue;
      }
      const parameter = this.#parameter(child, kind);
      if (!parameter) continue;
      parameters.push(parameter);
      if (parameter.kind === '*') kind = 'keyword-only';
    }
    return parameters;
  }

  #parameter(node: Syntax, kind: 'normal' | 'keyword-only'): Parameter | undefined {
    const span = this.span(node);
    const typed = node.type === 'typed_parameter' || node.type === 'typed_default_parameter';
    const annotation = typed ? this.optional(node.childForFieldName('type')) : undefined;
    const withAnnotation = annotation ? { annotation } : {};
    const target = node.type === 'typed_parameter' ? named(node)[0] : (node.childForFieldName('name') ?? node);
    if (!target) return undefined;
    if (target.type === 'list_splat_pattern')
      return { name: this.name(named(target)[0]), span, kind: '*', ...withAnnotation };
    if (target.type === 'dictionary_splat_pattern')
      return { name: this.name(named(target)[0]), span, kind: '**', ...withAnnotation };
    if (target.type !== 'identifier') return undefined;
    const initial = node.childForFieldName('value');
    return {
      name: this.name(target),
      span,
      kind,
      ...withAnnotation,
      ...(initial ? { default: this.expression(initial) } : {}),
    };
  }

  clauses(node: Syntax): Clause[] {
    const clauses: { target: Expression; iterable: Expression; conditions: Expression[] }[] = [];
    for (const child of named(node)) {
      if (child.type === 'for_in_clause') {
        const iterables = child.childrenForFieldName('right').filter((part) => part?.isNamed) as Syntax[];
        const [only] = iterables;
        const iterable: Expression =
          iterables.length === 1
            ? this.expression(only)
            : { kind: 'tuple', span: this.span(child), items: this.expressions(iterables) };
        clauses.push({ target: this.expression(child.childForFieldName('left')), iterable, conditions: [] });
      } else if (child.type === 'if_clause') clauses.at(-1)?.conditions.push(this.expression(named(child)[0]));
    }
    return clauses;
  }

  string(node: Syntax): Expression {
    const span = this.span(node);
    const parts = node.type === 'concatenated_string' ? named(node).filter((child) => child.type === 'string') : [node];
    const pieces: FormattedString['parts'][number][] = [];
    let bytes = false;
    for (const part of parts) {
      const prefix = (part.child(0)?.text ?? '').replace(/['"]+$/, '').toLowerCase();
      bytes ||= prefix.includes('b');
      for (const child of named(part)) {
        if (child.type === 'string_content') pieces.push(readString(child.text, prefix));
        else if (child.type === 'interpolation') pieces.push(...this.#interpolations(child));
      }
    }
    if (pieces.every((piece) => typeof piece === 'string')) {
      const value = pieces.join('');
      return { kind: 'constant', span, value: { type: bytes ? 'bytes' : 'str', value } };
    }
    return { kind: 'f-string', span, parts: pieces };
  }

  /** `{x = }` shows its own text before the value, which it then writes as `repr` does. */
  #interpolations(node: Syntax): FormattedString['parts'] {
    const equals = node.children.find((child) => child?.type === '=');
    const part = this.#interpolation(node);
    if (!equals || typeof part === 'string') return [part];
    const after = /^=\s*/.exec(node.text.slice(equals.startIndex - node.startIndex))?.[0] ?? '=';
    const shown = node.text.slice(1, equals.startIndex - node.startIndex) + after;
    return [shown, part.conversion || part.format ? part : { ...part, conversion: 'r' }];
  }

  #interpolation(node: Syntax): FormattedString['parts'][number] {
    const conversion = named(node)
      .find((child) => child.type === 'type_conversion')
      ?.text.slice(1);
    const specifier = named(node).find((child) => child.type === 'format_specifier');
    return {
      value: this.expression(node.childForFieldName('expression') ?? named(node)[0]),
      ...(conversion ? { conversion } : {}),
      ...(specifier ? { format: this.#format(specifier) } : {}),
    };
  }

  #format(node: Syntax): FormattedString {
    const parts: FormattedString['parts'][number][] = [];
    let from = node.startIndex + 1;
    for (const child of named(node)) {
      parts.push(
        node.text.slice(from - node.startIndex, child.startIndex - node.startIndex),
        this.#interpolation(child),
      );
      from = child.endIndex;
    }
    parts.push(node.text.slice(from - node.startIndex));
    return { kind: 'f-string', span: this.span(node), parts: parts.filter((part) => part !== '') };
  }
}

/** Levels between two looks at the stack. */
const STRIDE = 128;
