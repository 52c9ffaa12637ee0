import { readFileSync } from 'node:fs';
import path from 'node:path';

import { projectRoot } from './project-root.ts';

/** Which Headgate this is. */
export const version = (JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as { readonly version: string }).version; // our own file
