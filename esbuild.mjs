// Builds all that ships into dist/: extension, server and command line for node; extension and server for the web worker;
// one script per panel; the translations. `--dev` keeps names readable and maps sources, `--watch` rebuilds on change,
// `--clean` empties dist/ first.
// A panel is a folder client/src/webview/<panel>/ with a main.ts; it becomes dist/webview/<panel>.js (and .css).
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { context } from 'esbuild';

process.chdir(fileURLToPath(new URL('.', import.meta.url)));
const dev = process.argv.includes('--dev') || process.argv.includes('--watch');
const watch = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: !dev,
  sourcemap: dev ? 'linked' : false,
  logLevel: 'warning',
  legalComments: 'none',
};
/** @type {import('esbuild').BuildOptions} */
const node = {
  ...common,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  // What the package gives to `import` asks where it lies, which a bundle of this format does not know.
  alias: { 'web-tree-sitter': './node_modules/web-tree-sitter/tree-sitter.cjs' },
};
/** @type {import('esbuild').BuildOptions} */
const web = { ...common, platform: 'browser', target: 'es2023' };

const bundles = [
  {
    ...node,
    entryPoints: ['client/src/extension.ts'],
    outfile: 'dist/extension.js',
    plugins: [leaveOut('client.js', /launch-node\.ts$/)],
    supported: { 'dynamic-import': false },
  },
  { ...node, entryPoints: ['client/src/server/launch-node.ts'], outfile: 'dist/client.js' },
  { ...node, entryPoints: ['server/src/main.ts'], outfile: 'dist/server.js' },
  { ...node, entryPoints: ['server/src/cli.ts'], outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
  {
    ...web,
    format: 'cjs',
    external: ['vscode'],
    entryPoints: ['client/src/browser.ts'],
    outfile: 'dist/web/extension.js',
  },
  {
    ...web,
    format: 'iife',
    // The parser asks for them only where there is Node.
    external: ['fs', 'fs/promises', 'module', 'path', 'url'],
    entryPoints: ['server/src/browser.ts'],
    outfile: 'dist/web/server.js',
  },
  ...panels().map((panel) => ({
    ...web,
    format: 'iife',
    entryPoints: [`client/src/webview/${panel}/main.ts`],
    outfile: `dist/webview/${panel}.js`,
  })),
];

if (process.argv.includes('--clean')) rmSync('dist', { recursive: true, force: true });
writeTranslations();
copyGrammars();
const contexts = await Promise.all(bundles.filter(exists).map((options) => context(options)));
if (watch) console.log('Building.');
await Promise.all(contexts.map((each) => each.rebuild()));
if (watch) {
  await Promise.all(contexts.map((each) => each.watch()));
  console.log('Watching for changes.');
} else {
  await Promise.all(contexts.map((each) => each.dispose()));
  if (bundles.some((bundle) => bundle.outfile === 'dist/cli.js' && exists(bundle))) chmodSync('dist/cli.js', 0o755);
  printSizes();
}

/**
 * What VS Code loads with every YAML and Python file stays small: a module that is imported only when it is needed becomes a
 * bundle of its own. (In a browser an extension is one file.)
 * @param {string} bundle
 * @param {RegExp} module
 * @returns {import('esbuild').Plugin}
 */
function leaveOut(bundle, module) {
  return {
    name: 'leave-out',
    setup: ({ onResolve }) =>
      onResolve({ filter: module }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: `./${bundle}`, external: true } : undefined,
      ),
  };
}

function panels() {
  return readdirSync('client/src/webview', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readdirSync(join(entry.parentPath, entry.name)).includes('main.ts'))
    .map(({ name }) => name);
}

/** @param {import('esbuild').BuildOptions} bundle */
function exists({ entryPoints }) {
  return statSync(entryPoints[0], { throwIfNoEntry: false }) !== undefined;
}

/** The parts in l10n/, one per area of the code, become one bundle per language, where VS Code, server and CLI look for it. */
function writeTranslations() {
  mkdirSync('dist/l10n', { recursive: true });
  /** @type {Map<string, Record<string, string>>} */
  const bundles = new Map();
  for (const file of readdirSync('l10n', { recursive: true, encoding: 'utf8' }).sort()) {
    const language = /\.(?<language>[a-z]{2}(-[a-z]{2})?)\.json$/.exec(basename(file))?.groups?.language;
    if (!language) continue;
    bundles.set(language, { ...bundles.get(language), ...JSON.parse(readFileSync(join('l10n', file), 'utf8')) });
  }
  for (const [language, strings] of bundles)
    writeFileSync(`dist/l10n/bundle.l10n.${language}.json`, JSON.stringify(strings));
}

/** Python's parser is WebAssembly, which server and command line load with the first Python file. */
function copyGrammars() {
  for (const folder of ['dist', 'dist/web']) {
    mkdirSync(folder, { recursive: true });
    copyFileSync('node_modules/web-tree-sitter/tree-sitter.wasm', `${folder}/tree-sitter.wasm`);
    copyFileSync('node_modules/tree-sitter-python/tree-sitter-python.wasm', `${folder}/tree-sitter-python.wasm`);
  }
}

function printSizes() {
  for (const { outfile } of bundles.filter(exists))
    console.log(`${(statSync(outfile).size / 1024).toFixed(1).padStart(8)} KB  ${outfile}`);
}
