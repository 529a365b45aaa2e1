// Expressions → closures. Each is compiled once per text and run many times.
import type { Comparison, Constant, Expression, FormattedString } from '../../syntax/ast.ts';
import type { Frame } from '../frame.ts';
import { compileLambda } from '../protocols/functions.ts';
import { addTo, putIn } from '../protocols/items.ts';
import { mappingEntries } from '../protocols/iteration.ts';
import { ELLIPSIS, PyBytes, PyDict, PyFloat, PyList, PySet, PySlice, PyTuple, type Value } from '../values.ts';
import { compileCall } from './call.ts';
import { type Code, type Compiler, type Compilers, compileByKind } from './compiler.ts';
import { compileComprehension } from './comprehension.ts';
import { compileLoad, compileStore } from './names.ts';
import type { Scope } from './scope.ts';

export function compileExpression(compiler: Compiler, expression: Expression, scope: Scope): Code {
  return compileByKind<Expression, Code>(COMPILERS, compiler, expression, scope);
}

const COMPILERS: Compilers<Expression, Code> = {
  name: (compiler, { id, span }, scope) => compileLoad(compiler, id, span, scope),

  constant({ interpreter }, { value }) {
    if (value.type === 'complex') {
      const complex = interpreter.unknown({ reason: 'not-modelled', facts: { name: 'complex' } });
      return () => complex;
    }
    const constant = constantOf(value);
    return () => constant;
  },

  'f-string': compileFormatted,

  attribute(compiler, { object, name, nameSpan }, scope) {
    const { interpreter } = compiler;
    const code = compiler.expression(object, scope);
    return (frame) => {
      const value = code(frame);
      try {
        return interpreter.getAttribute(value, name);
      } catch (error) {
        throw compiler.placed(error, nameSpan);
      }
    };
  },

  subscript(compiler, { object, index, span }, scope) {
    const { interpreter } = compiler;
    const container = compiler.expression(object, scope);
    const key = compiler.expression(index, scope);
    return compiler.at(span, (frame) => {
      const value = container(frame);
      return interpreter.getItem(value, key(frame));
    });
  },

  slice(compiler, { lower, upper, step }, scope) {
    const none: Code = () => null;
    const compile = (part: Expression | undefined) => (part ? compiler.expression(part, scope) : none);
    const [from, to, by] = [compile(lower), compile(upper), compile(step)];
    return (frame) => new PySlice(from(frame), to(frame), by(frame));
  },

  call: compileCall,

  unary(compiler, { operator, operand, span }, scope) {
    const { interpreter } = compiler;
    const code = compiler.expression(operand, scope);
    if (operator !== 'not') return compiler.at(span, (frame) => interpreter.unary(operator, code(frame)));
    return (frame) => {
      const value = code(frame);
      const truth = interpreter.truth(value);
      return truth === undefined ? interpreter.lost(value) : !truth;
    };
  },

  binary(compiler, { operator, left, right, span }, scope) {
    const { interpreter } = compiler;
    const [a, b] = [compiler.expression(left, scope), compiler.expression(right, scope)];
    return compiler.at(span, (frame) => {
      const x = a(frame);
      return interpreter.binary(operator, x, b(frame));
    });
  },

  'bool-op'(compiler, { operator, left, right }, scope) {
    const { interpreter } = compiler;
    const [a, b] = [compiler.expression(left, scope), compiler.expression(right, scope)];
    const stopsAt = operator === 'or';
    return (frame) => {
      const first = a(frame);
      const truth = interpreter.truth(first);
      if (truth !== undefined) return truth === stopsAt ? first : b(frame);
      const second = interpreter.possible(() => b(frame));
      if (second === undefined) return interpreter.lost(first);
      // `unknown and False` is falsy either way.
      return typeof second === 'boolean' && second === stopsAt ? second : interpreter.merge(first, second);
    };
  },

  compare(compiler, { first, rest, span }, scope) {
    const { interpreter } = compiler;
    const start = compiler.expression(first, scope);
    const others = rest.map(({ operator, operand }) => ({
      operator: operator as Comparison,
      code: compiler.expression(operand, scope),
    }));
    const [only] = others;
    if (others.length === 1 && only) {
      const { operator, code } = only;
      return compiler.at(span, (frame) => {
        const left = start(frame);
        return interpreter.compare(operator, left, code(frame));
      });
    }
    return compiler.at(span, (frame) => {
      let left = start(frame);
      let open: Value | undefined;
      let result: Value = true;
      for (const { operator, code } of others) {
        const right = code(frame);
        result = interpreter.compare(operator, left, right);
        const truth = interpreter.truth(result);
        if (truth === false) return result;
        if (truth === undefined) open ??= result;
        left = right;
      }
      return open ?? result;
    });
  },

  conditional(compiler, { test, whenTrue, otherwise }, scope) {
    const { interpreter } = compiler;
    const condition = compiler.expression(test, scope);
    const [yes, no] = [compiler.expression(whenTrue, scope), compiler.expression(otherwise, scope)];
    return (frame) => {
      const value = condition(frame);
      const truth = interpreter.truth(value);
      if (truth !== undefined) return truth ? yes(frame) : no(frame);
      return interpreter.either(
        value,
        () => yes(frame),
        () => no(frame),
      );
    };
  },

  lambda: compileLambda,

  list(compiler, { items }, scope) {
    const collect = compileItems(compiler, items, scope);
    return (frame) => {
      const values = collect(frame);
      return Array.isArray(values) ? new PyList(values) : values;
    };
  },

  tuple(compiler, { items }, scope) {
    const collect = compileItems(compiler, items, scope);
    return (frame) => {
      const values = collect(frame);
      return Array.isArray(values) ? new PyTuple(values) : values;
    };
  },

  set(compiler, { items }, scope) {
    const collect = compileItems(compiler, items, scope);
    return (frame) => {
      const values = collect(frame);
      if (!Array.isArray(values)) return values;
      const set = new PySet();
      for (const item of values) addTo(compiler.interpreter, set, item);
      return set;
    };
  },

  dict(compiler, { entries }, scope) {
    const { interpreter } = compiler;
    const codes = entries.map(({ key, value }) => ({
      key: key && compiler.expression(key, scope),
      value: compiler.expression(value, scope),
    }));
    return (frame) => {
      const dict = new PyDict();
      for (const { key, value } of codes) {
        if (key) {
          const name = key(frame);
          putIn(interpreter, dict, name, value(frame));
          continue;
        }
        const other = value(frame);
        const found = mappingEntries(interpreter, other);
        if (!found) return interpreter.lost(other);
        for (const [name, item] of found) putIn(interpreter, dict, name, item);
      }
      return dict;
    };
  },

  comprehension: compileComprehension,

  starred: (compiler, { value }, scope) => compiler.expression(value, scope),

  // generators.ts has run it before the statement that it is in, and kept what was sent to it.
  yield: () => (frame) => frame.sent?.shift() ?? null,

  await: (compiler, { value }, scope) => compiler.expression(value, scope),

  named(compiler, { name, value }, scope) {
    const code = compiler.expression(value, scope);
    const store = compileStore(compiler, name, scope);
    return (frame) => {
      const result = code(frame);
      store(frame, result);
      return result;
    };
  },

  broken({ interpreter, unit }, { span }) {
    return () =>
      interpreter.unknown({
        reason: 'syntax',
        facts: {},
        place: { uri: unit.uri, span: { start: span.start + unit.offset, end: span.end + unit.offset } },
      });
  },
};

function constantOf(value: Exclude<Constant['value'], { type: 'complex' }>): Value {
  switch (value.type) {
    case 'float':
      return new PyFloat(value.value);
    case 'bytes':
      return new PyBytes(value.value);
    case 'none':
      return null;
    case 'ellipsis':
      return ELLIPSIS;
    default:
      return value.value;
  }
}

/** The items of a display; an unknown where a starred one is not known. */
function compileItems(
  compiler: Compiler,
  items: readonly Expression[],
  scope: Scope,
): (frame: Frame) => Value[] | Value {
  const { interpreter } = compiler;
  const codes = items.map((item) => ({ starred: item.kind === 'starred', code: compiler.expression(item, scope) }));
  if (!codes.some(({ starred }) => starred)) return (frame) => codes.map(({ code }) => code(frame));
  return (frame) => {
    const values: Value[] = [];
    for (const { starred, code } of codes) {
      const value = code(frame);
      if (!starred) {
        values.push(value);
        continue;
      }
      const inner = interpreter.iterate(value);
      if (!inner) return interpreter.lost(value);
      for (const item of inner) values.push(item);
    }
    return values;
  };
}

function compileFormatted(compiler: Compiler, { parts }: FormattedString, scope: Scope): Code {
  const { interpreter } = compiler;
  const codes = parts.map((part) =>
    typeof part === 'string'
      ? part
      : {
          value: compiler.expression(part.value, scope),
          conversion: part.conversion,
          format: part.format && compileFormatted(compiler, part.format, scope),
        },
  );
  return (frame) => {
    let text = '';
    for (const part of codes) {
      if (typeof part === 'string') {
        text += part;
        continue;
      }
      const value = part.value(frame);
      if (interpreter.isUnknown(value)) return value;
      const specifier = part.format?.(frame) ?? '';
      if (typeof specifier !== 'string') return interpreter.lost(specifier);
      const shown = interpreter.textOf(() => interpreter.format(value, specifier, part.conversion));
      if (typeof shown !== 'string') return shown;
      text += shown;
    }
    interpreter.spendCells(text.length);
    return text;
  };
}
