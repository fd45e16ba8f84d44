/** Whose a take is that is not shown: it keeps its place, and nobody's name. Nobody has this id. */
export const NOT_SHOWN_ID = '00000000-0000-0000-0000-000000000000';

/** What stands for the name of its author. */
export const NOT_SHOWN_NAMES = { hidden: 'Hidden', removed: 'Removed' } as const;

export const isShown = ({ author }: { author: { id: string } }): boolean => author.id !== NOT_SHOWN_ID;
