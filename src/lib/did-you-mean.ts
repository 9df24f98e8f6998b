/** Damerau-Levenshtein with adjacent swaps counted once: `event_nmae` is 1 from `event_name`. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/**
 * The known name nearest to `found`, when it is near enough to be a slip of the finger: at most `limit`
 * letters off, by default the more the longer it is.
 */
export function didYouMean(
  found: string,
  known: Iterable<string>,
  limit = found.length < 2 ? 0 : found.length <= 4 ? 1 : found.length <= 8 ? 2 : 3,
): string | undefined {
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const name of known) {
    const d = distance(found.toLowerCase(), name.toLowerCase());
    if (d < bestDistance) {
      best = name;
      bestDistance = d;
    }
  }
  return best;
}
