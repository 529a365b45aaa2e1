// Small Python programs (classes, closures, generators, exceptions, patterns, slices, texts, formats …) and what CPython 3.11
// makes of them.
import { runPython } from '../harness/python-plain.ts';
import { describePrograms } from './programs.ts';

describePrograms('programs, recorded from Python', 'python-programs.jsonl.gz', {
  least: 2900,
  resultOf(source) {
    const { failures, value } = runPython(source);
    return failures.length > 0 ? failures.join('; ') : value('result');
  },
});
