// The registry of front ends, most particular first. To add one, write its folder and name it here.
import type { FrontEnd } from './front-end.ts';
import { python } from './python/index.ts';
import { spec } from './spec/index.ts';
import { ultralytics } from './ultralytics/index.ts';

const frontEnds: readonly FrontEnd[] = [spec, ultralytics, python];

/** The front end that reads a text, or none. */
export function frontEndFor(uri: string, text: string): FrontEnd | undefined {
  // Licences and long lists of links may stand before the first import.
  const head = text.slice(0, 65_536);
  return frontEnds.find((frontEnd) => frontEnd.match(uri, head));
}
