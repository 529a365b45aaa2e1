// The Python environment that models run in, as the Python extension has it selected, or as it lies in the workspace. Only its
// folder is wanted; no interpreter is ever started. Must not know VS Code.
import type { Files } from './packages.ts';

/** What is used of the API of ms-python.python. */
export interface PythonApi {
  readonly environments: {
    getActiveEnvironmentPath(resource?: unknown): unknown;
    resolveEnvironment(path: unknown): Promise<ResolvedEnvironment | undefined>;
    onDidChangeActiveEnvironmentPath?(listener: () => void): { dispose(): void };
  };
}

export interface ResolvedEnvironment {
  readonly executable: { readonly sysPrefix?: string; readonly uri?: { readonly fsPath: string } | undefined };
  readonly version?: { readonly major?: number; readonly minor?: number } | undefined;
}

export function isPythonApi(value: unknown): value is PythonApi {
  const { environments } = (value ?? {}) as Partial<PythonApi>;
  return (
    typeof environments?.getActiveEnvironmentPath === 'function' &&
    typeof environments.resolveEnvironment === 'function'
  );
}

/** The root of the selected environment; undefined where there is none, or the other extension does not say it. */
export async function selectedPrefix(api: PythonApi): Promise<string | undefined> {
  const path = api.environments.getActiveEnvironmentPath();
  const environment = path ? await api.environments.resolveEnvironment(path) : undefined;
  return environment?.executable.sysPrefix || undefined;
}

/** Environments in a folder of the workspace are known by their pyvenv.cfg. */
export async function prefixIn(folder: string, files: Files): Promise<string | undefined> {
  for (const name of ['.venv', 'venv', 'env', '.env'])
    if ((await files.read(`${folder}/${name}/pyvenv.cfg`)) !== undefined) return `${folder}/${name}`;
  return undefined;
}

/** Where an environment has its packages: one place on Windows, elsewhere one for each version of Python. */
export async function packageFolders(prefix: string, files: Files): Promise<readonly string[]> {
  const root = prefix.replaceAll('\\', '/').replace(/\/$/, '');
  const versions = (await files.list(`${root}/lib`)).filter((name) => /^python3(?:\.\d+)?$/.test(name));
  const candidates = [
    ...versions.flatMap((name) => [`${root}/lib/${name}/site-packages`, `${root}/lib/${name}/dist-packages`]),
    `${root}/Lib/site-packages`,
  ];
  const listed = await Promise.all(candidates.map(async (folder) => (await files.list(folder)).length > 0));
  return candidates.filter((_, index) => listed[index]);
}
