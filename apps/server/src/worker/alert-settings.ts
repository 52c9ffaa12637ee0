import { z } from 'zod';

import { AlertAddress, isHiddenAddress } from '#access';

const HOSTS_MAX = 1_000;
/** What is told once is remembered for longer. */
const KEY_DAYS_MAX = 90;
const HOST = /^(?:\*\.)?[a-z0-9._-]{1,253}$|^\[[0-9a-f:.]{2,45}\]$/;

/** The settings of telling teams and administrators. */
export const alertsEnvironment = {
  ALERTS_URL: AlertAddress.refine((url) => !isHiddenAddress(url), 'must be the whole address')
    .optional()
    .describe('Address that administrators are told at: broken glasses, and what is no team’s. It may hold a secret. Unset: nowhere'),
  ALERTS_HOSTS: z
    .string()
    .default('')
    .transform((text) => wordsIn(text.toLowerCase()))
    .refine(
      (all) => all.length <= HOSTS_MAX && all.every((host) => HOST.test(host)),
      'must be hosts, such as hooks.example.org, *.corp.example',
    )
    .describe(
      'Hosts that alert routes may lead to, with commas; *. before one stands for all below it. They may lie in a private network. Unset: any host that does not',
    ),
  ALERTS_KEY_DAYS: z
    .string()
    .default('14,3')
    .transform((text) => wordsIn(text).map(Number))
    .refine(
      (all) => all.length > 0 && all.every((days) => Number.isInteger(days) && days >= 1 && days <= KEY_DAYS_MAX),
      `must be whole numbers of 1 to ${KEY_DAYS_MAX}, with commas`,
    )
    .describe('Days before its end at which a key is told to end, with commas'),
};

function wordsIn(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}
