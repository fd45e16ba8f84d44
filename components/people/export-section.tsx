import { Download } from 'lucide-react';
import { buttonClass } from '@/components/ui/button';
import { Section } from '@/components/ui/section';

/** Everything of a person in one file; the browser saves it as it comes. */
export function ExportSection() {
  return (
    <Section title="Everything of yours">
      <p className="text-muted text-sm">
        One zip with your recordings, as your voice alone and as they are heard, and all that is kept about you. It can
        be large, and take a while.
      </p>
      <a href="/api/v1/me/export" download="tap-story.zip" className={buttonClass('quiet', 'self-start')}>
        <Download aria-hidden size={18} />
        Download it
      </a>
    </Section>
  );
}
