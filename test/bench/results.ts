/** One contender in one round. */
export interface Round {
  readonly contender: Contender;
  readonly eventsPerSecond: number;
  readonly wallMs: number;
  readonly peakRssMb: number | undefined;
}

export type Contender = keyof typeof TITLES;

/** In the order in which they run and are shown. */
export const TITLES = {
  a: "bare loop",
  b: "capisync run",
  c: "official SDK",
} as const;

/** What the rounds of one contender come to. */
export interface Standing {
  readonly contender: Contender;
  readonly title: string;
  /** Rounded, in the order of the rounds. */
  readonly eventsPerSecond: readonly number[];
  readonly medianEventsPerSecond: number;
  readonly medianWallMs: number;
  /** The highest of all rounds. */
  readonly peakRssMb: number | undefined;
}

export interface Results {
  readonly standings: readonly Standing[];
  /** Medians compared; only those whose two sides took part. */
  readonly ratios: Readonly<Record<string, number>>;
}

/** What an event costs from row to JSON, beside nine hashes and a JSON text of the same event. */
export interface EventCost {
  /** How the phone numbers are written. */
  readonly phone: string;
  readonly nsPerEvent: number;
  readonly nsBare: number;
  readonly ratio: number;
}

/** The costs as lines for people. */
export function formatCosts(costs: readonly EventCost[]): string {
  const lines = costs.map(
    ({ phone, nsPerEvent, nsBare, ratio }) =>
      `${ratio.toFixed(2)}x  ${nsPerEvent} ns against ${nsBare} ns  ${phone}`,
  );
  return [
    "clean, check, hash and serialise an event, against nine hashes and a JSON text",
    ...lines,
  ]
    .join("\n")
    .concat("\n");
}

/** The middle value, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new Error("the median of nothing");
  return (lower + upper) / 2;
}

/** Sums up the rounds. */
export function resultsOf(rounds: readonly Round[]): Results {
  const standings = (Object.keys(TITLES) as Contender[])
    .map((contender) => rounds.filter((round) => round.contender === contender))
    .flatMap((own) => (own[0] === undefined ? [] : [standingOf(own[0].contender, own)]));
  const speed = new Map(standings.map((s) => [s.contender, s.medianEventsPerSecond]));
  const ratios: Record<string, number> = {};
  for (const [over, under] of [
    ["b", "a"],
    ["b", "c"],
  ] as const) {
    const [top, bottom] = [speed.get(over), speed.get(under)];
    if (top !== undefined && bottom !== undefined) ratios[`${over}/${under}`] = top / bottom;
  }
  return { standings, ratios };
}

function standingOf(contender: Contender, rounds: readonly Round[]): Standing {
  const peaks = rounds.flatMap((round) => round.peakRssMb ?? []);
  return {
    contender,
    title: TITLES[contender],
    eventsPerSecond: rounds.map((round) => Math.round(round.eventsPerSecond)),
    medianEventsPerSecond: Math.round(median(rounds.map((round) => round.eventsPerSecond))),
    medianWallMs: Math.round(median(rounds.map((round) => round.wallMs))),
    peakRssMb: peaks.length === 0 ? undefined : Math.round(Math.max(...peaks)),
  };
}

/** The results as lines for people. */
export function formatResults({ standings, ratios }: Results): string {
  const rows = standings.map((standing) => [
    `(${standing.contender}) ${standing.title}`,
    standing.eventsPerSecond.join("  "),
    String(standing.medianEventsPerSecond),
    `${(standing.medianWallMs / 1000).toFixed(1)} s`,
    standing.peakRssMb === undefined ? "unknown" : `${standing.peakRssMb} MB`,
  ]);
  const all = [["", "events/s by round", "median", "wall", "peak RSS"], ...rows];
  const widths = [0, 1, 2, 3, 4].map((i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  const lines = all.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))),
  );
  const compared = Object.entries(ratios).map(([name, ratio]) => `${name} = ${ratio.toFixed(2)}`);
  const text = [...lines.map((cells) => cells.join("  ")), "", compared.join("   ")].join("\n");
  return `${text.trimEnd()}\n`;
}
