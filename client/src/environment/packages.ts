// Which installed packages are built on torch: models are made of these, and reading others would only cost time. Reads what
// installers write down (`*.dist-info`, `*.egg-info`); runs nothing. Must not know VS Code.

export interface Files {
  /** The names in a folder; none where it cannot be read. */
  list(folder: string): Promise<readonly string[]>;
  read(path: string): Promise<string | undefined>;
}

/** What is needed as an extra only is not what a package is built on. */
const NEEDS_TORCH = /^Requires-Dist:\s*torch(?![\w-])(?!.*;.*\bextra\b)/im;
/** Sections of extras come after what is always needed. */
const LISTS_TORCH = /^torch(?![\w-])/im;

/** Names of the top-level modules. */
export async function packagesOnTorch(folder: string, files: Files): Promise<readonly string[]> {
  const entries = await files.list(folder);
  const present = new Set(entries.map((name) => name.replace(/\.py$/, '')));
  const found = await Promise.all(entries.map((entry) => modulesOf(`${folder}/${entry}`, entry, files)));
  return [...new Set(found.flat())].filter((name) => present.has(name) && name !== 'torch').sort();
}

async function modulesOf(path: string, entry: string, files: Files): Promise<readonly string[]> {
  const [, name = '', kind] = /^(.+?)(?:-[^-]*)*\.(dist|egg)-info$/.exec(entry) ?? [];
  if (kind === undefined) return [];
  if (!(await isOnTorch(path, kind, files))) return [];
  const listed = (await files.read(`${path}/top_level.txt`)) ?? recorded(await files.read(`${path}/RECORD`));
  const names = listed?.split(/\s+/).filter((each) => /^\w+$/.test(each)) ?? [];
  return names.length > 0 ? names : [name.replaceAll('-', '_')];
}

async function isOnTorch(path: string, kind: string, files: Files): Promise<boolean> {
  if (kind === 'dist') return NEEDS_TORCH.test(head(await files.read(`${path}/METADATA`)));
  const requires = (await files.read(`${path}/requires.txt`)) ?? '';
  return LISTS_TORCH.test(requires.split(/^\[/m)[0] ?? '');
}

/** The description behind the first empty line is no part of it. */
function head(metadata = ''): string {
  return metadata.split(/\r?\n\r?\n/)[0] ?? '';
}

/** First folders of the paths in a RECORD. */
function recorded(record: string | undefined): string | undefined {
  const paths = record?.split('\n').flatMap((line) => /^(\w+)(?:\/__init__)?\.py,/.exec(line)?.[1] ?? []);
  return paths && [...new Set(paths)].join('\n');
}
