export { withClient } from './postgres/client.ts';
export { startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './postgres/embedded-postgres.ts';
export { migrate, pendingMigrations, type Migrated, type MigrateOptions } from './postgres/migrate.ts';
