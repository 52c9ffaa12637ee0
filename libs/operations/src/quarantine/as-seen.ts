import type { QuarantineReader, QuarantineRow, QuarantineSight } from '#store';

/** Quarantined events as somebody may see them: of what others sent an owner is told the claims on its own namespaces alone, and not where they stand. */
export async function asSeen(
  reader: QuarantineReader,
  rows: readonly QuarantineRow[],
  sight: QuarantineSight | undefined,
): Promise<readonly QuarantineRow[]> {
  if (sight === undefined) return rows;
  const others = rows.filter(({ sender }) => sender !== sight.sender).map(({ id }) => id);
  const claims = await reader.claimsOn(others, sight.owned);
  return rows.flatMap((row) => {
    if (row.sender === sight.sender) return [row];
    const problems = claims.flatMap(({ id, message }) => (id === row.id ? [{ pointer: '', message }] : []));
    return problems.length === 0 ? [] : [{ ...row, problems }];
  });
}
