// Paths as the user gave them and as the machine knows them. Text only: POSIX and Windows spellings, no file is touched.

/** With `/`, as everything prints. */
export function shown(path: string): string {
  return path.replaceAll('\\', '/');
}

export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[a-z]:\//i.test(path);
}

/** Absolute, with `/`, without `.` and `..`. */
export function absolute(path: string, workingFolder: string): string {
  const full = isAbsolute(shown(path)) ? shown(path) : `${shown(workingFolder)}/${shown(path)}`;
  const [root = ''] = /^([a-z]:)?\//i.exec(full) ?? [];
  const parts: string[] = [];
  for (const part of full.slice(root.length).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return root + parts.join('/');
}

export function join(folder: string, name: string): string {
  if (folder === '' || folder === '.') return name;
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

/** The folder that holds a path; a root holds itself. */
export function parent(path: string): string {
  const end = path.lastIndexOf('/');
  if (end < 0) return '.';
  return end === 0 || path[end - 1] === ':' ? path.slice(0, end + 1) : path.slice(0, end);
}

/** From an absolute folder up to the root. */
export function* ancestors(folder: string): Iterable<string> {
  let current = folder;
  for (;;) {
    yield current;
    const above = parent(current);
    if (above === current) return;
    current = above;
  }
}

/** A path below `folder`, relative to it; undefined where it is not below. */
export function below(folder: string, path: string): string | undefined {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  return path.startsWith(prefix) && path.length > prefix.length ? path.slice(prefix.length) : undefined;
}

export function fileUri(path: string): string {
  const encoded = encodeURI(path).replaceAll('#', '%23').replaceAll('?', '%3F');
  return `file://${encoded.startsWith('/') ? '' : '/'}${encoded}`;
}

/** The path of a file's URI, as `fileUri` makes it. */
export function pathOf(uri: string): string {
  const path = decodeURIComponent(uri.replace(/^file:\/\//, ''));
  return /^\/[a-z]:\//i.test(path) ? path.slice(1) : path;
}
