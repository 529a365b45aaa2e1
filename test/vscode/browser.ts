// A browser to show the workbench in: the system's Chromium, else one from npm that needs nothing of the system.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { REAL } from './paths.ts';

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const ARGUMENTS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--force-color-profile=srgb'],
  // Nothing outside of this machine is to be reached.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
  // Pages that a test changed on the way count as foreign to the local network otherwise.
  '--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets',
];

export async function launchBrowser(): Promise<Browser> {
  const installed = process.env.CHROMIUM_PATH ?? INSTALLED.find((path) => existsSync(path));
  if (installed !== undefined && process.env.CONVLINT_BROWSER !== 'npm')
    return chromium.launch({ executablePath: installed, headless: true, args: ARGUMENTS });
  return chromium.launch({ ...(await unpackedChromium()), headless: true, args: ARGUMENTS });
}

/** @sparticuz/chromium unpacks itself, its libraries and a font into the temporary folder; ours is one that stays. */
async function unpackedChromium(): Promise<{ executablePath: string; env: Record<string, string> }> {
  const home = join(REAL, 'browser');
  mkdirSync(home, { recursive: true });
  const saved = { ...process.env };
  // It brings its libraries only where it believes itself to be in a Lambda function.
  Object.assign(process.env, { TMPDIR: home, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' });
  const { default: packed } = await import('@sparticuz/chromium');
  const executablePath = await packed.executablePath();
  for (const name of Object.keys(process.env)) if (!(name in saved)) delete process.env[name];
  Object.assign(process.env, saved);
  // Its own fonts.conf names one fixed folder, and without any font the browser dies.
  writeFileSync(join(home, 'fonts/fonts.conf'), fontsConf(home));
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const libraries = { LD_LIBRARY_PATH: join(home, 'al2023/lib'), FONTCONFIG_PATH: join(home, 'fonts') };
  return { executablePath, env: { ...Object.fromEntries(inherited), ...libraries } };
}

function fontsConf(home: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${home}/fonts/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${home}/fontcache</cachedir>
</fontconfig>
`;
}
