import { AppError } from '@/lib/domain/errors';
import type { Progress, PublisherPort } from '@/lib/studio/ports';
import type { Outbox } from './outbox-runner';
import type { TakeStatus } from './outbox-status';

const WAITING = '/waiting';

/** Publishes what the studio has stored on the device by way of the outbox, and follows it there. */
export function createPublisher(outbox: Outbox): PublisherPort {
  return {
    async publish({ takeId, form }, onProgress) {
      onProgress({ station: 'device' });
      await outbox.ask(takeId, form);
      const end = await followed(outbox, takeId, onProgress);
      // What waits for somebody is not in the story yet: a page of its own says so.
      if (end?.at === 'published') return end.waits ? WAITING : end.url;
      // The studio shows it once more, to be changed and sent anew.
      if (end?.at === 'refused') await outbox.withdraw(takeId);
      throw new AppError(end?.at === 'refused' ? end.code : 'draft_incomplete');
    },
  };
}

type End = Extract<TakeStatus, { at: 'published' | 'refused' | 'device' }> | null;

/** Its last status: `device` or null when it was taken out of the outbox from elsewhere. */
function followed(outbox: Outbox, takeId: string, onProgress: (progress: Progress) => void): Promise<End> {
  return new Promise((resolve) => {
    const look = () => {
      const status = outbox.statusOf(takeId);
      switch (status?.at) {
        case 'waiting':
          return onProgress({ station: 'waiting', for: status.for, code: status.code });
        case 'uploading': {
          const { sentBytes, totalBytes } = status;
          return onProgress({ station: 'network', sentBytes, totalBytes });
        }
        case 'server':
          return onProgress({ station: 'server', doing: status.doing });
        default:
          unsubscribe();
          resolve(status ?? null);
      }
    };
    const unsubscribe = outbox.subscribe(look);
    look();
  });
}
