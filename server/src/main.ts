#!/usr/bin/env node
/** The program: `node server/src/main.ts <command>`, installed `rollbook <command>`. */
import { runCommand } from './cli/program.ts'

process.exitCode = await runCommand(process.argv.slice(2))
