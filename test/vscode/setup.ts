// Puts a real VS Code under .vscode-real/ with nothing but the npm registry: code-server's package carries the built VS Code
// server and workbench. No compiler, no download from anywhere else. Does its work once; afterwards it only tells where things are.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { here, REAL } from './paths.ts';

const CODE_SERVER = '4.139.1';
/** VS Code's server needs `module.registerHooks`; where this Node has none, a newer one comes from npm. */
const NODE = '24.21.0';
const OLDEST_NODE = [22, 15] as const;

export interface VsCode {
  /** The folder of VS Code's server. */
  readonly folder: string;
  /** The node that runs it. */
  readonly node: string;
}

export function setUpVsCode(): VsCode {
  const home = join(REAL, CODE_SERVER);
  const folder = join(home, 'node_modules/code-server/lib/vscode');
  const nodePackage = `node-${process.platform}-${process.arch}`;
  const node = nodeIsNewEnough() ? process.execPath : join(home, 'node_modules', nodePackage, 'bin/node');
  const done = join(home, '.done');
  if (!existsSync(done) || !existsSync(node)) {
    console.log(`Setting up VS Code from npm's code-server ${CODE_SERVER} (once, about 350 MB) …`);
    rmSync(home, { recursive: true, force: true });
    mkdirSync(home, { recursive: true });
    const dependencies = { 'code-server': CODE_SERVER, ...(nodeIsNewEnough() ? {} : { [nodePackage]: NODE }) };
    writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true, dependencies }));
    npmInstall(home);
    npmInstall(folder, '--omit=dev');
    replaceNativeModules(folder);
    removeUnused(folder, join(home, 'node_modules', nodePackage));
    writeFileSync(done, '');
  }
  return { folder, node };
}

function nodeIsNewEnough(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/** Without scripts: code-server's own would compile modules that nothing here needs. */
function npmInstall(cwd: string, ...options: readonly string[]): void {
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  execFileSync('npm', ['install', '--ignore-scripts', ...quiet, ...options], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}

/** Two modules were to be compiled: the log writer and the one that ends the extension host with its parent. */
function replaceNativeModules(folder: string): void {
  for (const name of ['spdlog', 'native-watchdog']) {
    const target = join(folder, 'node_modules/@vscode', name, 'index.js');
    if (existsSync(target)) copyFileSync(here(`shims/${name}.cjs`), target);
  }
}

const UNUSED_MODULES = [
  '@github',
  '@microsoft/mxc-sdk',
  '@vscode/sqlite3',
  '@vscode/sandbox-runtime',
  '@devcontainers',
];

const UNUSED_EXTENSIONS = [
  ...['copilot', 'git', 'github', 'github-authentication', 'mermaid-markdown-features'],
  ...['microsoft-authentication', 'ms-vscode.js-debug', 'ms-vscode.js-debug-companion'],
  ...['ms-vscode.vscode-js-profile-table', 'tunnel-forwarding'],
];

function removeUnused(folder: string, nodePackage: string): void {
  const ripgrep = join(folder, 'node_modules/@vscode/ripgrep-universal/bin');
  const otherRipgreps = existsSync(ripgrep)
    ? readdirSync(ripgrep).filter((name) => name !== `${process.platform}-${process.arch}`)
    : [];
  const unused = [
    ...UNUSED_MODULES.map((name) => join(folder, 'node_modules', name)),
    ...UNUSED_EXTENSIONS.map((name) => join(folder, 'extensions', name)),
    ...otherRipgreps.map((name) => join(ripgrep, name)),
    ...['include', 'share'].map((name) => join(nodePackage, name)),
  ];
  for (const path of unused) rmSync(path, { recursive: true, force: true });
}
