/** Where an alert stands. One that is found again after it was resolved is open again: the same alert. */
export type AlertState = 'open' | 'acknowledged' | 'resolved';

/** What happens to an alert: what it tells of is found, somebody has seen it, it is mended. */
export type AlertEvent = 'found' | 'acknowledged' | 'mended';

/** What each event makes of each state. */
const LIFE: Readonly<Record<AlertState, Readonly<Record<AlertEvent, AlertState>>>> = {
  open: { found: 'open', acknowledged: 'acknowledged', mended: 'resolved' },
  acknowledged: { found: 'acknowledged', acknowledged: 'acknowledged', mended: 'resolved' },
  resolved: { found: 'open', acknowledged: 'resolved', mended: 'resolved' },
};

/** The state after one more event. */
export function alertAfter(state: AlertState, event: AlertEvent): AlertState {
  return LIFE[state][event];
}

/** The state after a whole life, which begins with being found. */
export function alertState(events: readonly AlertEvent[]): AlertState {
  return events.reduce<AlertState>(alertAfter, 'resolved');
}
