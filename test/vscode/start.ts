// `npm start`, after the build: prints the lint of examples/, then opens VS Code with the extension and the examples. Uses the
// desktop VS Code where there is one and a display; otherwise serves VS Code from npm and prints the address.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RESULTS, ROOT } from './paths.ts';
import { installExtension, startServer } from './server.ts';
import { remoteUri, workbenchUrl } from './workbench.ts';

const examples = join(ROOT, 'examples');
/** What shows at first. */
const FIRST = 'lecture-layers.cnn.yaml';

lintExamples();
if (process.argv.includes('--check')) process.exit(0);
if (hasDisplay() && hasCode()) openDesktop();
else await serve();

/** Some of them are broken on purpose, so findings are no failure here; that the command could not work would be one. */
function lintExamples(): void {
  const { status } = spawnSync(process.execPath, [join(ROOT, 'dist/cli.js'), 'check', 'examples'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0 && status !== 1) process.exit(status ?? 2);
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

function hasCode(): boolean {
  return spawnSync('code', ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0;
}

function openDesktop(): void {
  console.log('\nOpening VS Code with the extension and examples/ …');
  const args = ['--new-window', `--extensionDevelopmentPath=${ROOT}`, examples, join(examples, FIRST)];
  spawn('code', args, { stdio: 'inherit', shell: process.platform === 'win32' });
}

async function serve(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'convlint-start-'));
  process.on('exit', () => rmSync(home, { recursive: true, force: true }));
  const [extensions, workspace, vsix] = [
    join(home, 'extensions'),
    join(home, 'examples'),
    join(RESULTS, 'convlint.vsix'),
  ];
  // Packing rebuilds dist/, which is what was just built.
  execFileSync('npm', ['run', '--silent', 'package', '--', '--out', vsix], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  installExtension(vsix, extensions);
  // A copy, so that playing with the examples leaves the repository as it is.
  cpSync(examples, workspace, { recursive: true });
  const token = randomBytes(12).toString('hex');
  const args = ['--extensions-dir', extensions, '--connection-token', token];
  const { port } = await startServer({ testing: false, port: Number(process.env.PORT ?? 0), args });
  console.log('\nVS Code with ConvLint and a copy of examples/ (Ctrl+C ends it):');
  const file = remoteUri(port, join(workspace, FIRST));
  console.log(`  ${workbenchUrl(port, workspace, [['openFile', file]])}&tkn=${token}`);
}
