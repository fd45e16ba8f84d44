import { useWork } from '@/components/device/use-work';
import { outsideAddress } from '@/lib/offline/sign-in';

const DONE = '/enter?for=done';
const WINDOW = 'popup,width=520,height=680';

/** Leads to somebody who vouches for people, in a window of its own: this page stays as it is, and hears when they are done. */
export function useOutside() {
  const work = useWork();
  function go(id: string): void {
    // Opened with the tap itself, or the browser takes it for advertising.
    const opened = window.open('', 'tap-story-sign-in', WINDOW);
    work.run(async () => {
      try {
        const address = await outsideAddress(id, opened ? DONE : '/account');
        (opened ?? window).location.assign(address);
      } catch (cause) {
        opened?.close();
        throw cause;
      }
    });
  }
  return { isBusy: work.isBusy, fault: work.fault, go };
}
