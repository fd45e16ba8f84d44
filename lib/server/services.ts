import 'server-only';
import { type Connection, connect, type Db, forActor } from '@/db/client';
import { env } from './env';
import { diskStorage } from './storage/disk';
import type { Storage } from './storage/port';
import { s3Storage } from './storage/s3';

type Services = { people: Connection; system: Connection; storage: Storage };

// Each bundle of the built app has module state of its own; one pool and one store serve them all.
const holder = globalThis as typeof globalThis & { tapStoryServices?: Services };

function services(): Services {
  holder.tapStoryServices ??= {
    people: connect(env().DATABASE_URL),
    system: connect(env().DATABASE_URL, { asSystem: true }),
    storage: openStorage(),
  };
  return holder.tapStoryServices;
}

function openStorage(): Storage {
  const { S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, S3_ENDPOINT, S3_REGION, DATA_DIR, MEDIA_SECRET } = env();
  const now = () => new Date();
  if (S3_BUCKET && S3_ACCESS_KEY_ID && S3_SECRET_ACCESS_KEY) {
    return s3Storage({
      endpoint: S3_ENDPOINT,
      region: S3_REGION,
      bucket: S3_BUCKET,
      accessKeyId: S3_ACCESS_KEY_ID,
      secretAccessKey: S3_SECRET_ACCESS_KEY,
      forcePathStyle: S3_ENDPOINT !== undefined,
      now,
    });
  }
  return diskStorage({ folder: `${DATA_DIR}/store`, secret: MEDIA_SECRET, now });
}

/** What people see and do goes through this one, in the name of one of them or of nobody. */
export function database(actorId: string | null = null): Db {
  const { db } = services().people;
  return actorId === null ? db : forActor(db, actorId);
}
/** What the app does by itself, or for a moderator: it sees private stories too. Whoever asks it has asked the policy before. */
export const systemDatabase = (): Db => services().system.db;
export const storage = () => services().storage;

/** Once what is under way is answered; for whoever goes on without them. */
export async function closeDatabases(): Promise<void> {
  const open = holder.tapStoryServices;
  await Promise.all([open?.people.close(), open?.system.close()]);
}
