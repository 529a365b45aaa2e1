// Which model a line belongs to, where the list goes by what makes the models.
import { expect, test } from 'vitest';
import { firstModel, modelAbove } from '../../client/src/features/model-order.ts';

const at = (line: number, uri?: string) => ({
  range: { start: { line, character: 0 }, end: { line, character: 5 } },
  ...(uri === undefined ? {} : { uri }),
});
const MODELS = [at(30), at(10), at(20, 'another cell')];

test.each([
  [5, undefined],
  [10, 1],
  [25, 1],
  [99, 0],
])('line %i', (line, index) => expect(modelAbove(MODELS, line)).toBe(index));

test('the first', () => {
  expect(firstModel(MODELS)).toBe(1);
  expect(firstModel([])).toBeUndefined();
});
