// Recordings of the real frameworks, packed: tables with a row in each line, and whole documents. Knows no row's meaning.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Recordings that are no part of the repository, where they lie beside it. */
export const TRUTH = new URL('../../../shared/ground-truth/', import.meta.url);

/** Recordings of our own. */
export const DATA = new URL('../conformance/data/', import.meta.url);

/** A function of torch's that was called. */
export interface FunctionRow<Argument> {
  readonly id: string;
  readonly op: string;
  readonly inputs: readonly { readonly shape: readonly number[]; readonly dtype: string }[];
  readonly args: readonly Argument[];
  readonly kwargs: Readonly<Record<string, Argument>>;
  readonly out: unknown;
  readonly err: string | null;
}

/** Where PyTorch 1.13 and 2.13 disagree, 2.13 is right. */
export function readRows<Row>(file: URL | string): readonly Row[] {
  const lines = unpacked(file).trim().split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const { torch213 = {}, ...row } = JSON.parse(line);
      return { ...row, ...torch213 };
    });
}

/** Python writes NaN into its JSON. */
export function readDocument<Document>(file: URL | string): Document {
  return JSON.parse(unpacked(file).replace(/\bNaN\b/g, 'null'));
}

function unpacked(file: URL | string): string {
  return gunzipSync(readFileSync(file)).toString('utf8');
}
