// Small programs of nn.Module classes (buffers, shared weights, lists and dicts of modules, norms of weights, recurrent layers,
// attention, lazy layers …) and what PyTorch 1.13 makes of them: weights, names, shapes. A known gap must still be one.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { runTorch } from '../harness/python-torch.ts';

interface Row {
  readonly source: string;
  /** The text that the program leaves in `result`. */
  readonly result: string;
  readonly gap?: boolean;
}

const rows = gunzipSync(readFileSync(new URL('./data/module-programs.jsonl.gz', import.meta.url)))
  .toString('utf8')
  .trim()
  .split('\n')
  .map((line): Row => JSON.parse(line));

function disagrees({ source, result }: Row): readonly string[] {
  const { value, findings, raised } = runTorch(source);
  const said = [...findings.map((finding) => finding.quote ?? finding.rule), ...raised];
  const got = said.length > 0 ? said.join('; ') : (value('result') as { readonly py?: unknown } | undefined)?.py;
  return got === result ? [] : [`${source}\n  → ${got}\n  PyTorch: ${result}`];
}

describe('programs of modules, recorded from PyTorch', () => {
  const [settled, gaps] = [rows.filter(({ gap }) => !gap), rows.filter(({ gap }) => gap)];
  test('come to the same', () => expect(settled.flatMap(disagrees).join('\n\n')).toBe(''), 60_000);
  test('known gaps are still some', () => expect(gaps.filter((row) => disagrees(row).length === 0)).toEqual([]));
  test('are some', () => expect(settled.length).toBeGreaterThan(450));
});
