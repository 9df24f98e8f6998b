#!/usr/bin/env -S node --max-semi-space-size=8 --heap-growing-percent=60 --no-parallel-scavenge --v8-pool-size=1
// No static imports: an older Node must get as far as the sentence below.
// The first two flags keep the peak memory of a run down by a third, for some 5 % of its speed. The others
// let one thread help to collect garbage instead of four, which together take twice the time: 8 % of it.
const found = process.versions.node;
if (Number(found.split(".")[0]) < 24) {
  process.stderr.write(`capisync needs Node.js 24 or newer, found ${found}: install a newer Node.js\n`);
  process.exitCode = 2;
} else {
  import("../dist/src/cli.js");
}
