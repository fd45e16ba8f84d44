import { z } from 'zod';
import { EMAIL_MAX_CHARS } from './limits';

/** An address as it is kept: in lower case, with nothing around it. */
export const emailAddress = z.string().trim().toLowerCase().max(EMAIL_MAX_CHARS).pipe(z.email());
