import 'server-only';
import { z } from 'zod';
import { isNetwork } from './networks';

/** Everything the server reads from its environment, parsed once. `npm start` fills in the embedded defaults. */
const schema = z
  .object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    DATA_DIR: z.string().min(1).default('.data'),
    NEXTAUTH_SECRET: z.string().min(16),
    MEDIA_SECRET: z.string().min(16),
    NEXTAUTH_URL: z.url({ protocol: /^https?$/ }).optional(),
    SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
    MAIL_FROM: z.string().min(3).optional(),
    GOOGLE_CLIENT_ID: z.string().min(1).optional(),
    GOOGLE_CLIENT_SECRET: z.string().min(1).optional(),
    GITHUB_CLIENT_ID: z.string().min(1).optional(),
    GITHUB_CLIENT_SECRET: z.string().min(1).optional(),
    APPLE_CLIENT_ID: z.string().min(1).optional(),
    APPLE_CLIENT_SECRET: z.string().min(1).optional(),
    S3_ENDPOINT: z.url().optional(),
    S3_REGION: z.string().min(1).default('us-east-1'),
    S3_BUCKET: z.string().min(1).optional(),
    S3_ACCESS_KEY_ID: z.string().min(1).optional(),
    S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
    VAPID_PUBLIC_KEY: z.string().length(87).optional(),
    VAPID_PRIVATE_KEY: z.string().length(43).optional(),
    VAPID_SUBJECT: z.url({ protocol: /^(https|mailto)$/ }).optional(),
    PUSH_ALLOW: z.string().optional(),
    REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
    GUEST_STORAGE_MB: z.coerce.number().int().min(1).default(1_000),
    MEMBER_STORAGE_MB: z.coerce.number().int().min(1).default(10_000),
    LIMITS: z.enum(['on', 'off']).default('on'),
    OPERATOR_KEY: z.union([z.string().min(16), z.literal('')]).optional(),
    ADMIN_ADDRESSES: z
      .string()
      .transform((list) =>
        list
          .split(',')
          .map((network) => network.trim())
          .filter(Boolean),
      )
      .refine((list) => list.every(isNetwork), 'addresses or networks, as 203.0.113.0/24, with commas')
      .transform((list) => (list.length === 0 ? undefined : list))
      .optional(),
    WORKER: z.enum(['on', 'off']).default('on'),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  })
  .refine(({ S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY }) => {
    const given = [S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY].filter((value) => value !== undefined).length;
    return given === 0 || given === 3;
  }, 'S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY come together')
  .refine(
    ({ SMTP_URL, MAIL_FROM, NEXTAUTH_URL }) => !SMTP_URL || (MAIL_FROM && NEXTAUTH_URL),
    'SMTP_URL needs MAIL_FROM, and NEXTAUTH_URL for the links in its mails',
  );

export type Env = z.infer<typeof schema>;

let parsed: Env | null = null;

/** Throws one readable sentence naming every variable that is missing or malformed. */
export function env(): Env {
  if (parsed) return parsed;
  const result = schema.safeParse(process.env);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => `${issue.path.join('.') || 'S3_*'}: ${issue.message}`).join('; ');
    throw new Error(`The environment is not complete (${faults}). Start with "npm start", which sets the defaults.`);
  }
  parsed = result.data;
  return parsed;
}
