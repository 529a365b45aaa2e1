// What is told of an attribute stands where the class assigns it.
import type { Finding } from '../../../../graph/finding.ts';
import type { PyInstance } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import { treeOf } from '../../torch/module/registries.ts';
import { assignmentOf, constructorOf } from './source-of-classes.ts';

export function atAssignments(running: Running, model: PyInstance, findings: readonly Finding[]): readonly Finding[] {
  if (!findings.some(({ rule }) => rule === 'super-init-missing')) return findings;
  const classes = [...treeOf(model).keys()].map((module) => module.class);
  return findings.map((finding): Finding => {
    if (finding.rule !== 'super-init-missing') return finding;
    const of = classes.find(({ name }) => name === finding.facts.class);
    const { attribute } = finding.facts;
    const span = of && (attribute === undefined ? constructorOf(running, of) : assignmentOf(running, of, attribute));
    return span ? { ...finding, span } : finding;
  });
}
