// The attacks as a process: parse, run, and end with the right code.
import { runAttackCommand } from './command.ts';

// A reader that went away (`npm run attack -- --help | head`) is no fault.
process.stdout.on('error', (fault: NodeJS.ErrnoException) => process.exit(fault.code === 'EPIPE' ? 0 : 1));
process.stderr.on('error', () => undefined);

process.exitCode = await runAttackCommand(process.argv.slice(2), { output: process.stdout, error: process.stderr });
