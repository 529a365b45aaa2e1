// A VS Code server of our own on a free local port, with a fresh profile, cut off from galleries and telemetry.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUpVsCode } from './setup.ts';

export interface ServerOptions {
  /** `--extensions-dir` and the like. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** User settings beside the quiet ones below. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Where the server's output goes. */
  readonly log?: string;
  /** For tests: makes the workbench honour paths of extensions and tests in its address, and skips the token. */
  readonly testing?: boolean;
  readonly port?: number;
}

export interface RunningServer {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

const QUIET_SETTINGS = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

const NO_GALLERY = { EXTENSIONS_GALLERY: '{"serviceUrl":""}' };

export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const { folder, node } = setUpVsCode();
  const data = mkdtempSync(join(tmpdir(), 'convlint-vscode-'));
  mkdirSync(join(data, 'data/User'), { recursive: true });
  const settings = { ...QUIET_SETTINGS, ...options.settings };
  writeFileSync(join(data, 'data/User/settings.json'), JSON.stringify(settings));
  const child = spawn(node, [join(folder, 'out/server-main.js'), ...serverArguments(data, options)], {
    // Sockets and temporary files stay in the data folder, which goes away in the end.
    env: { ...process.env, ...NO_GALLERY, XDG_RUNTIME_DIR: data, TMPDIR: data, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that stopping it ends extension host and language server as well.
    detached: true,
  });
  const stop = stopper(child, data);
  try {
    return { port: await listening(child, options.log), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function serverArguments(data: string, { args = [], testing = true, port = 0 }: ServerOptions): readonly string[] {
  return [
    ...['--host', '127.0.0.1', '--port', String(port), '--accept-server-license-terms', '--telemetry-level', 'off'],
    ...['--server-data-dir', data],
    ...(testing ? ['--without-connection-token', '--enable-smoke-test-driver', '--enable-remote-auto-shutdown'] : []),
    ...args,
  ];
}

function listening(child: ChildProcess, log: string | undefined): Promise<number> {
  const file = log ? createWriteStream(log) : undefined;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('VS Code’s server did not start within 60 s.')), 60_000);
    let output = '';
    const read = (chunk: Buffer) => {
      file?.write(chunk);
      output += chunk.toString();
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`VS Code’s server ended with ${code}:\n${output}`));
    });
  });
}

function stopper(child: ChildProcess, data: string): () => Promise<void> {
  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // It has ended already.
    }
  };
  const onExit = () => {
    signalGroup('SIGKILL');
    rmSync(data, { recursive: true, force: true });
  };
  const onSignal = () => process.exit(130);
  process.on('exit', onExit);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, onSignal);
  return async () => {
    const ended = child.exitCode !== null || child.signalCode !== null;
    const end = ended ? undefined : new Promise((resolve) => child.once('exit', resolve));
    signalGroup('SIGTERM');
    const timer = setTimeout(() => signalGroup('SIGKILL'), 3000);
    await end;
    clearTimeout(timer);
    signalGroup('SIGKILL');
    process.off('exit', onExit);
    rmSync(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
}

/** Installs a packed extension as a user would, and tells the folder in which it lies afterwards. */
export function installExtension(vsix: string, extensionsFolder: string): string {
  const { folder, node } = setUpVsCode();
  const data = mkdtempSync(join(tmpdir(), 'convlint-install-'));
  const server = join(folder, 'out/server-main.js');
  const places = ['--extensions-dir', extensionsFolder, '--server-data-dir', data];
  execFileSync(node, [server, '--install-extension', vsix, ...places, '--accept-server-license-terms'], {
    env: { ...process.env, ...NO_GALLERY },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  rmSync(data, { recursive: true, force: true });
  const installed = readdirSync(extensionsFolder).find((name) => name.startsWith('convlint.convlint-'));
  if (installed === undefined) throw new Error(`${vsix} was not installed.`);
  return join(extensionsFolder, installed);
}
