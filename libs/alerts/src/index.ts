export { alertAfter, type AlertEvent, alertState, type AlertState } from './alert-life.ts';
export { alertSteps, type AlertStep, type KnownAlert, type Said } from './alert-steps.ts';
export { alertId, type AlertKind, alertPrefix, type Fingerprint } from './fingerprint.ts';
export { keyStage, noticeBody, type NoticeType, shortName, TEAM_NOTICES, type TeamNotice } from './notice.ts';
