// `random` and `time`: what differs from run to run is never known.
import { natives } from '../builtins/declare.ts';
import { PyList, type Runtime, type Value } from '../evaluator/values.ts';
import { atRunTime, type Entries, nothing, standardModule } from './module.ts';

export const TIME = standardModule('time', () =>
  natives({
    ...Object.fromEntries(
      ['time', 'perf_counter', 'monotonic', 'process_time', 'strftime', 'localtime', 'ctime', 'time_ns'].map((name) => [
        `${name}(*args)`,
        () => atRunTime(`time.${name}`),
      ]),
    ),
    'sleep(seconds)': nothing,
  }),
);

function shuffledBy(name: string): Entries[number] {
  return natives({ [`${name}(*args, **keywords)`]: () => atRunTime(`random.${name}`) })[0] as Entries[number];
}

export const RANDOM = standardModule('random', () => [
  ...[
    'random',
    'randint',
    'uniform',
    'choice',
    'choices',
    'sample',
    'gauss',
    'normalvariate',
    'randrange',
    'betavariate',
    'getrandbits',
    'getstate',
  ].map(shuffledBy),
  ...natives({ 'seed(a=None, version=2)': nothing, 'setstate(state)': nothing, 'shuffle(x)': loseOrder }),
]);

/** How many there are stays known; which stands where does not. */
function loseOrder(runtime: Runtime, list: Value): Value {
  if (list instanceof PyList) {
    runtime.touch(list);
    list.items = list.items.map(() => atRunTime('random.shuffle'));
  }
  return null;
}
