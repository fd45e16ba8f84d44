import { offerFile } from '@/components/ui/offer-file';
import { sourceExtension } from '@/lib/offline/file-names';
import type { Recorded } from '@/lib/studio/ports';

/** Hands the untouched source to the person as a download. */
export const saveSource = ({ source }: Recorded): void =>
  offerFile(new Blob([source.bytes], { type: source.contentType }), `take.${sourceExtension(source.contentType)}`);
