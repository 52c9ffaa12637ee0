/**
 * For Prisma's command line. It asks for its schema engine, which `generate` never runs: any program will do, so nothing is downloaded.
 * The rest keeps it from asking its makers for news.
 */
export const prismaEnvironment = {
  ...process.env,
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  CHECKPOINT_DISABLE: '1',
};
