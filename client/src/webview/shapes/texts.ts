// What the shapes panel says. The host gives the words, because only it knows the user's language.

/** Every text by its name; `{0}` stands for what is put in. */
export const TEXT_NAMES = [
  'aboutField',
  'aboutKernel',
  'aboutMacs',
  'aboutMemory',
  'aboutParams',
  'actions',
  'blockOf',
  'collapseAll',
  'columnField',
  'columnKernel',
  'columnLayer',
  'columnMacs',
  'columnMemory',
  'columnOutput',
  'columnParams',
  'columnType',
  'copyCsv',
  'copyMarkdown',
  'csv',
  'expandAll',
  'fieldAll',
  'filter',
  'gap',
  'gaps',
  'inputOf',
  'kernelOf',
  'layer',
  'layer1',
  'layers',
  'layersOf',
  'lowerBound',
  'markdown',
  'memoryOf',
  'model',
  'noMatch',
  'noModel',
  'none',
  'paddingOf',
  'parametersMemory',
  'severityError',
  'severityHint',
  'severityInformation',
  'severityWarning',
  'shareOf',
  'strideOf',
  'table',
  'total',
  'trainable',
  'unknown',
  'unknownBecause',
  'waiting',
] as const;

export type TextName = (typeof TEXT_NAMES)[number];
export type Texts = Readonly<Record<TextName, string>>;

export function fill(text: string, ...values: readonly string[]): string {
  return text.replace(/\{(\d)\}/g, (whole, place) => values[Number(place)] ?? whole);
}
