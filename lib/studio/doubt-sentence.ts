import type { Doubt } from '@/lib/domain/schemas';

/** Why a take is less sure than others. */
export function doubtSentence(doubt: Doubt): string {
  switch (doubt) {
    case 'devices_changed':
      return 'A device changed while you spoke, so this is less sure.';
    case 'interrupted':
      return 'Something interrupted the microphone while you spoke, so this is less sure.';
    case 'busy':
      return 'This device was very busy while you spoke, so this is less sure.';
  }
}
