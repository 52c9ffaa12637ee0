// Breaches that only the types give away; scripts/eslint.test.ts expects each. They compile: that is why a lint rule is needed.

type Light = 'red' | 'green';

async function wait(): Promise<void> {
  await Promise.resolve();
}

export function advance(light: Light, seconds: number): string {
  wait();
  switch (light) {
    case 'red':
      return `stop for ${seconds}`; // a number in a template is allowed
  }
  return `go, ${{ light }}`;
}

export function careless(value: any): string {
  return value;
}
