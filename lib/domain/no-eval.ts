import { config } from 'zod';

// A page's policy lets no text become code. Zod would try whether it may, and browsers complain of that.
if ('document' in globalThis) config({ jitless: true });
