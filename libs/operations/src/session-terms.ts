import { HOUR_MS, MINUTE_MS } from '#foundation';

/** Long enough to bring a link from a terminal to a browser; what lies in a scrollback after that opens nothing. */
export const SIGN_IN_LINK_MS_MAX = 10 * MINUTE_MS;
/** A working day. The cookie ends with it, and so does what the server knows of it. */
export const SESSION_MS_MAX = 8 * HOUR_MS;
