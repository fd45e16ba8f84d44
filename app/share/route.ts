/**
 * Where another app's file is sent to. The service worker takes it on the device; it comes here only when there is none, and is
 * not read: a draft lives on the device.
 */
export const POST = (): Response => new Response(null, { status: 303, headers: { Location: '/drafts?share=lost' } });

export const GET = (): Response => new Response(null, { status: 303, headers: { Location: '/' } });
