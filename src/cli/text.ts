/** How the command line writes numbers, times and tables. No colour: what matters is in words. */

/** 12408 as `12 408` on a terminal (thin spaces), plain elsewhere. */
export function count(value: number, pretty: boolean): string {
  return pretty ? String(value).replace(/\B(?=(\d{3})+$)/g, "\u2009") : String(value);
}

/** Milliseconds as `840 ms`, `12.4 s`, `3 m 20 s`. */
export function elapsed(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} m ${Math.round((ms % 60_000) / 1000)} s`;
}

/** `3 m ago` with the absolute time in UTC. */
export function ago(then: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - then) / 1000));
  const [size, unit] =
    seconds < 90
      ? [1, "s"]
      : seconds < 5400
        ? [60, "m"]
        : seconds < 129_600
          ? [3600, "h"]
          : [86_400, "d"];
  return `${Math.round(seconds / Number(size))} ${unit} ago (${new Date(then).toISOString().slice(0, 19)}Z)`;
}

/** Rows under one header, columns as wide as needed, no borders: easy to grep. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => (row[i] ?? "").length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd();
  return `${[header, ...rows].map(line).join("\n")}\n`;
}
