// Factories for which weights are published, as the file says: somebody has made, trained and run what they make by their defaults.
import type { Running } from '../../program.ts';
import { expressionsIn } from '../findings/source-of-classes.ts';
import { factOf } from '../looks/kept.ts';
import { topStatements } from './discover.ts';

/** The factory names a class that lists weights, or stands in a table of these: `'resnet18': 'https://…'`. */
export function isPublished(running: Running, factory: string): boolean {
  return factOf(running, `published: ${factory}`, (each) => isListed(each, factory) || namesWeights(each, factory));
}

function isListed({ loaded: { text } }: Running, factory: string): boolean {
  return new RegExp(
    `['"]${factory}(?:\\.\\w+)?['"]\\s*:\\s*(?:\\w+\\(\\s*(?:(?:url|hf_hub_id)\\s*=\\s*)?)?['"]\\S+/\\S`,
  ).test(text);
}

const LISTS_WEIGHTS = /\b(?:url|crop_size)\s*=/;

function namesWeights(running: Running, factory: string): boolean {
  const statements = topStatements(running);
  const made = statements.find(
    ({ statement }) => statement.kind === 'function' && statement.name === factory,
  )?.statement;
  if (made?.kind !== 'function') return false;
  const names = new Set([...expressionsIn(made.body)].flatMap((each) => (each.kind === 'name' ? [each.id] : [])));
  return statements.some(
    ({ statement, offset }) =>
      statement.kind === 'class' &&
      names.has(statement.name) &&
      LISTS_WEIGHTS.test(running.loaded.text.slice(statement.span.start + offset, statement.span.end + offset)),
  );
}
