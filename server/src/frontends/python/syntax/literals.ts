// Python's literals: numbers and the insides of strings.
import type { Constant } from './ast.ts';

/** `0x1F`, `1_000`, `1e-5`, `2j`. */
export function readNumber(text: string): Constant['value'] {
  const plain = text.replaceAll('_', '').toLowerCase();
  if (/^0[xob]/.test(plain)) return integer(BigInt(plain));
  if (plain.endsWith('j')) return { type: 'complex', value: Number(plain.slice(0, -1)) };
  if (/[.e]/.test(plain)) return { type: 'float', value: Number(plain) };
  return /^\d+$/.test(plain) ? integer(BigInt(plain)) : { type: 'float', value: Number.NaN };
}

function integer(value: bigint): Constant['value'] {
  const small = Number(value);
  return { type: 'int', value: Number.isSafeInteger(small) ? small : value };
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** The content between the quotes, escapes resolved unless the prefix has an `r`. */
export function readString(content: string, prefix: string): string {
  const text = prefix.includes('f') ? content.replaceAll('{{', '{').replaceAll('}}', '}') : content;
  if (prefix.includes('r') || !text.includes('\\')) return text;
  return text.replace(
    /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[\s\S])/g,
    (whole, code: string) => {
      if (/^[xuU]./.test(code)) return codePoint(Number.parseInt(code.slice(1), 16)) ?? whole;
      if (/^[0-7]/.test(code)) return String.fromCodePoint(Number.parseInt(code, 8));
      return ESCAPES[code] ?? whole;
    },
  );
}

function codePoint(value: number): string | undefined {
  return value <= 0x10ffff ? String.fromCodePoint(value) : undefined;
}
