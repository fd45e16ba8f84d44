// `npm start`: from a fresh clone to a running app, on any Node from 20.9 and without node_modules.
import { build } from './setup/build.mjs';
import { serve } from './setup/serve.mjs';
import { ROOT } from './setup/settings.mjs';

await serve('start', () => build(ROOT));
