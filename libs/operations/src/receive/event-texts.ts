import { ShapedJson } from '#record';

/** Arrays and objects inside each other. Spark plans reach 60. */
export const EVENT_DEPTH_MAX = 200;

/** In these the events of one job differ: in their time, their run, and what is told of the run's use of a dataset. What else they say is mostly what they said before. */
const OWN_MEMBERS = { outer: new Set(['eventTime', 'eventType', 'run']), inner: new Set(['inputFacets', 'outputFacets']) };

/** Reads the texts of events. A memory of the process, which changes no answer. */
export const eventTexts = new ShapedJson(OWN_MEMBERS, { depthMax: EVENT_DEPTH_MAX });
