'use client';

import { usePathname } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { type AppVersion, followVersions, removeWorkers, type VersionNews } from '@/lib/offline/app-version';
import { isStandalone, keepInstallOffer } from '@/lib/offline/install-offer';
import { whenQuiet } from '@/lib/offline/quiet-line';
import { isSparing, keepFor, STUDIO } from '@/lib/offline/whole-app';
import { createScope } from '@/lib/scope';
import { UpdateBanner } from './update-banner';

/** The app behind the pages: its worker, its new versions, and the offer to install it. */
export function PwaStatus() {
  const pathname = usePathname();
  const [news, setNews] = useState<VersionNews | null>(null);
  const version = useRef<AppVersion | null>(null);

  useEffect(() => {
    const scope = createScope();
    keepInstallOffer(scope);
    if (process.env.NODE_ENV === 'production') {
      version.current = followVersions(scope, setNews);
      whenQuiet(scope, version.current.install);
    } else removeWorkers().catch(reportError);
    return () => scope.close();
  }, []);

  useEffect(() => {
    const scope = createScope();
    whenQuiet(scope, () => keepFor({ pathname, isInstalled: isStandalone(), isSparing: isSparing() }));
    return () => scope.close();
  }, [pathname]);

  // Whoever is in the studio has something better to do, and a version that waits can wait.
  if (!news || pathname === STUDIO) return null;
  return <UpdateBanner news={news} onTake={async () => (await version.current?.take()) ?? true} />;
}
