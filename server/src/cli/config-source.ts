// Settings of each file: from `--config`, or from the nearest convlint.yaml above it. Each is read once.
import ignore from 'ignore';
import { type Config, configOf } from '../config/config.ts';
import { CONFIG_FILE, parseConfigFile } from '../config/file.ts';
import { DEFAULT_SETTINGS, type Settings } from '../config/settings.ts';
import type { Failure } from './find-files.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { absolute, ancestors, below, join, parent, shown } from './paths.ts';

/** Something in a settings file that could not be used. */
export interface ConfigNote {
  readonly file: string;
  readonly line?: number;
  readonly path: readonly string[];
  readonly message: string;
}

interface Loaded {
  readonly folder: string;
  readonly settings: Settings;
  readonly config: Config;
  excludes(path: string): boolean;
}

export class ConfigSource {
  readonly #host: Host;
  readonly #locale: string;
  readonly #fixed: Loaded | undefined;
  readonly #byFolder = new Map<string, Loaded>();
  readonly #notes: ConfigNote[] = [];

  private constructor(host: Host, locale: string, fixed?: { readonly file: string; readonly text: string }) {
    this.#host = host;
    this.#locale = locale;
    this.#fixed = fixed && this.#load(shown(host.workingFolder), fixed.file, fixed.text);
  }

  static open(
    { config: file }: Options,
    locale: string,
    host: Host,
  ): { readonly source: ConfigSource } | { readonly failure: Failure } {
    if (file === undefined) return { source: new ConfigSource(host, locale) };
    const text = host.read(absolute(file, host.workingFolder));
    return 'value' in text
      ? { source: new ConfigSource(host, locale, { file: shown(file), text: text.value }) }
      : { failure: { file: shown(file), reason: text.reason } };
  }

  configFor(path: string): Config {
    return this.#for(parent(path)).config;
  }

  /** Left out when a folder is walked. */
  excludes(path: string): boolean {
    return this.#for(parent(path)).excludes(path);
  }

  notes(): readonly ConfigNote[] {
    return this.#notes;
  }

  #for(folder: string): Loaded {
    if (this.#fixed) return this.#fixed;
    const known = this.#byFolder.get(folder);
    if (known) return known;
    const loaded = this.#search(folder);
    this.#byFolder.set(folder, loaded);
    return loaded;
  }

  #search(folder: string): Loaded {
    for (const each of ancestors(folder)) {
      const file = join(each, CONFIG_FILE);
      const known = each === folder ? undefined : this.#byFolder.get(each);
      if (known) return known;
      const text = this.#host.read(file);
      if ('value' in text) return this.#load(each, below(shown(this.#host.workingFolder), file) ?? file, text.value);
    }
    return this.#make(folder, DEFAULT_SETTINGS);
  }

  #load(folder: string, file: string, text: string): Loaded {
    const { values, notes } = parseConfigFile(text);
    this.#notes.push(...notes.map((note) => ({ ...note, file })));
    return this.#make(folder, { ...DEFAULT_SETTINGS, ...values });
  }

  #make(folder: string, settings: Settings): Loaded {
    const patterns = ignore().add([...settings.exclude]);
    return {
      folder,
      settings,
      config: configOf(settings, this.#locale),
      excludes(path) {
        const relative = below(folder, path);
        return relative !== undefined && patterns.ignores(relative);
      },
    };
  }
}

export function noteText({ file, line, path, message }: ConfigNote): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return [place, ...(path.length > 0 ? [path.join('.')] : []), message].join(': ');
}
