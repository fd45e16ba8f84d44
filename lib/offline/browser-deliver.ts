import { createApi } from './api';
import { createDeliver, type Deliver } from './deliver';
import type { Drafts } from './drafts';
import { putFile } from './put-file';
import { signInAsGuest } from './sign-in';

/** Delivers from this browser to the app's own server. */
export const browserDeliver = (drafts: Drafts): Deliver =>
  createDeliver({ drafts, api: createApi(), put: putFile, signIn: signInAsGuest });
