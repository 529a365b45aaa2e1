// docs/settings.md: every setting, from the table that editors and command line read.
import { SETTINGS, type Setting } from '../../server/src/config/settings.ts';
import type { Generated } from './generated.ts';

const INTRODUCTION = `# Settings

The same keys everywhere: in VS Code as \`convlint.batch\`, per user, workspace or folder; in a file \`convlint.yaml\`, which holds for
its folder and all below it, in the editor and on the command line. The file wins over the editor, because it belongs to the project.
A change holds at once. A value that cannot be used is named in the output panel (or in \`convlint.yaml\` itself), and the default stays.

\`\`\`yaml
# convlint.yaml
batch: 32
dtype: float16
rules:
  unused-layer: off
  stride-does-not-fit: { severity: warning, area: 0.05 }
exclude: [ drafts/ ]
\`\`\`
`;

export const settingsPage: Generated = {
  file: 'docs/settings.md',
  text() {
    const rows = Object.entries(SETTINGS as Readonly<Record<string, Setting>>).map(
      ([id, setting]) => `| \`${id}\` | ${values(setting)} | ${standard(setting)} | ${setting.doc} |`,
    );
    const table = ['| setting | values | default | what it does |', '|---|---|---|---|', ...rows].join('\n');
    return `${INTRODUCTION}\n${table}\n\nRules and their options: [rules](rules/README.md).\n`;
  },
};

function values(setting: Setting): string {
  switch (setting.type) {
    case 'boolean':
      return '`true`, `false`';
    case 'integer':
      return `${setting.min} to ${setting.max}`;
    case 'choice':
      return setting.choices.map((choice) => `\`${choice}\``).join(', ');
    case 'text':
      return 'a text';
    case 'texts':
      return 'a list of texts';
    case 'modules':
      return 'what each module puts out';
    case 'rules':
      return 'a severity for each rule';
  }
}

function standard(setting: Setting): string {
  if (setting.type === 'texts') return setting.default.map((text) => `\`${text}\``).join(', ');
  return setting.type === 'rules' || setting.type === 'modules' || setting.default === ''
    ? '—'
    : `\`${setting.default}\``;
}
