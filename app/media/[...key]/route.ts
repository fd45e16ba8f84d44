import { v4 as uuid } from 'uuid';
import { errorResponse } from '@/lib/server/route';
import { storage } from '@/lib/server/services';
import { serveMedia } from '@/lib/server/storage/disk-http';

type Context = { params: Promise<{ key: string[] }> };

async function media(request: Request, { params }: Context): Promise<Response> {
  const { key } = await params;
  return serveMedia(storage(), request, key.join('/'), (thrown) => errorResponse(thrown, request, uuid()));
}

export { media as GET, media as HEAD, media as OPTIONS, media as PUT };
