/**
 * A stand-in for Meta that only counts, in a process of its own. It reads each body, counts its
 * events without parsing them, and answers as Meta does. `GET /count` tells the sum. It ends when
 * its standard input closes, so it cannot outlive the bench.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands once in each event, and nowhere else in what the contenders send. */
const MARK = Buffer.from('"event_name":');

let total = 0;

/** Occurrences of the mark in one chunk. */
function countIn(chunk: Buffer): number {
  let found = 0;
  for (let at = chunk.indexOf(MARK); at >= 0; at = chunk.indexOf(MARK, at + MARK.length)) found++;
  return found;
}

const server = createServer((request, response) => {
  let events = 0;
  // The end of a chunk, a byte shorter than a mark: a mark cut in two is still found, and once.
  let rest = Buffer.alloc(0);
  request.on("data", (chunk: Buffer) => {
    const seam = Buffer.concat([rest, chunk.subarray(0, MARK.length - 1)]);
    events += countIn(seam) + countIn(chunk);
    rest = Buffer.concat([rest, chunk.subarray(1 - MARK.length)]).subarray(1 - MARK.length);
  });
  request.on("end", () => {
    total += events;
    response.setHeader("content-type", "application/json");
    response.end(
      request.method === "POST"
        ? `{"events_received":${events},"messages":[],"fbtrace_id":"bench"}`
        : `{"events":${total}}`,
    );
  });
});

server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`http://127.0.0.1:${port}\n`);
});
process.stdin.on("end", () => process.exit(0)).resume();
