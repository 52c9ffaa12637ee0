import { expect, test } from 'vitest';
import { isSecretName, tellsNothing } from './secret-names.ts';

test.each([
  'password',
  'DB_PASSWORD',
  'PGPASSWORD',
  'database.password',
  'spark.ssl.keyStorePassword',
  'password1',
  'passwordHash',
  'passwd',
  'pwd',
  'MYSQL_PWD',
  'db_pass',
  'SNOWFLAKE_PRIVATE_KEY_PASSPHRASE',
  'secret',
  'client-secret',
  'secrets',
  'AWS_SESSION_TOKEN',
  'authToken',
  'accesstoken',
  'api_key',
  'apiKey',
  'X-API-Key',
  'APIKEY',
  'aws_access_key_id',
  'fs.s3a.access.key',
  'AccountKey',
  'fs.azure.account.key.lake.dfs.core.windows.net',
  'privateKey',
  'credential',
  'credentials',
  'sas',
  'blobSas',
  'Authorization',
  'proxy-authorization',
])('%s is the name of a secret', (name) => {
  expect(isSecretName(name)).toBe(true);
});

test.each([
  'tokenizer',
  'tokenization',
  'secretary',
  'secretariat',
  'passwordless',
  'passenger',
  'compass',
  'sasl.mechanism',
  'kansas',
  'authorizations',
  'PWD',
  'OLDPWD',
  'token_type',
  'passwordFile',
  'secret_arn',
  'credentials.provider',
  'partition.key',
  'primary_key',
  'key',
  'keys',
  'name',
])('%s is not', (name) => {
  expect(isSecretName(name)).toBe(false);
});

test.each(['', 'true', 'No', '****', '*********(redacted)', '${DB_PASSWORD}', '{{ var.value.password }}', '%(password)s', '?'])(
  'the value %j tells nothing',
  (value) => {
    expect(tellsNothing(value)).toBe(true);
  },
);

test.each(['${DB_PASSWORD:-hunter2}', 'truest', 'x**', ' '])('the value %j may tell something', (value) => {
  expect(tellsNothing(value)).toBe(false);
});
