import 'server-only';
import { notFound } from 'next/navigation';
import { AppError } from '@/lib/domain/errors';

/** What a page shows; an address that leads to nothing for whoever asks is "not found", and a fault of ours does not hide behind it. */
export async function found<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof AppError && (error.code === 'not_found' || error.code === 'invalid_request')) notFound();
    throw error;
  }
}

type Asked = Promise<Record<string, string | string[] | undefined>>;

/** What stands behind the `?` of an address, as single texts. */
export async function textsOf<Name extends string>(
  asked: Asked,
  names: readonly Name[],
): Promise<Record<Name, string | undefined>> {
  const all = await asked;
  const text = (value: string | string[] | undefined) => (typeof value === 'string' ? value.slice(0, 200) : undefined);
  return Object.fromEntries(names.map((name) => [name, text(all[name])])) as Record<Name, string | undefined>;
}
