import 'server-only';
import { type Connection, connect } from '@/db/client';
import { env } from './env';
import { diskStorage } from './storage/disk';
import type { Storage } from './storage/port';
import { s3Storage } from './storage/s3';

type Services = { connection: Connection; storage: Storage };

// Each bundle of the built app has module state of its own; one pool and one store serve them all.
const holder = globalThis as typeof globalThis & { tapStoryServices?: Services };

function services(): Services {
  holder.tapStoryServices ??= { connection: connect(env().DATABASE_URL), storage: openStorage() };
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

/** What people see and do goes through this one. */
export const database = () => services().connection.db;
/** What the app does by itself, or for a moderator: it sees private stories too. Whoever asks it has asked the policy before. */
export const systemDatabase = () => services().connection.db;
export const storage = () => services().storage;
