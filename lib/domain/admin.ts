import type { Role } from './people';
import type { Visibility } from './schemas';

/** What whoever runs this place sees of a person. */
export type AdminPerson = {
  id: string;
  name: string;
  email: string | null;
  role: Role;
  isSuspended: boolean;
  /** ISO 8601. */
  at: string;
};

export type AdminPersonPage = AdminPerson & {
  /** Signed in on so many devices. */
  sessions: number;
  takes: number;
  stories: number;
  /** Of all files of all takes. */
  bytes: number;
  /** What the one who looks may do. */
  mayAppoint: boolean;
  maySuspend: boolean;
};

export type AdminStory = {
  id: string;
  title: string;
  ownerId: string;
  ownerName: string;
  visibility: Visibility;
  takeCount: number;
  isClosed: boolean;
  isDeleted: boolean;
  at: string;
};

export type StorageUse = {
  /** Bytes by what they are of. */
  takes: number;
  waiting: number;
  withheld: number;
  pathFiles: number;
  pictures: number;
  /** Who uses most. */
  people: { id: string; name: string; takes: number; bytes: number }[];
};

export type Overview = { people: number; stories: number; takes: number; openReports: number; faultsOfADay: number };

export type JobQueue = { kind: string; waiting: number; active: number; failed: number; dead: DeadJob[] };
/** A job that was given up. */
export type DeadJob = { id: string; at: string; about: string };

export type Fault = { id: string; at: string; requestId: string; route: string; code: string; message: string };

export type AuditEntry = {
  id: string;
  at: string;
  actorId: string | null;
  actorName: string | null;
  actorRole: Role | null;
  action: string;
  subjectKind: string;
  subjectId: string;
  address: string;
  details: string;
};
