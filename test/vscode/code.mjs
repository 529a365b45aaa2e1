#!/usr/bin/env node
// Stands in for the `code` of a desktop VS Code, as far as @vscode/test-electron calls it.
import '../typescript.mjs';

const { runAsCode } = await import('./code.ts');
process.exit(await runAsCode(process.argv.slice(2)));
