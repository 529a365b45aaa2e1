// What both commands do with one file: find its settings, read it, analyse it.
import { t } from '@vscode/l10n';
import { type Analysis, type AnalyzeRequest, analyzeIn } from '../analyze.ts';
import { isNotebook, programInFile } from '../notebook/file.ts';
import type { ConfigSource } from './config-source.ts';
import type { Failure, FoundFile } from './find-files.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { fileUri } from './paths.ts';
import { fileBehind } from './scaled-name.ts';
import { workspaceOf } from './workspace.ts';

export type Analyzed = { readonly analysis: Analysis } | { readonly failure: Failure } | { readonly unknown: true };

export async function analyzeFile(
  { file, path }: FoundFile,
  options: Options,
  configs: ConfigSource,
  host: Host,
): Promise<Analyzed> {
  const text = host.read(fileBehind(path, host));
  if (!('value' in text)) return { failure: { file, reason: text.reason } };
  const program = isNotebook(path) ? programInFile(text.value) : { text: text.value };
  if (!program) return { unknown: true };
  const request: AnalyzeRequest = {
    uri: fileUri(path),
    ...program,
    config: configs.configFor(path),
    inputs: options.inputs,
    models: options.models,
    once: true,
    ...(options.scale === undefined ? {} : { scale: options.scale }),
  };
  try {
    const analysis = await analyzeIn(request, workspaceOf(options, host));
    return analysis ? { analysis } : { unknown: true };
  } catch (error) {
    // One of hundreds of files: what the others have comes first.
    return { failure: { file, reason: 'crashed', stack: `${error instanceof Error ? error.stack : error}` } };
  }
}

/** A scale that was asked for, of a file that has scales, but not this one. */
export function scaleComplaint(file: string, { models }: Analysis, { scale }: Options): string | undefined {
  const all = models.flatMap((model) => model.scale?.all ?? []);
  if (scale === undefined || all.length === 0 || all.includes(scale)) return undefined;
  return t('{0} has no scale {1}: it has {2}', file, scale, all.join(', '));
}
