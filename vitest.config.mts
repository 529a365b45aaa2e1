// Unit, case, conformance and meta tests run on the sources; sessions over stdio run on the built bundle.
import { defineConfig } from 'vitest/config';

/** Milliseconds: what takes so long hangs. A machine may be slow, and busy; how fast things are, the bench tells. */
const HANG = 60_000;

const names = ['unit', 'cases', 'conformance', 'mutation', 'fuzz', 'meta', 'lsp'];

export default defineConfig({
  test: {
    reporters: ['default'],
    projects: names.map((name) => ({
      test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: HANG },
    })),
  },
});
