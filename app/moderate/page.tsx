import { AppealList } from '@/components/moderation/appeal-list';
import { CaseList } from '@/components/moderation/case-list';
import { ModerationHead } from '@/components/moderation/moderation-head';
import { readAppeals } from '@/lib/server/appeals';
import { readCases } from '@/lib/server/cases';
import { pageContext } from '@/lib/server/context';
import { found, textsOf } from '@/lib/server/found';

export const dynamic = 'force-dynamic';

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What is to be decided: reports, and appeals. */
export default async function ModerationPage({ searchParams }: Props) {
  const { list, cursor } = await textsOf(searchParams, ['list', 'cursor']);
  const ctx = await pageContext();
  const now = Date.now();
  if (list === 'appeals') {
    const page = await found(readAppeals(ctx, { cursor }));
    return (
      <ModerationHead list="appeals">
        <AppealList {...page} now={now} />
      </ModerationHead>
    );
  }
  const page = await found(readCases(ctx, { cursor }));
  return (
    <ModerationHead list="reports">
      <CaseList {...page} now={now} />
    </ModerationHead>
  );
}
