// What modules are called by the packages that their files lie in: folders with an `__init__.py`.

import type { PyModule } from '../values.ts';
import type { ModuleHost, SourceFile } from './module-library.ts';

/** The name of the file that is run itself. */
export const MAIN = '__main__';

const PACKAGE = '/__init__.py';

/** The packages around a file, outermost first: folders with an `__init__.py`. */
export function packagesOf(
  host: ModuleHost,
  uri: string,
): readonly { readonly name: string; readonly file: SourceFile }[] {
  const found: { readonly folder: string; readonly file: SourceFile }[] = [];
  for (let level = uri.endsWith(PACKAGE) ? 2 : 1; ; level++) {
    const file = host.load('', level, uri);
    if (!file || found.some((each) => each.file.uri === file.uri)) break;
    found.unshift({ folder: file.uri.split('/').at(-2) ?? '', file });
  }
  const folders = found.map(({ folder }) => folder);
  return found.map(({ file }, index) => ({ file, name: folders.slice(0, index + 1).join('.') }));
}

/** What a file that is run itself is called where it is imported. */
function fullName(host: ModuleHost, uri: string): string {
  const own = (uri.endsWith(PACKAGE) ? uri.split('/').at(-2) : uri.split('/').at(-1))?.replace(/\.py$/, '') ?? '';
  return [
    ...packagesOf(host, uri)
      .map(({ name }) => name)
      .slice(-1),
    own,
  ].join('.');
}

/** `..b` from `p.q.r` is `p.b`. */
export function nameOf(host: ModuleHost, from: PyModule, name: string, level: number): string {
  if (level === 0) return name;
  const isPackage = from.uri?.endsWith(PACKAGE) === true;
  const full = from.name === MAIN && from.uri !== undefined ? fullName(host, from.uri) : from.name;
  const parts = full.split('.').slice(0, isPackage && level === 1 ? undefined : isPackage ? 1 - level : -level);
  return [...parts, ...(name === '' ? [] : [name])].join('.');
}
