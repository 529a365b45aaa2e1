// Names that ask for a file at a scale: `yolov8s.yaml` is `yolov8.yaml` at s, where no file of that very name exists. Which scale
// the name says is the front end's to read; here the file behind it is found.
import type { Host } from './host.ts';
import { join, parent } from './paths.ts';

/** The file that holds the text of what is asked for. */
export function fileBehind(path: string, host: Host): string {
  if ('value' in host.kindOf(path)) return path;
  const plain = withoutScale(path);
  const kind = plain === undefined ? undefined : host.kindOf(plain);
  return plain !== undefined && kind && 'value' in kind && kind.value === 'file' ? plain : path;
}

/** As Ultralytics does: the letter behind the version goes; `yolov8n6` means `yolov8n-p6`. */
function withoutScale(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/^(yolov[58][nslmx])6(?=\.ya?ml$)/, '$1-p6');
  const plain = name.replace(/^(yolo(?:e-)?v?\d+)[nslmx](.*\.ya?ml)$/, '$1$2');
  return plain === name ? undefined : join(parent(path), plain);
}
