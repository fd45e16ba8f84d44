import 'server-only';
import { AppError } from '@/lib/domain/errors';
import { assertSameOrigin } from './same-origin';

/** Next itself takes no more (bytes). */
const MOST_BYTES = 1024 * 1024;
const MOST_ARGUMENTS = 8;
/** No form here is a tenth as deep. */
const MOST_DEPTH = 30;

/**
 * Whether Next can read what is sent to a page: it answers 500 to every call of an action that it cannot, and to one of another
 * origin. Nothing is sent to a page but such calls, by its own script. Throws wrong_origin, method_not_allowed,
 * payload_too_large, invalid_request.
 */
export async function assertReadableCall(request: Request): Promise<void> {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  assertSameOrigin(request.headers);
  if (request.method !== 'POST' || !request.headers.has('next-action')) throw new AppError('method_not_allowed');
  if (Number(request.headers.get('content-length')) > MOST_BYTES) throw new AppError('payload_too_large');
  if (!(await isReadable(request.clone()))) throw new AppError('invalid_request');
}

async function isReadable(call: Request): Promise<boolean> {
  try {
    const isForm = call.headers.get('content-type')?.startsWith('multipart/form-data') ?? false;
    return isForm ? isForms(await call.formData()) : areArguments(await call.text(), new Set());
  } catch {
    // No form and no JSON: that is the answer.
    return false;
  }
}

/** Its field "0" has the arguments; files and other forms are fields of their own, which the arguments name. */
function isForms(form: FormData): boolean {
  const first = form.get('0');
  const named = new Set<string>();
  for (const [name, value] of form) {
    const number = /^(\d{1,3})(?:_|$)/.exec(name)?.[1];
    if (number === undefined) return false;
    if (name === number && number !== '0' && typeof value === 'string') return false;
    named.add(number);
  }
  return typeof first === 'string' && areArguments(first, named);
}

function areArguments(text: string, named: ReadonlySet<string>): boolean {
  const sent: unknown = JSON.parse(text);
  return Array.isArray(sent) && sent.length <= MOST_ARGUMENTS && isPlain(sent, named, 0);
}

/** What stands in a text behind a dollar is React's own: of that only what pages here send. */
function isPlain(value: unknown, named: ReadonlySet<string>, depth: number): boolean {
  if (depth > MOST_DEPTH) return false;
  if (typeof value === 'string') {
    if (!value.startsWith('$') || value.startsWith('$$') || value === '$undefined') return true;
    const [, number] = /^\$[KB]([0-9a-f]{1,2})$/.exec(value) ?? [];
    return number !== undefined && named.has(String(Number.parseInt(number, 16)));
  }
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, one]) => key !== '__proto__' && isPlain(one, named, depth + 1));
}
