import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './children.mjs';
import { bundleJobsWorker, JOBS_WORKER } from './jobs-worker.mjs';
import { say } from './say.mjs';
import { bundleServiceWorker, WORKER } from './service-worker.mjs';

const FOLDERS = ['app', 'components', 'db', 'lib', 'public'];
const FILES =
  /^(package(-lock)?\.json|tsconfig\.json|(next|postcss)\.config\.\w+|(instrumentation|proxy)\.ts|\.env.*)$/;
const NOT_BUILT = /(\.test\.\w+|^public\/ffmpeg|^public\/sw\.js)$/;
/** What bundles the workers is a part of it. */
const BUNDLERS = ['scripts/setup/service-worker.mjs', 'scripts/setup/jobs-worker.mjs'];

/** Puts the mixing core where the app serves it from. */
export async function copyMixer(root) {
  const script = join(root, 'scripts', 'copy-ffmpeg.mjs');
  if (existsSync(script)) await run(process.execPath, [script], { cwd: root });
}

/** Builds the app, unless the last build was of these very sources. */
export async function build(root) {
  await copyMixer(root);
  const stampFile = join(root, '.next', 'tap-story-stamp');
  const stamp = stampOf(root);
  const isBuilt = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
  if (isBuilt && [WORKER, JOBS_WORKER].every((file) => existsSync(join(root, file)))) return;
  const buildId = stamp.slice(0, 20);
  say('Building the app …');
  await run(process.execPath, [join(root, 'node_modules', 'next', 'dist', 'bin', 'next'), 'build'], {
    cwd: root,
    env: { NEXT_TELEMETRY_DISABLED: '1', ...process.env, NODE_ENV: 'production', TAP_STORY_BUILD: buildId },
    orElse: 'The build failed. What is wrong is above.',
  });
  await bundleServiceWorker(root, buildId);
  await bundleJobsWorker(root);
  writeFileSync(stampFile, stamp);
}

/** A hash over the names and contents of everything the build reads. */
function stampOf(root) {
  const hash = createHash('sha256').update(process.version);
  const top = readdirSync(root).filter((name) => FILES.test(name));
  for (const path of [...top, ...BUNDLERS, ...FOLDERS.flatMap((folder) => filesBelow(root, folder))].sort()) {
    const bytes = readFileSync(join(root, path));
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

function filesBelow(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (NOT_BUILT.test(path)) return [];
    return entry.isDirectory() ? filesBelow(root, path) : [path];
  });
}
