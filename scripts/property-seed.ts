import { configureGlobal } from 'fast-check';

/**
 * Properties are tried on the same inputs in every run, so that a change is judged by itself. New inputs are looked for by hand:
 * `PROPERTY_SEED=$RANDOM MODEL_RUNS=5000 npm run check:unit -- lib/offline/outbox-model.test.ts`.
 */
configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20_261_121) });
