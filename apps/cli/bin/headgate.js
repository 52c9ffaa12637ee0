#!/usr/bin/env node
import { run } from '../../../dist/apps/cli/src/main.js';

process.exitCode = await run(process.argv.slice(2));
