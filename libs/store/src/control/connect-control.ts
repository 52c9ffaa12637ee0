import { PrismaPg } from '@prisma/adapter-pg';

import { asFailure } from '../sql/passing.ts';
import { PrismaClient } from './client/client.ts';

/** The Postgres schema `control`, row by row. */
export type ControlClient = ReturnType<typeof connectControl>;

/** Prisma, but that trouble with the connection is STORE_UNAVAILABLE, as everywhere. */
export function connectControl(connectionString: string) {
  const adapter = new PrismaPg({ connectionString });
  Object.defineProperty(adapter, 'config', { enumerable: false }); // with DEBUG set Prisma prints its adapter, and with it the password
  return new PrismaClient({ adapter }).$extends({
    query: {
      $allOperations: async ({ args, query }): Promise<unknown> => {
        try {
          return await query(args);
        } catch (error) {
          throw asFailure(error);
        }
      },
    },
  });
}
