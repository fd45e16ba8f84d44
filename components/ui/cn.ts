import { type ClassValue, clsx } from 'clsx';
import { twMerge } from 'tailwind-merge';

/** Class names with conditions; of two that contradict each other the later wins. */
export const cn = (...classes: ClassValue[]): string => twMerge(clsx(classes));
