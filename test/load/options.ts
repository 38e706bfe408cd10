/** What `npm run bench` is asked for. */
import { parseArgs } from 'node:util'
import { peopleFor } from './group-phases.ts'
import { phaseNames } from './phases.ts'

export type DatabaseKind = 'SQLite' | 'PostgreSQL'

export interface Options {
  /** One run for each, on each database. */
  readonly people: readonly number[]
  /** Sizes of groups. */
  readonly groups: readonly number[]
  readonly concurrency: number
  readonly databases: readonly DatabaseKind[]
  readonly phases: ReadonlySet<string>
  readonly operations: number
  readonly secondsMax: number
  readonly seed: number
  /** The folder in which the databases are made; they are removed at the end. */
  readonly folder: string | undefined
  /** The file for the report. */
  readonly json: string | undefined
}

/** What was asked for makes no sense; the message says what would. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage'
}

export const usage = `Usage: npm run bench -- [options]

Starts Rollbook, sends what identity providers send, checks every answer, and prints how many
operations a second it does and how long they take. docs/benchmark.md explains what it prints.

  --people N          people in the directory (20000); 500,20000 makes a run for each and compares
  --groups A,B        sizes of groups (50,50000); people are added where a group needs them
  --scale             the same as --people 2000,100000 --groups 50,1000
  --database NAME     sqlite, postgres or both (both)
  --concurrency N     requests in flight (16)
  --phases A,B        only these, and what they need (all):
                      ${wrapped(phaseNames)}
  --operations N      operations of a phase, at most (2000)
  --seconds N         a phase is cut after so long (5); a first import and a fill take their time
  --seed N            other people (1)
  --dir FOLDER        where the databases are made and removed (the folder for temporary files)
  --json FILE         writes the report there, too`

/**
 * @returns undefined when the usage was asked for
 * @throws {WrongUsage}
 */
export function readOptions(words: readonly string[]): Options | undefined {
  const values = parse(words)
  if (values.help) return undefined
  const { scale } = values
  const people = numbers('people', values.people ?? (scale ? '2000,100000' : '20000'), 100, 1e6)
  const groups = numbers('groups', values.groups ?? (scale ? '50,1000' : '50,50000'), 1, 100_000)
  const peopleMin = Math.min(...people)
  const tooLarge = groups.find((size) => people.length > 1 && peopleFor(size) > peopleMin)
  if (tooLarge !== undefined)
    throw new WrongUsage(
      `A group of ${tooLarge} does not fit among ${peopleMin} people. Where runs are compared, ` +
        `--groups must be at least ${peopleFor(0)} smaller than the smallest of --people.`,
    )
  return {
    people,
    groups,
    concurrency: number('concurrency', values.concurrency, 1, 256),
    databases: databasesOf(values.database),
    phases: phasesOf(values.phases),
    operations: number('operations', values.operations, 1, 1e6),
    secondsMax: number('seconds', values.seconds, 1, 3600),
    seed: number('seed', values.seed, 0, 1e6),
    folder: values.dir,
    json: values.json,
  }
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        people: { type: 'string' },
        groups: { type: 'string' },
        scale: { type: 'boolean', default: false },
        database: { type: 'string', default: 'both' },
        concurrency: { type: 'string', default: '16' },
        phases: { type: 'string', default: phaseNames.join(',') },
        operations: { type: 'string', default: '2000' },
        seconds: { type: 'string', default: '5' },
        seed: { type: 'string', default: '1' },
        dir: { type: 'string' },
        json: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function databasesOf(name: string): DatabaseKind[] {
  if (name === 'sqlite') return ['SQLite']
  if (name === 'postgres') return ['PostgreSQL']
  if (name === 'both') return ['SQLite', 'PostgreSQL']
  throw new WrongUsage(`--database must be sqlite, postgres or both, not ${name}.`)
}

function phasesOf(text: string): Set<string> {
  const phases = new Set(text.split(','))
  for (const name of phases)
    if (!phaseNames.includes(name))
      throw new WrongUsage(`There is no phase ${name}. The phases: ${phaseNames.join(', ')}.`)
  return phases
}

function numbers(name: string, text: string, min: number, max: number): number[] {
  const sorted = text.split(',').map((part) => number(name, part, min, max))
  return [...new Set(sorted)].toSorted((one, other) => one - other)
}

function number(name: string, text: string, min: number, max: number): number {
  const value = Number(text)
  if (!/^\d{1,9}$/.test(text) || value < min || value > max)
    throw new WrongUsage(`--${name} must be a whole number from ${min} to ${max}, not ${text}.`)
  return value
}

function wrapped(names: readonly string[]): string {
  const lines = ['']
  for (const name of names)
    if (lines.at(-1)!.length + name.length < 74) lines.push(`${lines.pop()} ${name}`.trimStart())
    else lines.push(name)
  return lines.join(`\n${' '.repeat(22)}`)
}
