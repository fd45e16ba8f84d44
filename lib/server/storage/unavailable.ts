import 'server-only';
import { AppError } from '@/lib/domain/errors';

/** What the store itself threw, for whoever asked: storage_unavailable, unless it has a code already. */
export const unavailable = (thrown: unknown): AppError =>
  thrown instanceof AppError ? thrown : new AppError('storage_unavailable', { cause: thrown });
