// BatchNorm2d(64, 0.8): the second argument is eps, and 0.8 is a momentum.
import { t } from '@vscode/l10n';
import { defineRule } from './rule.ts';

export const normEpsLooksLikeMomentum = defineRule({
  id: 'norm-eps-looks-like-momentum',
  severity: 'warning',
  summary: 'A normalization is given a momentum where its eps stands.',

  message: ({ facts: { norm, epsilon, positional } }, words) =>
    positional
      ? t(
          'The second argument of {0} is eps, not momentum: {1} is added to every variance before the root is drawn, and the normalization is much too weak. Give momentum by its name; what Keras calls a momentum of {1} is {2} in PyTorch.',
          norm,
          words.number(epsilon),
          words.number(1 - epsilon),
        )
      : t(
          'An eps of {1} is added to every variance before {0} draws the root, and the normalization is much too weak: usual is 1e-5. If a momentum is meant, name it so.',
          norm,
          words.number(epsilon),
        ),

  fixes: ({ facts: { epsilon, positional }, span }) =>
    positional && epsilon < 1
      ? [rounded(1 - epsilon), epsilon].map((momentum) => ({
          title: t('Write momentum={0}', String(momentum)),
          intents: [{ kind: 'replace' as const, span, newText: `momentum=${momentum}` }],
        }))
      : [],
});

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
