import { AppError } from '@/lib/domain/errors';

const TOLD = ['file_too_large', 'not_audio', 'device_full', 'device_store_failed'] as const;

/** Why a file that another app shares is no draft here. `lost`: nothing of it has come to this device. */
export type ShareFault = (typeof TOLD)[number] | 'lost';

/** Of what the page's address says; whatever it does not know counts as lost. */
export const shareFaultNamed = (name: string): ShareFault => TOLD.find((fault) => fault === name) ?? 'lost';

export const shareFaultOf = (cause: unknown): ShareFault =>
  cause instanceof AppError ? shareFaultNamed(cause.code) : 'lost';
