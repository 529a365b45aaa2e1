// Loads the parser of Python once, as `prepare` does in a session: `analyze` then reads Python at once.
import { invariant } from '../../server/src/base/invariant.ts';
import { loadParser, parserIfLoaded } from '../../server/src/frontends/python/grammar.ts';
import { resource } from './resources.ts';

await loadParser({ resource: async (name) => resource(name) });

const loaded = parserIfLoaded();
invariant(loaded, 'the parser of Python was loaded');
export const parser = loaded;
