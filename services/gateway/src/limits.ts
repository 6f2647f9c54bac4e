// How much the door takes at once. Each bound is stated in its documentation.

/** The largest event, as bytes of JSON: every event of the catalogue is far smaller. */
export const maximumEventBytes = 256 * 1024;
/** A batch is one unit: all of it is acknowledged or none. Longer ones are streams. */
export const maximumBatchEvents = 1_000;
/** The largest body that is not a stream. */
export const maximumBodyBytes = 8 * 1024 * 1024;
/** How many arrays and objects may stand inside each other; the catalogue's deepest event has six. */
export const maximumDepth = 32;
/** How many events of a stream are published together: 500 to 2,000 rows a transaction is where PostgreSQL does best. */
export const groupEvents = 1_000;
/** A group is closed early when its lines reach this size, so that memory stays bounded with the largest events too. */
export const groupBytes = 4 * 1024 * 1024;
/** A group that is not full is closed when no further line came for this long: a trickle is acknowledged as it comes. */
export const groupLingerMilliseconds = 50;
/** How many receipts can be asked for at once. */
export const maximumReceiptsAtOnce = 1_000;
/** As many ids as fit an address: Node takes 16 KiB of it and the headers together. */
export const maximumReceiptsInAddress = 500;
