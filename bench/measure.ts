/** One thing that was measured. `ratio` is `value` divided by what it stands against; of times and costs less is better. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it is held against, and its value in the same run. */
  readonly against?: { readonly name: string; readonly value: number };
  readonly ratio?: number;
}

/** What is aimed at, beside what was measured. Noted, never enforced: a clock decides nothing. */
export interface Goal {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly atLeast?: number;
  readonly below?: number;
}

/** Takes measures as they come: as a table for people, or an object a line. */
export interface Report {
  readonly add: (measure: Omit<Measure, 'ratio'>) => void;
  readonly addGoal: (goal: Goal) => void;
  /** All goals so far, a line each, for people. */
  readonly sayGoals: () => void;
  /** A line for people. */
  readonly say: (line: string) => void;
}

export function report(isJson: boolean): Report {
  const goals: Goal[] = [];
  const say = (line: string): void => {
    if (isJson) console.error(line);
    else console.log(line);
  };
  return {
    add: (given) => {
      const measure: Measure = given.against === undefined ? given : { ...given, ratio: given.value / given.against.value };
      console.log(isJson ? JSON.stringify(rounded(measure)) : row(measure));
    },
    addGoal: (goal) => void goals.push(goal),
    sayGoals: () => {
      say('goals');
      for (const goal of goals) say(goalRow(goal));
    },
    say,
  };
}

/** The value at a share of an ascending list: 0.5 is the median. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** The middle one; rounds are few, and others share the machine. */
export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((left, right) => left - right),
    0.5,
  );
}

const NAME_WIDTH = 66;
const VALUE_WIDTH = 10;

function row({ name, value, unit, against, ratio }: Measure): string {
  const beside = against === undefined || ratio === undefined ? '' : `  ${percent(ratio)} of ${number(against.value)} (${against.name})`;
  return `  ${name.padEnd(NAME_WIDTH)} ${number(value).padStart(VALUE_WIDTH)} ${unit}${beside}`;
}

function goalRow({ name, value, unit, atLeast, below }: Goal): string {
  const isMet = (atLeast === undefined || value >= atLeast) && (below === undefined || value < below);
  const wanted = atLeast === undefined ? `below ${number(below ?? NaN)}` : `at least ${number(atLeast)}`;
  return `  ${name.padEnd(NAME_WIDTH)} ${number(value).padStart(VALUE_WIDTH)} ${unit}; ${wanted}: ${isMet ? 'met' : 'missed'}`;
}

/** Four digits are more than a run can tell. All keys are there, so that every line has the same shape. */
function rounded({ name, value, unit, against, ratio }: Measure): object {
  const round = (given: number): number => Number(given.toPrecision(4));
  return {
    name,
    value: round(value),
    unit,
    against: against === undefined ? null : { ...against, value: round(against.value) },
    ratio: ratio === undefined ? null : round(ratio),
  };
}

function percent(ratio: number): string {
  return ratio < 2 ? `${(ratio * 100).toFixed(0)} %` : `${ratio.toFixed(1)} times`;
}

function number(value: number): string {
  if (value >= 1_000) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}
