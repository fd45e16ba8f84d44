import { StorySkeleton } from '@/components/story/story-skeleton';

export default function Loading() {
  return <StorySkeleton />;
}
