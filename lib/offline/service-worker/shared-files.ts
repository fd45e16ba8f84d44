import { v7 as uuid } from 'uuid';
import { AppError } from '@/lib/domain/errors';
import { createScope } from '@/lib/scope';
import { firstAim } from '@/lib/studio/aim';
import { broughtFile } from '../brought-file';
import { openDeviceDatabase } from '../device-database';
import { type Drafts, openDrafts } from '../drafts';
import { type ShareFault, shareFaultOf } from '../share-fault';
import { newDraft } from '../stored-draft';

/** The form's field that the manifest's `share_target` names. */
export const SHARED_FIELD = 'audio';

/** Makes drafts of what another app has shared, and leads to the review, or to where it says why there is none. */
export async function receiveShare(request: Request): Promise<Response> {
  if (!isShare(request.referrer, new URL(request.url).origin)) return seeOther('/');
  const scope = createScope();
  try {
    const files = await sharedFiles(request);
    const drafts = openDrafts(scope, openDeviceDatabase());
    const takeIds: string[] = [];
    const faults: ShareFault[] = [];
    // Each by itself: one that cannot be taken leaves the others alone.
    for (const file of files) {
      await draftOf(file, drafts).then(
        (takeId) => takeIds.push(takeId),
        (cause: unknown) => faults.push(shareFaultOf(cause)),
      );
    }
    return seeOther(ledTo(takeIds, faults));
  } catch (cause) {
    // The one who shared it is told in words by the page; what the worker throws nobody sees.
    return seeOther(ledTo([], [shareFaultOf(cause)]));
  } finally {
    scope.close();
  }
}

/**
 * The system's share sheet comes from no page at all; a form on a page of another site does, unless that site hides it. What it
 * lands then is a draft for review, which nobody but the person publishes.
 */
export const isShare = (referrer: string, origin: string): boolean =>
  referrer === '' || (URL.canParse(referrer) && new URL(referrer).origin === origin);

/** Where to go with what has come, and with why the rest has not. */
export function ledTo(takeIds: readonly string[], [fault]: readonly ShareFault[]): string {
  const [only, ...others] = takeIds;
  if (!only) return `/drafts?share=${fault ?? 'lost'}`;
  if (fault) return `/drafts?share=${fault}&came=${takeIds.length}`;
  return others.length === 0 ? `/record?draft=${only}` : '/drafts';
}

async function sharedFiles(request: Request): Promise<File[]> {
  const form = await request.formData();
  return form.getAll(SHARED_FIELD).filter((entry) => entry instanceof File);
}

/** The id of a draft that lives in the device's store. */
async function draftOf(file: File, drafts: Drafts): Promise<string> {
  const { bytes, contentType } = await broughtFile(file);
  const takeId = uuid();
  await drafts.begin({ ...newDraft({ takeId, storyId: uuid() }, firstAim(null)), contentType, stage: 'review' });
  await drafts.append(takeId, bytes.buffer);
  const refusal = drafts.refusal(takeId);
  if (!refusal) return takeId;
  // It lives in this worker's memory alone, which ends with this answer.
  await drafts.remove(takeId);
  throw new AppError(refusal);
}

const seeOther = (path: string): Response => new Response(null, { status: 303, headers: { Location: path } });
