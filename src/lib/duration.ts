const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

/** `90s`, `15m`, `2h`, `7d`, `1w` to seconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,9})(s|m|h|d|w)$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return Number(match[1]) * SECONDS[match[2] as keyof typeof SECONDS];
}
