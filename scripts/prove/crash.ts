import type { Proof } from './proof.ts';
export const crash: Proof = { summary: 'x', units: { ci: 1, full: 1 }, open: () => Promise.reject(new Error('no')), figures: () => '' };
