// `npm run dev`: the services of `npm start`, and Next compiling what is edited.
import { copyMixer } from './setup/build.mjs';
import { serve } from './setup/serve.mjs';
import { ROOT } from './setup/settings.mjs';

await serve('dev', () => copyMixer(ROOT));
