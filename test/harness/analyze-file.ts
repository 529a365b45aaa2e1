// Analyses a file of this machine as the command line does: with its way to settings, imports and models.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Analysis } from '../../server/src/analyze.ts';
import { ConfigSource } from '../../server/src/cli/config-source.ts';
import type { Host } from '../../server/src/cli/host.ts';
import type { Options } from '../../server/src/cli/options.ts';
import { analyzeFile } from '../../server/src/cli/session.ts';
import { resource } from './resources.ts';

function read(path: string): ReturnType<Host['read']> {
  try {
    return { value: readFileSync(path, 'utf8') };
  } catch {
    return { reason: 'missing' };
  }
}

function list(folder: string): ReturnType<Host['list']> {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return { value: entries.map((entry) => ({ name: entry.name, kind: entry.isDirectory() ? 'folder' : 'file' })) };
  } catch {
    return { reason: 'missing' };
  }
}

/** `convlint shapes --model … --input … FILE` in a folder; `file` counts from there. */
export async function analyzeShapes(
  workingFolder: string,
  file: string,
  { models, inputs, roots }: Pick<Options, 'models' | 'inputs' | 'roots'>,
): Promise<Analysis | undefined> {
  const host: Host = {
    workingFolder,
    environment: {},
    colours: { out: false, err: false },
    out: () => undefined,
    err: () => undefined,
    kindOf: () => ({ reason: 'missing' }),
    list,
    read,
    resource: () => undefined,
    bytes: resource,
  };
  const options = {
    command: 'shapes',
    operands: [file],
    format: 'json',
    inputs,
    models,
    minInput: false,
    roots,
    severity: 'hint',
  } as const;
  const configs = ConfigSource.open(options, 'en', host);
  if ('failure' in configs) return undefined;
  const analyzed = await analyzeFile({ file, path: join(workingFolder, file) }, options, configs.source, host);
  return 'analysis' in analyzed ? analyzed.analysis : undefined;
}
