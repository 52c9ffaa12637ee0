import { grantsInForce, type HeldGrant } from '#access';
import { instantNow } from '#foundation';

import type { Context, Principal } from '../context.ts';
import { concerning, type EndingKey, endingKeys } from '../ending-keys.ts';
import type { AnswerHeader, Asking, Question } from './answer.ts';
import { answerRecorded } from './ask.ts';
import { accessInForce } from './access-in-force.ts';
import { grantsOf } from './sight.ts';

/** Who asks, as Headgate knows them. */
export interface WhoAmI extends Principal {
  /** What it holds, everywhere and within teams, and by what. */
  readonly grants: readonly HeldGrant[];
  /** Keys that end soon: its own, and those of who sends for a team whose steward it is. */
  readonly endingKeys: readonly EndingKey[];
  readonly header: AnswerHeader;
}

/** Tells those who ask who they are. It is the one question that emitters may ask too, and any key: they must be able to see what they may speak for. */
export async function whoAmI(context: Context, principal: Principal, question: Question = {}): Promise<WhoAmI> {
  const { id, kind, name, namespaces, roles, cameIn, keyEnds, scopes } = principal;
  const who = {
    id,
    kind,
    name,
    namespaces,
    roles,
    ...(cameIn === undefined ? {} : { cameIn }),
    ...(keyEnds === undefined ? {} : { keyEnds }),
    ...(scopes === undefined ? {} : { scopes }),
  };
  const work = async (asking: Asking): Promise<WhoAmI> => {
    const { standings } = await accessInForce(context, asking.session);
    const held = kind === 'person' ? grantsInForce({ grants: grantsOf(principal, standings), at: instantNow(context.clock) }) : [];
    const grants = held.map((grant) => byGroup(principal, grant));
    return { header: asking.header(), ...who, grants, endingKeys: concerning(await endingKeys(context, asking.session), principal, held) };
  };
  return answerRecorded(context, principal, { question, as: { operation: 'whoami' }, work });
}

/** Roles that the provider's groups give are kept with the person, as those of a key are. */
function byGroup({ cameIn }: Principal, grant: HeldGrant): HeldGrant {
  const given = grant.by === 'key' ? cameIn?.rolesBy.find(({ role }) => role === grant.role) : undefined;
  return given === undefined ? grant : { ...grant, by: `group:${given.group}` };
}
