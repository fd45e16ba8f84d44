'use client';

import { usePathname } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { type AppVersion, followVersions, removeWorkers, type VersionNews } from '@/lib/offline/app-version';
import { isStandalone, keepInstallOffer } from '@/lib/offline/install-offer';
import { keepCore } from '@/lib/offline/mixing-core';
import { createScope } from '@/lib/scope';
import { UpdateBanner } from './update-banner';

/** The core is fetched once the page has settled (ms). */
const SETTLED_MS = 4_000;

/** The app behind the pages: its worker, its new versions, and the offer to install it. */
export function PwaStatus() {
  const isStudio = usePathname().startsWith('/record');
  const [news, setNews] = useState<VersionNews | null>(null);
  const version = useRef<AppVersion | null>(null);

  useEffect(() => {
    const scope = createScope();
    keepInstallOffer(scope);
    if (process.env.NODE_ENV === 'production') version.current = followVersions(scope, setNews);
    else removeWorkers().catch(reportError);
    return () => scope.close();
  }, []);

  useEffect(() => {
    if (!isStudio && !isStandalone()) return;
    const scope = createScope();
    scope.after(SETTLED_MS, keepCore);
    return () => scope.close();
  }, [isStudio]);

  // Whoever is in the studio has something better to do, and a version that waits can wait.
  if (!news || isStudio) return null;
  return <UpdateBanner news={news} onTake={async () => (await version.current?.take()) ?? true} />;
}
