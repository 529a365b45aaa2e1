// Unit, case, conformance and meta tests run on the sources; sessions over stdio run on the built bundle.
import { defineConfig } from 'vitest/config';

const names = ['unit', 'cases', 'conformance', 'mutation', 'fuzz', 'meta', 'lsp'];

export default defineConfig({
  test: {
    reporters: ['default'],
    projects: names.map((name) => ({
      test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: name === 'lsp' ? 30_000 : 10_000 },
    })),
  },
});
