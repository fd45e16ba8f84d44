import 'server-only';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setLike } from '@/db/queries/likes';
import { publishTake } from '@/db/queries/publish';
import { getTake } from '@/db/queries/takes';
import { createGuest, getUser } from '@/db/queries/users';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import { tailUnder } from '@/lib/timeline/mix-plan';
import { endMs } from '@/lib/timeline/rule';
import { keep } from './mixes';
import { mixOnServer } from './mixing/pool';
import { storage, systemDatabase } from './services';

/** Three sentences of "Sense and Sensibility", read for LibriVox (public domain), told as a tree of five takes. */
const STORY_ID = '01890000-0000-7000-8000-000000000000';
const TITLE = 'Mr. John Dashwood considers';
const VOICES = {
  elinor: { id: '01890000-0000-7000-8000-00000000a001', name: 'Elinor' },
  marianne: { id: '01890000-0000-7000-8000-00000000a002', name: 'Marianne' },
  margaret: { id: '01890000-0000-7000-8000-00000000a003', name: 'Margaret' },
} as const;

type DemoTake = {
  id: string;
  parent: string | null;
  voice: keyof typeof VOICES;
  file: string;
  beforeParentEndsMs: number;
};

const take = (n: number) => `01890000-0000-7000-8000-00000000b00${n}`;
const TAKES: DemoTake[] = [
  { id: take(1), parent: null, voice: 'elinor', file: 'austen-0870.flac', beforeParentEndsMs: 0 },
  { id: take(2), parent: take(1), voice: 'marianne', file: 'austen-0880.flac', beforeParentEndsMs: 150 },
  { id: take(3), parent: take(2), voice: 'elinor', file: 'austen-0890.flac', beforeParentEndsMs: 250 },
  { id: take(4), parent: take(1), voice: 'margaret', file: 'austen-0890.flac', beforeParentEndsMs: 400 },
  { id: take(5), parent: take(4), voice: 'marianne', file: 'austen-0880.flac', beforeParentEndsMs: 0 },
];

/** Who likes what: enough to see that people do, and the canon is the path of the three sentences. */
const LIKES: { id: string; by: keyof typeof VOICES }[] = [
  { id: take(3), by: 'marianne' },
  { id: take(3), by: 'margaret' },
  { id: take(5), by: 'elinor' },
];

/** Plants the demo story once, through the same steps as every take. A start that was broken off goes on where it was. */
export async function seedDemo(): Promise<'planted' | 'already there'> {
  const db = systemDatabase();
  const missing: DemoTake[] = [];
  for (const spec of TAKES) if (!(await getTake(db, { storyId: STORY_ID, id: spec.id }))) missing.push(spec);
  if (missing.length === 0) return 'already there';
  for (const { id, name } of Object.values(VOICES)) {
    if (!(await getUser(db, { id }))) await createGuest(db, { id, name });
  }
  for (const spec of missing) await plant(spec);
  for (const { id, by } of LIKES)
    await setLike(systemDatabase(), { storyId: STORY_ID, takeId: id, userId: VOICES[by].id, isLiked: true });
  return 'planted';
}

async function plant(spec: DemoTake): Promise<void> {
  const parent = spec.parent ? await getTake(systemDatabase(), { storyId: STORY_ID, id: spec.parent }) : null;
  const bytes = await readFile(join(process.cwd(), 'public/demo', spec.file));
  const startMs = parent ? endMs(parent) - spec.beforeParentEndsMs : 0;
  const tail = tailUnder(startMs, parent);
  const rendered = await mixOnServer({
    source: { bytes, contentType: 'audio/flac' },
    cut: 'whole',
    parent: parent && tail && { ...tail, mix: await storage().read(parent.mixKey) },
  });
  const { durationMs, gainDb, peaks } = rendered;
  await publishTake(systemDatabase(), {
    id: spec.id,
    storyId: STORY_ID,
    parentId: spec.parent,
    authorId: VOICES[spec.voice].id,
    startMs,
    durationMs,
    stem: await keep(storage(), spec.id, 'stem', 'audio/flac', rendered.stem),
    mix: await keep(storage(), spec.id, 'mix', 'audio/mp4', rendered.mix),
    peaks,
    gainDb,
    alignment: NOT_ALIGNED,
    gear: null,
    margins: null,
    story: parent ? null : { title: TITLE, visibility: 'public' },
  });
}
