/**
 * The commands: their words, and where each is carried out. What carries one out is loaded only
 * when it is asked for, so that the command line answers at once.
 */
import { Command, CommanderError, Option } from 'commander'
import { tellFailure } from './failure.ts'

/**
 * Carries out one command line.
 *
 * @param words without the program's own name
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage
 */
export async function runCommand(words: readonly string[]): Promise<number> {
  const state = { exitCode: 0 }
  const program = createProgram((exitCode) => (state.exitCode = exitCode))
  try {
    await program.parseAsync(words, { from: 'user' })
    return state.exitCode
  } catch (error) {
    // Commander has printed what was wrong, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    return tellFailure(error, words.includes('--json'))
  }
}

/** @param end told of the exit code of a command that ended without an error */
function createProgram(end: (exitCode: number) => void): Command {
  const program = new Command('rollbook')
    .description(
      "Rollbook keeps a learning platform's people and groups in step with identity providers.",
    )
    .exitOverride()
    .showHelpAfterError('(add --help for what can be written here)')
    .addHelpText('after', tour)
  addServer(program, end)
  addOrganization(program)
  addConnection(program)
  addToken(program)
  addSimulate(program, end)
  return program
}

const tour = `
The first steps:
  $ rollbook serve
  $ rollbook organization create acme --name "Acme"
  $ rollbook connection create acme --kind scim --name "Microsoft Entra ID"
  $ rollbook token create acme "Microsoft Entra ID"

Exit codes: 0 done, 1 failed, 2 wrong usage.`

const example = (...lines: string[]) =>
  `\nExamples:\n${lines.map((line) => `  $ rollbook ${line}`).join('\n')}`

/** A command that takes --json, as all do. */
function add(parent: Command, name: string, description: string): Command {
  return parent.command(name).description(description).option('--json', 'print JSON')
}

function addServer(program: Command, end: (exitCode: number) => void): void {
  add(program, 'serve', 'run the server; brings the database up to date first')
    .addHelpText(
      'after',
      `
Environment:
  PORT, HOST              where to listen (8080, 127.0.0.1)
  ROLLBOOK_PUBLIC_URL     where identity providers reach it (http://HOST:PORT)
  ROLLBOOK_DATA_DIR       folder of the database and the secret key (./data)
  ROLLBOOK_DATABASE_URL   sqlite:/path/to/file.db or postgres://user:password@host/database
  ROLLBOOK_SECRET_KEY     32 bytes in base64; else a file in the data folder
  ROLLBOOK_LOG_LEVEL      fatal, error, warn, info, debug, trace or silent (info)
${example('serve', 'serve 2>> rollbook.log', '--help')}`,
    )
    .action(async (options) => (await import('./serve.ts')).serve(options))
  add(program, 'doctor', 'check configuration, database, clock, secrets and connections')
    .addHelpText('after', example('doctor', 'doctor --json'))
    .action(async (options) => end(await (await import('./doctor.ts')).examine(options)))
  add(program, 'version', 'print the version').action(async (options) =>
    (await import('./version.ts')).printVersion(options),
  )
}

function addOrganization(program: Command): void {
  const organization = program.command('organization').description('make and list organizations')
  add(organization, 'create', 'make an organization')
    .argument('<slug>', 'its short name in commands, such as acme')
    .option('--name <name>', 'its name as people read it; the short name when not given')
    .addOption(
      new Option('--identifier <identifier>', 'what no two of its people share')
        .choices(['email', 'employeeId'])
        .default('email'),
    )
    .addHelpText(
      'after',
      example(
        'organization create acme --name "Acme"',
        'organization create acme --identifier employeeId',
      ),
    )
    .action(async (slug, options) => (await import('./organization.ts')).create(slug, options))
  add(organization, 'list', 'list the organizations').action(async (options) =>
    (await import('./organization.ts')).list(options),
  )
}

const organizationArgument = ['<organization>', 'short name or id of the organization'] as const
const connectionArgument = ['<connection>', 'name or id of the connection'] as const

function addConnection(program: Command): void {
  const connection = program.command('connection').description('make, list and set connections')
  add(connection, 'create', 'make a connection, and print its Tenant URL')
    .argument(...organizationArgument)
    .addOption(
      new Option('--kind <kind>', 'what it speaks')
        .choices(['scim', 'entra'])
        .makeOptionMandatory(),
    )
    .requiredOption('--name <name>', 'such as the name of the identity provider')
    .option('--observe', 'log what it would change, and change nothing')
    .addHelpText('after', example('connection create acme --kind scim --name "Microsoft Entra ID"'))
    .action(async (organization, options) =>
      (await import('./connection.ts')).create(organization, options),
    )
  add(connection, 'list', 'list the connections of an organization')
    .argument(...organizationArgument)
    .action(async (organization, options) =>
      (await import('./connection.ts')).list(organization, options),
    )
  add(connection, 'set', 'switch a connection on or off')
    .argument(...organizationArgument)
    .argument(...connectionArgument)
    .addOption(
      new Option('--state <state>', 'live: it reads and writes; off: it is refused')
        .choices(['off', 'observe', 'live'])
        .makeOptionMandatory(),
    )
    .addHelpText('after', example('connection set acme "Microsoft Entra ID" --state off'))
    .action(async (organization, name, options) =>
      (await import('./connection.ts')).set(organization, name, options),
    )
}

function addToken(program: Command): void {
  const token = program.command('token').description('make, list and revoke bearer tokens')
  add(token, 'create', 'make a token, and print it once')
    .argument(...organizationArgument)
    .argument(...connectionArgument)
    .option('--label <label>', 'what the log calls whoever uses it')
    .option('--expires <time>', 'time to live in days, weeks or years; 3y at most', '1y')
    .addHelpText(
      'after',
      example('token create acme "Microsoft Entra ID" --label entra --expires 180d'),
    )
    .action(async (organization, connection, options) =>
      (await import('./token.ts')).create(organization, connection, options),
    )
  add(token, 'list', 'list tokens; the secrets are not kept')
    .argument(...organizationArgument)
    .argument('[connection]', 'name or id of the connection; all when not given')
    .action(async (organization, connection, options) =>
      (await import('./token.ts')).list(organization, connection, options),
    )
  add(token, 'revoke', 'end a token; it is refused within a second')
    .argument(...organizationArgument)
    .argument('<token>', 'its id or label, or the whole token')
    .addHelpText('after', example('token revoke acme 5fYxT0ab9QeZ'))
    .action(async (organization, name, options) =>
      (await import('./token.ts')).revoke(organization, name, options),
    )
}

function addSimulate(program: Command, end: (exitCode: number) => void): void {
  const simulate = program
    .command('simulate')
    .description('play an identity provider of a made-up company against any SCIM server')
  const entra = add(simulate, 'entra', 'play the provisioning service of Microsoft Entra ID')
  entra.option('--flag', 'with the compliance flag aadOptscim062020 in every URL')
  const okta = add(simulate, 'okta', 'play the provisioning of Okta')
  okta.addOption(
    new Option('--app <app>', 'as an app of the integration wizard or of the network')
      .choices(['aiw', 'oin'])
      .default('aiw'),
  )
  for (const command of [entra, okta])
    command
      .requiredOption('--url <url>', 'the Tenant URL')
      .requiredOption('--token <token>', 'the secret token')
      .option('--people <count>', 'how many people', '100')
      .option('--groups <count>', 'how many groups', '10')
      .option('--seed <seed>', 'the same seed makes the same company', '1')
      .option('--cycles <count>', 'one for the first cycle, one more for each day after it', '1')
      .option('--concurrency <count>', 'requests at the same time', '4')
      .addHelpText(
        'after',
        example(
          `simulate ${command.name()} --url http://127.0.0.1:8080/scim/v2/… --token rbk_… --people 500`,
        ),
      )
      .action(async (options) =>
        end(await (await import('./simulate.ts')).play(command.name(), options)),
      )
}
