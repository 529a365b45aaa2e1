// Which paths a walk leaves out: .gitignore files as git reads them, the deepest first. Knows no model format.
import ignore, { type Ignore } from 'ignore';
import type { Host } from './host.ts';
import { ancestors, below, join } from './paths.ts';

interface Layer {
  readonly folder: string;
  readonly patterns: Ignore;
}

/** Never models of the user's own. */
const NEVER = new Set(['.git', '.hg', '.svn', 'node_modules', '__pycache__', '.venv', 'site-packages']);

/** The patterns that hold in one folder: its own, and those of the folders above. */
export class Ignored {
  readonly #layers: readonly Layer[];

  private constructor(layers: readonly Layer[]) {
    this.#layers = layers;
  }

  /** A folder's own .gitignore and those above it, up to the repository's root. */
  static at(folder: string, host: Host): Ignored {
    const above: string[] = [];
    for (const each of ancestors(folder)) {
      above.unshift(each);
      if ('value' in host.kindOf(join(each, '.git'))) break;
    }
    const isRepository = above[0] !== undefined && 'value' in host.kindOf(join(above[0], '.git'));
    const outer = (isRepository ? above : [folder]).slice(0, -1);
    const outside = new Ignored(outer.flatMap((each) => layerOf(each, host)));
    // A folder that is asked for by name is walked even where the ones above leave it out.
    const start = outside.covers(folder, true) ? new Ignored([]) : outside;
    return start.within(folder, host);
  }

  within(folder: string, host: Host): Ignored {
    const own = layerOf(folder, host);
    return own.length > 0 ? new Ignored([...this.#layers, ...own]) : this;
  }

  covers(path: string, isFolder: boolean): boolean {
    for (const { folder, patterns } of [...this.#layers].reverse()) {
      const relative = below(folder, path);
      if (relative === undefined) continue;
      const { ignored, unignored } = patterns.test(isFolder ? `${relative}/` : relative);
      if (ignored) return true;
      if (unignored) return false;
    }
    return false;
  }
}

export function isNeverWalked(name: string): boolean {
  return NEVER.has(name);
}

function layerOf(folder: string, host: Host): readonly Layer[] {
  const file = host.read(join(folder, '.gitignore'));
  return 'value' in file ? [{ folder, patterns: ignore().add(file.value) }] : [];
}
