import { describe, expect, it } from 'vitest';
import { renderHelp } from '../../../src/commands/help.ts';
import { readCommandLine } from '../../../src/config/command-line.ts';
import { COMMANDS, SWITCH_FLAGS, VALUE_FLAGS, type Command } from '../../../src/config/flags.ts';
import { ACCOUNT_SETTINGS, CREDENTIAL_SETTINGS } from '../../../src/config/settings.ts';

const commands = Object.keys(COMMANDS).filter((name): name is Command => Object.hasOwn(COMMANDS, name));
const flags = Object.entries({ ...VALUE_FLAGS, ...SWITCH_FLAGS });

function read(
  ...args: string[]
): { command: string; values: object; switches: string[] } | { problems: string[] } {
  const problems: string[] = [];
  const line = readCommandLine(args, problems);
  return line === undefined
    ? { problems }
    : { command: line.command, values: line.values, switches: [...line.switches] };
}

describe('the command line', () => {
  it('is `serve` with the defaults of the contract when it is empty', () => {
    expect(read()).toMatchObject({
      command: 'serve',
      values: {
        'web.listen-address': { host: undefined, port: 10_054 },
        'web.telemetry-path': '/metrics',
        'log.level': 'info',
        'log.format': 'logfmt',
      },
      switches: [],
    });
  });

  it.each(commands)('knows the command %s', (command) => {
    expect(read(command)).toMatchObject({ command });
    expect(read('--log.level=debug', command)).toMatchObject({ command, values: { 'log.level': 'debug' } });
  });

  it.each([
    [['--log.level=warn'], { 'log.level': 'warn' }],
    [['--log.level', 'warn'], { 'log.level': 'warn' }],
    [['--log.format=json'], { 'log.format': 'json' }],
    [['--web.listen-address=127.0.0.1:0'], { 'web.listen-address': { host: '127.0.0.1', port: 0 } }],
    [['--web.listen-address', '[::1]:9'], { 'web.listen-address': { host: '::1', port: 9 } }],
    [['--web.telemetry-path=/x/metrics'], { 'web.telemetry-path': '/x/metrics' }],
    [['demo', '--simulator.seed=7'], { 'simulator.seed': 7 }],
  ])('%j gives %j', (args, values) => {
    expect(read(...args)).toMatchObject({ values });
  });

  it.each([
    [['--config.check'], ['config.check']],
    [['--help'], ['help']],
    [
      ['serve', '--version', '--help'],
      ['version', 'help'],
    ],
    [['--help', '--help'], ['help']],
  ])('%j switches %j on', (args, switches) => {
    expect(read(...args)).toMatchObject({ switches });
  });

  it.each([
    [['--web.listen-adress=:1'], 'unknown flag --web.listen-adress; did you mean --web.listen-address?'],
    [['--weblisten-address=:1'], 'unknown flag --weblisten-address; did you mean --web.listen-address?'],
    [['--log.levle=info'], 'unknown flag --log.levle; did you mean --log.level?'],
    [['--halp'], 'unknown flag --halp; did you mean --help?'],
    [['--nonsense'], 'unknown flag --nonsense'],
    [['-h'], 'unknown flag -h'],
    [['--no-config.check'], 'unknown flag --no-config.check; did you mean --config.check?'],
    [['--__proto__'], 'unknown flag --__proto__'],
    [['--constructor=x'], 'unknown flag --constructor'],
    [['--toString'], 'unknown flag --toString'],
    [['--log.level=info', '--log.level=warn'], '--log.level is given twice'],
    [['--log.level=info', '--log.level=info'], '--log.level is given twice'],
    [['--log.level'], '--log.level needs a value'],
    [['--log.level='], '--log.level: "" is not one of debug, info, warn, error'],
    [['--log.level=LOUD'], '--log.level: "LOUD" is not one of debug, info, warn, error'],
    [['--log.format=xml'], '--log.format: "xml" is not one of logfmt, json'],
    [['--web.listen-address=10054'], '--web.listen-address: "10054" is not an address such as'],
    [['--web.telemetry-path=/'], '--web.telemetry-path: "/" is not a path such as /metrics'],
    [['demo', '--simulator.seed=-1'], '--simulator.seed: "-1" is not a whole number'],
    [['--help=yes'], '--help takes no value'],
    [['--config.check=false'], '--config.check takes no value'],
    [['demo', '--config.check'], '--config.check is no flag of `demo`, only of serve'],
    [['--simulator.seed=1'], '--simulator.seed is no flag of `serve`, only of demo and simulate'],
    [
      ['simulate', '--web.telemetry-path=/m'],
      '--web.telemetry-path is no flag of `simulate`, only of serve and demo',
    ],
    [['srve'], 'unknown command "srve"; did you mean serve?'],
    [['simulator'], 'unknown command "simulator"; did you mean simulate?'],
    [['__proto__'], 'unknown command "__proto__"'],
    [['toString'], 'unknown command "toString"'],
    [[''], 'unknown command ""'],
    [['serve', 'now'], 'unexpected argument "now"'],
    [['--', '--help'], 'unknown command "--help"'],
  ])('%j is refused: %s', (args, problem) => {
    expect(read(...args)).toEqual({ problems: [expect.stringContaining(problem)] });
  });

  it('suggests only flags of the command', () => {
    expect(read('--simulator.sed=1')).toEqual({ problems: ['unknown flag --simulator.sed'] });
    expect(read('demo', '--simulator.sed=1')).toEqual({
      problems: ['unknown flag --simulator.sed; did you mean --simulator.seed?'],
    });
  });

  it('does not repeat the value of an unknown flag, which may be a secret', () => {
    expect(JSON.stringify(read('--webex.access-token=hunter2'))).not.toContain('hunter2');
  });

  it('names every problem at once', () => {
    const line = read('srve', 'x', '--nonsense', '--log.level=loud', '--log.format', 'xml', '--help=1');
    expect(line).toEqual({
      problems: [
        expect.stringContaining('unexpected argument "x"'),
        expect.stringContaining('unknown command "srve"'),
        expect.stringContaining('unknown flag --nonsense'),
        expect.stringContaining('--help takes no value'),
        expect.stringContaining('--log.level: "loud"'),
        expect.stringContaining('--log.format: "xml"'),
      ],
    });
  });

  it.each(Object.entries(VALUE_FLAGS))('reads the default of --%s as it documents it', (name, flag) => {
    const [command = ''] = flag.commands;
    expect(read(command, `--${name}=${flag.defaultText}`)).toEqual(read(command));
  });
});

describe.each(commands)('the help of %s', (command) => {
  const help = renderHelp(command);

  it('lists each of its flags with its default, and no other', () => {
    const listed = [...help.matchAll(/^ {2}--([\w.-]+)/gm)].map(([, name]) => name);
    const own = flags.filter(([, flag]) => flag.commands.includes(command)).map(([name]) => name);
    expect(listed).toEqual(own);
  });

  it('tells the default, if there is one, of each flag that takes a value', () => {
    const own = Object.entries(VALUE_FLAGS).filter(([, flag]) => flag.commands.includes(command));
    for (const [name, { placeholder, defaultText }] of own) {
      const end = defaultText === '' ? '[^)]' : ` \\(default ${defaultText}\\)`;
      expect(help).toMatch(new RegExp(`^ {2}--${name}=${placeholder} .*${end}$`, 'm'));
    }
  });

  it('lists every command', () => {
    for (const [name, text] of Object.entries(COMMANDS)) {
      expect(help).toMatch(new RegExp(`^ {2}${name} +${text.slice(0, 20)}`, 'm'));
    }
  });
});

describe('the help of the exporter', () => {
  it.each(
    [...Object.values(ACCOUNT_SETTINGS), ...Object.values(CREDENTIAL_SETTINGS)].map(
      ({ variable }) => variable,
    ),
  )('lists %s', (variable) => {
    expect(renderHelp('serve')).toMatch(new RegExp(`^ {2}${variable}(?:\\[_FILE\\])? `, 'm'));
  });
});
