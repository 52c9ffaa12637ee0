/** Settings by the names Postgres gives them, values as they would stand in postgresql.conf. */
export type ServerSettings = Readonly<Record<string, string>>;

/** What a caller may change. Chosen for a laptop or a small server that also runs Headgate. */
const DEFAULTS: ServerSettings = {
  max_connections: '100',
  shared_buffers: '256MB',
  jit: 'off', // with it, short graph queries took up to 8 times as long (Postgres 15, November 2026)
  random_page_cost: '1.1', // solid state disks: a random page costs about the same as the next one
  max_wal_size: '4GB', // few forced checkpoints while much is recorded
  wal_buffers: '16MB', // one segment
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  // wal_compression stays off: these builds know only pglz, which costs more processor time than it saves disk.
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
  log_min_error_statement: 'panic', // with what failed, its values would stand in the log
  log_error_verbosity: 'terse', // as would the row that a constraint refused
};

/** Every setting of one server. What safety rests on cannot be changed by `settings`. */
export function serverSettings({
  port,
  durable,
  settings,
}: {
  readonly port: number;
  readonly durable: boolean;
  readonly settings: ServerSettings;
}): ServerSettings {
  return {
    ...DEFAULTS,
    ...settings,
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    logging_collector: 'off', // lines go where the supervisor looks for them
    synchronous_commit: 'on',
    fsync: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
  };
}
