import { fileReport, report } from '@/lib/server/reports';
import { otherMethodsThan, route } from '@/lib/server/route';

export const POST = route({ input: report, writes: true, limit: 'report' }, fileReport);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethodsThan('POST');
