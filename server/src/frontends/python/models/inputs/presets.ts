// The size of the images that published weights were trained on, as the file says it of the weights that a factory names:
// `partial(ImageClassification, crop_size=224)`.
import type { Running } from '../../program.ts';
import type { Statement } from '../../syntax/ast.ts';
import type { ParsedModule } from '../../syntax/parser.ts';
import { topStatements } from '../candidates/discover.ts';
import { expressionsIn } from '../findings/source-of-classes.ts';
import { factOf } from '../looks/kept.ts';
import type { MentionedSample } from './mentions.ts';

const PRESET = /\bImageClassification\b[^()]*\bcrop_size\s*=\s*(?<side>\d+)/g;
const CHANNELS = 3;

type Presets = ReadonlyMap<string, readonly MentionedSample[]>;

const known = new WeakMap<ParsedModule, Presets>();
const NOTHING: readonly MentionedSample[] = [];

/** Of a factory's own; whoever looks at a model rests on it. */
export function presetOf(running: Running, factory: string): readonly MentionedSample[] {
  return factOf(running, `preset of ${factory}`, (each) => presetsFor(each, factory));
}

function presetsFor(running: Running, factory: string): readonly MentionedSample[] {
  const { parsed } = running.loaded;
  const presets = known.get(parsed) ?? presetsIn(running);
  known.set(parsed, presets);
  return presets.get(factory) ?? NOTHING;
}

/** By factory. */
function presetsIn(running: Running): Presets {
  const { text } = running.loaded;
  const found = new Map<string, readonly MentionedSample[]>();
  if (!text.includes('crop_size')) return found;
  const statements = topStatements(running);
  const sides = new Map<string, readonly number[]>();
  for (const { statement, offset } of statements) {
    if (statement.kind !== 'class') continue;
    const body = text.slice(statement.span.start + offset, statement.span.end + offset);
    sides.set(
      statement.name,
      [...body.matchAll(PRESET)].map(({ groups }) => Number(groups?.side)),
    );
  }
  for (const { statement } of statements)
    if (statement.kind === 'function')
      found.set(statement.name, asSamples(namesIn(statement.body).flatMap((name) => sides.get(name) ?? [])));
  return found;
}

function namesIn(body: readonly Statement[]): readonly string[] {
  const names = new Set<string>();
  for (const each of expressionsIn(body)) if (each.kind === 'name') names.add(each.id);
  return [...names];
}

/** Weights for images of several sizes are for models that are made in several ways. */
function asSamples(sides: readonly number[]): readonly MentionedSample[] {
  const [side] = sides;
  if (side === undefined) return NOTHING;
  const unsure = sides.every((each) => each === side) ? { own: true } : { unsure: 'size' as const };
  return [{ sample: [CHANNELS, side, side], name: `crop_size=${side}`, ...unsure }];
}
