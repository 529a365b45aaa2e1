// The page that a panel starts from: its script and style sheet under a strict content security policy, and nothing else.
// Pure text, written by the host. Knows no panel and no editor API.

export interface Page {
  readonly title: string;
  /** BCP 47: what screen readers pronounce the page in. */
  readonly language: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  readonly nonce: string;
}

/** No network, no inline style or script; the one script is named by its nonce. */
export function pageHtml({ title, language, cspSource, script, style, nonce }: Page): string {
  const policy = `default-src 'none'; style-src ${cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${escapeText(language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escapeText(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escapeText(style)}">
<title>${escapeText(title)}</title>
</head>
<body>
<script nonce="${escapeText(nonce)}" src="${escapeText(script)}"></script>
</body>
</html>`;
}

/** 128 random bits, as hexadecimal digits. */
export function newNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
