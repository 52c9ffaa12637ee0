/** How one text becomes another, line by line: what goes after `- `, what comes after `+ `, and what stays after two spaces. */
export function lineDiff(before: readonly string[], after: readonly string[]): readonly string[] {
  const common = commonLengths(before, after);
  const lines: string[] = [];
  let [left, right] = [0, 0];
  while (left < before.length || right < after.length) {
    const [gone, come] = [before[left], after[right]];
    if (gone !== undefined && gone === come) {
      lines.push(`  ${gone}`);
      left += 1;
      right += 1;
    } else if (gone !== undefined && (come === undefined || lengthAt(common, left + 1, right) >= lengthAt(common, left, right + 1))) {
      lines.push(`- ${gone}`);
      left += 1;
    } else {
      lines.push(`+ ${come ?? ''}`);
      right += 1;
    }
  }
  return lines;
}

/** Of the lines from each pair of places on: how many both texts have in the same order. */
function commonLengths(before: readonly string[], after: readonly string[]): readonly (readonly number[])[] {
  const rows: number[][] = [new Array<number>(after.length + 1).fill(0)];
  for (const line of before.toReversed()) {
    const below = rows.at(-1) ?? [];
    const row = new Array<number>(after.length + 1).fill(0);
    for (let right = after.length - 1; right >= 0; right -= 1) {
      row[right] = line === after[right] ? (below[right + 1] ?? 0) + 1 : Math.max(below[right] ?? 0, row[right + 1] ?? 0);
    }
    rows.push(row);
  }
  return rows.reverse();
}

function lengthAt(common: readonly (readonly number[])[], left: number, right: number): number {
  return common[left]?.[right] ?? 0;
}
