import { processIo } from "./cli/process-io.ts";
import { main } from "./cli/program.ts";

const io = processIo(process);
process.exitCode = await main(process.argv.slice(2), io);
io.close();
