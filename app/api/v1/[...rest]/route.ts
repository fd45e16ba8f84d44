import { v4 as uuid } from 'uuid';
import { AppError } from '@/lib/domain/errors';
import { errorResponse } from '@/lib/server/route';

/** Every address of the API that no other route has. */
const nothing = (request: Request): Response => errorResponse(new AppError('not_found'), request, uuid());

export {
  nothing as DELETE,
  nothing as GET,
  nothing as HEAD,
  nothing as OPTIONS,
  nothing as PATCH,
  nothing as POST,
  nothing as PUT,
};
