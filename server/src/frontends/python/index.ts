// PyTorch source, evaluated without Python.
import type { FrontEnd } from '../front-end.ts';
import { build } from './build.ts';
import { loadParser } from './grammar.ts';
import { library } from './library.ts';
import { spell } from './spelling.ts';
import { loadImports } from './workspace.ts';

/** Files that import torch or something of it, far down as well; that make classes of what others have imported; that speak of it. */
const SPEAKS_OF_TORCH: readonly RegExp[] = [
  /^[ \t]*(?:import|from)[ \t]+(?:torch|torchvision|timm)\b/m,
  /^[ \t]*class[ \t]+\w+[ \t]*\([^()\n]*\bnn\.Module\b/m,
  /^[^#\n]*\btorch\.nn\.Module\b/m,
];

export const python: FrontEnd = {
  id: 'torch',
  display: 'framework',
  comment: '#',
  hints: 'lines',
  match: (uri, head) => /\.(?:pyw?|ipynb)$/i.test(uri) && SPEAKS_OF_TORCH.some((each) => each.test(head)),
  spell,
  build,
  async prepare(asked, workspace) {
    await loadParser(workspace);
    return loadImports(asked, workspace, (name) => isOurs(name));
  },
};

/** Modules that are never looked for among files. */
function isOurs(name: string): boolean {
  return OURS.has(name.split('.')[0] ?? '') && library.prefersSource?.(name) !== true;
}

const OURS: ReadonlySet<string> = new Set(['torch', 'math', 'typing', 'collections', 'functools', 'itertools']);
