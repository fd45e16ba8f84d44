/** What goes into a page and comes out of it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
