// Which scale of a file is built: asked for, said by the file, said by its name, the user's usual one, or the first.
import type { ScaleChoice, Source } from '../front-end.ts';
import type { ModelFile, Scale } from './syntax.ts';

export function chooseScale(
  { uri, text, scale: asked, usualScale }: Pick<Source, 'uri' | 'text' | 'scale' | 'usualScale'>,
  { scales }: ModelFile,
): { readonly choice: ScaleChoice; readonly scale: Scale } | undefined {
  const all = scales.map(({ name }) => name);
  const wishes: readonly (readonly [string | undefined, ScaleChoice['chosenBy']])[] = [
    [asked, 'request'],
    [/#\s*convlint:\s*scale\s*=\s*(\w+)/.exec(text)?.[1], 'directive'],
    [scaleInName(uri), 'file-name'],
    [usualScale, 'setting'],
    [all[0], 'first'],
  ];
  for (const [name, chosenBy] of wishes) {
    const scale = scales.find((candidate) => candidate.name === name);
    if (name !== undefined && scale) return { choice: { name, all, chosenBy }, scale };
  }
  return undefined;
}

/** `yolo11n-seg.yaml`, `yolov8x6.yaml`: the letter behind the version. */
export function scaleInName(uri: string): string | undefined {
  const file = uri.slice(uri.lastIndexOf('/') + 1);
  return /yolo(?:e-)?v?\d+([nslmx])/.exec(file)?.[1];
}
