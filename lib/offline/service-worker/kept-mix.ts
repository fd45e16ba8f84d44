import { requestedRange } from '@/lib/domain/http-range';

/** A kept mix, whole or the one range that is asked for (RFC 9110, 14): seeking needs it, and Safari plays nothing without. */
export async function partOf(kept: Response, range: string | null): Promise<Response> {
  const whole = await kept.blob();
  const asked = requestedRange(range, whole.size);
  if (asked === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { 'Content-Range': `bytes */${whole.size}` } });
  }
  const { from, to } = asked ?? { from: 0, to: whole.size - 1 };
  const headers = new Headers({
    'Accept-Ranges': 'bytes',
    'Content-Type': kept.headers.get('content-type') ?? 'audio/mp4',
    'Content-Length': String(to - from + 1),
  });
  if (asked) headers.set('Content-Range', `bytes ${from}-${to}/${whole.size}`);
  return new Response(whole.slice(from, to + 1), { status: asked ? 206 : 200, headers });
}
