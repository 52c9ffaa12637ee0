import type { TestProject } from 'vitest/node';

import { builtCheckout } from './built-checkout.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the program as `npm start` builds it. Nothing in it is changed. */
    checkout: string;
  }
}

/** Once per run, before all tests: built for every test that starts the program. */
export async function setup(project: Pick<TestProject, 'provide'>): Promise<() => Promise<void>> {
  const checkout = await builtCheckout();
  project.provide('checkout', checkout.path);
  return async () => {
    await checkout[Symbol.asyncDispose]();
  };
}
