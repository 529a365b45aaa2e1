// The packed extension in a real VS Code: the suite in the node extension host (through @vscode/test-electron), the same in the
// web worker's, and a run through the user interface. `node --import ./test/typescript.mjs test/vscode/run.ts [node] [web] [ui]`.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { here, RESULTS, ROOT } from './paths.ts';
import { installExtension } from './server.ts';
import type { Counts } from './suite/run-tests.ts';
import { runUserInterface } from './ui/run.ts';
import { runWeb } from './web.ts';

/** A desktop VS Code is downloaded where that is the natural thing, and on request. */
const desktop =
  process.env.CONVLINT_DESKTOP === '1' || (process.platform !== 'linux' && process.env.CONVLINT_DESKTOP !== '0');

export interface Stage {
  /** The packed extension. */
  readonly vsix: string;
  /** A folder of its own with test files, which the stage may change. */
  readonly workspace: string;
  /** Where extensions are installed; empty at first. */
  readonly extensions: string;
}

const STAGES: Readonly<Record<string, (stage: Stage) => Promise<Counts>>> = {
  node: desktop ? runDesktop : runNode,
  ...(desktop ? {} : { web: (stage) => runWeb(stage), ui: runUserInterface }),
};

async function runInVsCode(names: readonly string[] = Object.keys(STAGES)): Promise<Counts> {
  const vsix = join(RESULTS, 'convlint.vsix');
  execFileSync('npm', ['run', '--silent', 'package', '--', '--out', vsix], {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  await bundleSuites();
  const total = { passed: 0, failed: 0 };
  for (const name of names) {
    const counts = await inFreshFolders(vsix, STAGES[name] ?? unknownStage(name));
    total.passed += counts.passed;
    total.failed += counts.failed;
  }
  return total;
}

function unknownStage(name: string): never {
  throw new Error(`There is no stage ${name}; there are ${Object.keys(STAGES).join(', ')}.`);
}

async function inFreshFolders(vsix: string, run: (stage: Stage) => Promise<Counts>): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'convlint-test-'));
  const stage = { vsix, workspace: join(folder, 'workspace'), extensions: join(folder, 'extensions') };
  cpSync(here('workspace'), stage.workspace, { recursive: true });
  try {
    const counts = await run(stage);
    // A suite that silently runs no test must not pass.
    if (counts.passed + counts.failed === 0) throw new Error('No test ran.');
    return counts;
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

async function runNode(stage: Stage): Promise<Counts> {
  installExtension(stage.vsix, stage.extensions);
  return runSuite(stage, here('code.mjs'));
}

async function runDesktop(stage: Stage): Promise<Counts> {
  const executable = await downloadAndUnzipVSCode();
  const [cli = '', ...args] = resolveCliArgsFromVSCodeExecutablePath(executable);
  const install = ['--extensions-dir', stage.extensions, '--install-extension', stage.vsix];
  execFileSync(cli, [...args, ...install], { stdio: 'inherit', shell: process.platform === 'win32' });
  return runSuite(stage, executable);
}

/** The installed extension is under test; the one "under development" is empty, because VS Code wants one. */
async function runSuite({ workspace, extensions }: Stage, vscodeExecutablePath: string): Promise<Counts> {
  const counts = join(RESULTS, 'suite-counts.json');
  rmSync(counts, { force: true });
  const failed = await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: here('empty-extension'),
    extensionTestsPath: join(ROOT, 'out/vscode/node.cjs'),
    extensionTestsEnv: { CONVLINT_COUNTS: counts },
    launchArgs: [workspace, `--extensions-dir=${extensions}`],
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  const result = readCounts(counts);
  if (failed !== undefined && result.failed === 0) throw failed;
  return result;
}

function readCounts(file: string): Counts {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error('The suite left no result: it did not run to its end.', { cause: error });
  }
}

async function bundleSuites(): Promise<void> {
  const common = { bundle: true, format: 'cjs', sourcemap: 'inline' } as const;
  await build({
    ...common,
    platform: 'node',
    external: ['vscode', 'mocha'],
    entryPoints: [here('suite/node.ts')],
    outfile: join(ROOT, 'out/vscode/node.cjs'),
  });
  await build({
    ...common,
    platform: 'browser',
    external: ['vscode'],
    entryPoints: [here('suite/web.ts')],
    outfile: join(ROOT, 'out/vscode/web.js'),
    define: { global: 'globalThis' },
    logLevel: 'error',
  });
}

if (process.argv[1] === here('run.ts')) {
  const names = process.argv.slice(2);
  const { passed, failed } = await runInVsCode(names.length > 0 ? names : undefined);
  writeFileSync(join(RESULTS, 'vscode-counts.json'), JSON.stringify({ passed, failed }));
  console.log(`VS Code: ${passed} passed, ${failed} failed`);
  process.exit(failed > 0 ? 1 : 0);
}
