import 'server-only';
import { log } from '../log';
import { drainOnSignal } from './drain';
import { startWorker } from './work';

// `npm run worker`: the jobs alone, in a process of their own.
drainOnSignal(await startWorker(), () => process.exit(0));
log.info({ pid: process.pid }, 'working on jobs');
