export { freshDatabase, type FreshDatabase } from './fresh-database.ts';
export { compileLibs, type CompiledLibs, type OtherProcess } from './other-process.ts';
export { temporaryDirectory, type TemporaryDirectory } from './temporary-directory.ts';
