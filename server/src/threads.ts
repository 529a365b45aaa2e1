// Threads that help the command with many files: each takes the next file that nobody has taken, and tells at its end what
// all of them came to. Part of the command's entry; knows nothing of what is done with a file.
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Checked, CheckOne } from './cli/check.ts';
import type { FoundFile } from './cli/find-files.ts';
import type { Host } from './cli/host.ts';

/** Milliseconds that one thread works alone, from which it is foreseen how long all will take. */
const ALONE = 500;

/** Milliseconds of work that are worth a thread of its own: it starts with cold code, and imports what the others have, too. */
const WORTH = 3000;

/** Milliseconds in which most code is young: the engine's own threads compile it, and each of ours keeps two cores busy. */
const YOUNG = 10_000;

/** Each takes as much memory as a run on its own. */
const MOST_THREADS = 8;

/** As in the main thread: what runs into its end does so in all of them. */
const STACK_MB = 1.15;

interface Share {
  readonly args: readonly string[];
  readonly files: readonly FoundFile[];
  /** How many files are taken; one number for all threads. */
  readonly taken: Int32Array;
}

type Found = readonly (readonly [index: number, checked: Checked])[];

/** `script`: what runs in the other threads; it is to call `help`. */
export function sharing(script: string, args: readonly string[]): NonNullable<Host['share']> {
  return async (files, checkOne, threads) => {
    const share: Share = { args, files, taken: new Int32Array(new SharedArrayBuffer(4)) };
    const helpers: Promise<Found>[] = [];
    const begun = performance.now();
    const callHelpers = (done: number, left: number) => {
      const wanted = threads ?? threadsFor(performance.now() - begun, done, left);
      while (helpers.length + 1 < Math.min(wanted, left)) helpers.push(helper(script, share));
    };
    callHelpers(0, files.length);
    const own = await checkNext(share, checkOne, callHelpers);
    const all = new Map([own, ...(await Promise.all(helpers))].flat());
    const checked: Checked[] = [];
    // Files of a thread that came to nothing (for want of memory, say) are left.
    for (const [index, file] of files.entries()) checked.push(all.get(index) ?? (await checkOne(file)));
    return checked;
  };
}

/** `done` by this thread, and nobody has taken those that are `left`. */
function threadsFor(elapsed: number, done: number, left: number): number {
  if (elapsed < ALONE) return 1;
  const rest = (elapsed / done) * left;
  const cores = availableParallelism();
  return Math.min(elapsed < YOUNG ? cores / 2 : cores, rest / WORTH, MOST_THREADS);
}

function helper(script: string, share: Share): Promise<Found> {
  const worker = new Worker(script, { workerData: share, resourceLimits: { stackSizeMb: STACK_MB } });
  return new Promise((resolve) => {
    worker.once('message', resolve);
    worker.once('error', () => resolve([]));
    worker.once('exit', () => resolve([]));
  });
}

/** Whether this is such a thread; then all is done with this. */
export async function help(checkerFor: (args: readonly string[]) => CheckOne | undefined): Promise<void> {
  const share = workerData as Share;
  const checkOne = checkerFor(share.args);
  parentPort?.postMessage(checkOne ? await checkNext(share, checkOne) : []);
}

export const isHelper = !isMainThread;

/** Until none is left. */
async function checkNext(
  { files, taken }: Share,
  checkOne: CheckOne,
  after?: (done: number, left: number) => void,
): Promise<Found> {
  const found: [number, Checked][] = [];
  for (;;) {
    const index = Atomics.add(taken, 0, 1);
    const file = files[index];
    if (!file) return found;
    found.push([index, await checkOne(file)]);
    after?.(found.length, files.length - Atomics.load(taken, 0));
  }
}
