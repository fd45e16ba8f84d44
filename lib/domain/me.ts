import type { Role } from './people';

/** How one can sign in here, besides a password. */
export type WaysIn = {
  /** By a link that comes by mail. */
  byMail: boolean;
  /** As "google" and "Google". */
  providers: { id: string; name: string }[];
};

/** `GET /api/v1/me`: who the server takes this browser for, and how many notices they have not read. */
export type Me = {
  person: { id: string; name: string; role: Role; pictureUrl: string | null; isSuspended: boolean } | null;
  unread: number;
  waysIn: WaysIn;
};
