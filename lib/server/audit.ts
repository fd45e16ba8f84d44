import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { Db } from '@/db/client';
import { guarded } from '@/db/guard';
import { auditLog } from '@/db/people';
import { maskAddress } from '@/lib/domain/mask';
import type { Ctx } from './context';

type Deed = {
  /** As "story.close". */
  action: string;
  subject: {
    kind: 'story' | 'take' | 'person' | 'session' | 'invitation' | 'report' | 'decision' | 'place';
    id: string;
  };
  /** Never a secret, never an address that is not masked. */
  details?: Record<string, unknown>;
};

/** Writes down who has done what, in the transaction that does it when `db` is one. Nothing of it is ever changed. */
export async function audit(db: Db, { actor, address }: Pick<Ctx, 'actor' | 'address'>, deed: Deed): Promise<void> {
  await guarded(() =>
    db.insert(auditLog).values({
      id: uuidv7(),
      actorId: actor?.id ?? null,
      actorRole: actor?.role ?? null,
      action: deed.action,
      subjectKind: deed.subject.kind,
      subjectId: deed.subject.id,
      address: maskAddress(address),
      details: deed.details ?? {},
    }),
  );
}
