import { main } from "./cli/program.ts";
import { processIo } from "./cli/process-io.ts";

const io = processIo(process);
process.exitCode = await main(process.argv.slice(2), io);
io.close();
