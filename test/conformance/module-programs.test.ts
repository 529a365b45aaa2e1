// Small programs of nn.Module classes (buffers, shared weights, lists and dicts of modules, norms of weights, recurrent layers,
// attention, lazy layers …) and what PyTorch 1.13 makes of them: weights, names, shapes.
import { runTorch } from '../harness/python-torch.ts';
import { describePrograms } from './programs.ts';

describePrograms('programs of modules, recorded from PyTorch', 'module-programs.jsonl.gz', {
  least: 450,
  resultOf(source) {
    const { value, findings, raised } = runTorch(source);
    const said = [...findings.map((finding) => finding.quote ?? finding.rule), ...raised];
    if (said.length > 0) return said.join('; ');
    return (value('result') as { readonly py?: string } | undefined)?.py;
  },
});
