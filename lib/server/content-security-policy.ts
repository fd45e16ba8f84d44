import 'server-only';
import type { Env } from './env';

type Place = {
  /** Told once, to the page that it is made for; scripts in the page's text carry it. */
  nonce: string;
  /** The small player stands in pages of every site, and nothing else in any: what one taps there is what one sees. */
  isEmbedded: boolean;
  isByTls: boolean;
  /** Of the store that devices reach by themselves; null where the app serves what is kept. */
  storeOrigin: string | null;
  isDevelopment: boolean;
};

/** What a page may load and run. The mixing core and what keeps a voice's pitch are WebAssembly. */
export function pagePolicy({ nonce, isEmbedded, isByTls, storeOrigin, isDevelopment }: Place): string {
  const store = storeOrigin ? ` ${storeOrigin}` : '';
  // While one develops, React tells where a fault is by means of eval.
  const development = isDevelopment ? " 'unsafe-eval'" : '';
  return [
    // Of the manifest too, whose own word some engines do not know, and complain about.
    "default-src 'self'",
    "frame-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'wasm-unsafe-eval'${development}`,
    // Widths and places are told in the text of a page, and the waveform brings its own sheet.
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data: blob:${store}`,
    `media-src 'self' data: blob:${store}`,
    `connect-src 'self' data: blob:${store}`,
    "font-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${isEmbedded ? '*' : "'none'"}`,
    ...(isByTls ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
}

/** Where devices reach the store by themselves. */
export function storeOriginOf({
  S3_BUCKET,
  S3_ENDPOINT,
  S3_REGION,
}: Pick<Env, 'S3_BUCKET' | 'S3_ENDPOINT' | 'S3_REGION'>): string | null {
  if (!S3_BUCKET) return null;
  return S3_ENDPOINT ? new URL(S3_ENDPOINT).origin : `https://${S3_BUCKET}.s3.${S3_REGION}.amazonaws.com`;
}
