// The Python of this machine, where tests ask the real thing again.
import { spawnSync } from 'node:child_process';

/** The first Python here that runs this, or undefined. */
export function findPython(trial: string): string | undefined {
  const commands = [process.env.CONVLINT_PYTHON ?? 'python3', 'python', '/usr/bin/python3'];
  return commands.find((each) => spawnSync(each, ['-c', trial], { timeout: 60_000 }).status === 0);
}
