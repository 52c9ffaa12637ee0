import { expect, test } from 'vitest';

import { temporaryRepository } from '../temporary-repository.ts';
import { differences, write } from './generated.ts';

const made = {
  home: 'client',
  files: new Map([
    ['client/index.ts', 'one'],
    ['client/models/key.ts', 'two'],
  ]),
};

test('a generated file that is lost, edited or left over is found until all is written again', async () => {
  await using house = await temporaryRepository({ files: { 'clients.ts': 'ours' } });
  expect(await differences(house.folder, made)).toEqual(['client/index.ts', 'client/models/key.ts']);

  await write(house.folder, made);
  expect(await differences(house.folder, made)).toEqual([]);

  await house.write('client/models/key.ts', 'edited');
  await house.write('client/models/gone.ts', 'left over');
  expect(await differences(house.folder, made)).toEqual(['client/models/key.ts', 'client/models/gone.ts']);

  await write(house.folder, made);
  expect(await differences(house.folder, made)).toEqual([]);
});

test('a file whose source is gone is left over', async () => {
  await using house = await temporaryRepository({ files: { 'docs/graphql.md': '# GraphQL reference' } });

  expect(await differences(house.folder, { home: 'docs/graphql.md', files: new Map() })).toEqual(['docs/graphql.md']);
});
