/** What the end-to-end tests take from their surroundings. */
export const config = {
  /** A build server: there nothing may be left out silently. */
  isCi: (process.env['CI'] ?? '') !== '',
} as const;
