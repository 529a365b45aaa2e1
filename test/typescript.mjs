// Lets node run the TypeScript of test/ and of the sources as it is: `node --import ./test/typescript.mjs file.ts`.
// Only strips types (esbuild does it); checking them is `npm run types`.
import { register } from 'node:module';

register('./typescript-loader.mjs', import.meta.url);
process.setSourceMapsEnabled(true);
