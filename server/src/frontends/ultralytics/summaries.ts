// Comments that say how large a model is: `summary: 129 layers, 3157200 parameters, 3157184 gradients, 8.9 GFLOPS`.
import type { Scale, Summary } from './syntax.ts';

const PATTERN = /summary:\s*(\d[\d,]*)\s*layers?,\s*(\d[\d,]*)\s*parameters?(?:,\s*(\d[\d,]*)\s*gradients?)?/gi;

const COUNTS = ['layers', 'params', 'gradients'] as const;

export function readSummaries(text: string, scales: readonly Scale[]): Summary[] {
  return [...text.matchAll(PATTERN)].flatMap((match) => {
    const start = match.index;
    const lineStart = text.lastIndexOf('\n', start) + 1;
    if (!text.slice(lineStart, start).includes('#')) return [];
    const scale = scales.find(({ span }) => lineStart <= span.start && span.start < start);
    const stated: Partial<Record<(typeof COUNTS)[number], number>> = {};
    for (const [index, count] of COUNTS.entries()) {
      const digits = match[index + 1];
      if (digits !== undefined) stated[count] = Number(digits.replaceAll(',', ''));
    }
    const span = { start, end: start + match[0].length };
    return [{ span, text: match[0], stated, ...(scale ? { scale: scale.name } : {}) }];
  });
}
