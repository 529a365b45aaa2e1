// Which texts are worth starting the server for. Every YAML and Python file that is opened passes here, so it stays cheap, and
// errs on the side of the server, which knows the formats.

export const LANGUAGES = ['cnn-yaml', 'yaml', 'python'] as const;

const MARKERS: Readonly<Record<string, RegExp>> = {
  'cnn-yaml': /(?:)/,
  yaml: /^(?:backbone|head)\s*:/m,
  python: /^[^#\n]*\b(?:torch|torchvision|timm|nn\.Module|keras|tensorflow)\b/m,
};

export function looksLikeModel(languageId: string, beginning: string): boolean {
  return MARKERS[languageId]?.test(beginning) ?? false;
}
