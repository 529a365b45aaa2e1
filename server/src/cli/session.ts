// What both commands do with one file: find its settings, read it, analyse it.
import { type Analysis, analyze } from '../analyze.ts';
import type { ConfigSource } from './config-source.ts';
import type { Failure, FoundFile } from './find-files.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { fileUri } from './paths.ts';

export type Analyzed = { readonly analysis: Analysis } | { readonly failure: Failure } | { readonly unknown: true };

export function analyzeFile({ file, path }: FoundFile, options: Options, configs: ConfigSource, host: Host): Analyzed {
  const text = host.read(path);
  if (!('value' in text)) return { failure: { file, reason: text.reason } };
  const analysis = analyze({
    uri: fileUri(path),
    text: text.value,
    config: configs.configFor(path),
    inputs: options.inputs,
    models: options.models,
    ...(options.scale === undefined ? {} : { scale: options.scale }),
  });
  return analysis ? { analysis } : { unknown: true };
}
