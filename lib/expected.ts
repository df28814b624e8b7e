/** A failure that is nobody's bug; its message is one sentence for the person, whichever way they came. */
export class Expected extends Error {}
