// Shapes of inputs as users write them: `3x224x224`, several separated by commas. Must not know VS Code.

export type Shapes = readonly (readonly number[])[];

/** Undefined where the text is none. Where a model has one input, `3, 224, 224` is one shape as well. */
export function shapesIn(text: string, inputs: number): Shapes | undefined {
  const plain = text.replace(/[()[\]]/g, ' ').trim();
  const isOne = inputs <= 1 && !/[x×*]/i.test(plain);
  const shapes = isOne ? [plain.split(/[\s,]+/)] : plain.split(/[,;]/).map((shape) => shape.split(/[x×*]/i));
  const sizes = shapes.map((shape) => shape.filter((size) => size.trim() !== '' || !isOne).map(sizeIn));
  return sizes.every((shape): shape is number[] => shape.length > 0 && shape.every((size) => size !== undefined))
    ? sizes
    : undefined;
}

function sizeIn(text: string): number | undefined {
  const size = /^\s*\d{1,7}\s*$/.test(text) ? Number(text) : 0;
  return size >= 1 ? size : undefined;
}

/** What is not known is left to the user. */
export function shapesText(shapes: readonly (readonly (number | null)[] | null)[]): string {
  return shapes.map((shape) => shape?.map((size) => size ?? '?').join('x') ?? '?').join(', ');
}
