#!/usr/bin/env node
import { run } from '../../../dist/apps/cli/src/main.js';

// eslint-disable-next-line no-restricted-properties -- told to graphql, which else looks for a second copy of itself at each check of a type
process.env['NODE_ENV'] ??= 'production';
process.exitCode = await run(process.argv.slice(2));
