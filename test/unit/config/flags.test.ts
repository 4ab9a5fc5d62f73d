import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderHelp } from '../../../src/commands/help.ts';
import { readCommandLine } from '../../../src/config/command-line.ts';
import { COMMANDS, type Command } from '../../../src/config/commands.ts';
import { FLAGS } from '../../../src/config/flags.ts';
import { SETTINGS } from '../../../src/config/settings.ts';

const commands = Object.keys(COMMANDS).filter((name): name is Command => Object.hasOwn(COMMANDS, name));
const flags = Object.entries(FLAGS);

function read(...args: string[]): { command: string; values: object } | { problems: readonly string[] } {
  const { problems, command, values } = readCommandLine(args);
  return problems.length > 0 ? { problems } : { command, values };
}

describe('the command line', () => {
  it('is `serve` with the defaults of the contract when it is empty', () => {
    expect(read()).toMatchObject({
      command: 'serve',
      values: {
        'web.listen-address': [{ host: undefined, port: 10_054 }],
        'web.telemetry-path': '/metrics',
        'log.level': 'info',
        'log.format': 'logfmt',
        'config.check': false,
      },
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
    [['--web.listen-address=127.0.0.1:0'], { 'web.listen-address': [{ host: '127.0.0.1', port: 0 }] }],
    [['--web.listen-address', '[::1]:9'], { 'web.listen-address': [{ host: '::1', port: 9 }] }],
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
    expect(read(...args)).toMatchObject({
      values: Object.fromEntries(switches.map((name) => [name, true])),
    });
  });

  it.each([
    [['--web.listen-adress=:1'], '--web.listen-adress: unknown flag; did you mean --web.listen-address?'],
    [['--weblisten-address=:1'], '--weblisten-address: unknown flag; did you mean --web.listen-address?'],
    [['--log.levle=info'], '--log.levle: unknown flag; did you mean --log.level?'],
    [['--halp'], '--halp: unknown flag; did you mean --help?'],
    [['--nonsense'], '--nonsense: unknown flag'],
    [['-x'], '-x: unknown flag'],
    [['--no-config.check'], '--no-config.check: unknown flag; did you mean --config.check?'],
    [['--__proto__'], '--__proto__: unknown flag'],
    [['--constructor=x'], '--constructor: unknown flag'],
    [['--toString'], '--toString: unknown flag'],
    [['--log.level=info', '--log.level=warn'], '--log.level: is given twice'],
    [['--log.level=info', '--log.level=info'], '--log.level: is given twice'],
    [['--log.level'], '--log.level: needs a value'],
    [['--log.level='], '--log.level: "" is not one of debug, info, warn, error'],
    [['--log.level=LOUD'], '--log.level: "LOUD" is not one of debug, info, warn, error'],
    [['--log.format=xml'], '--log.format: "xml" is not one of logfmt, json'],
    [['--web.listen-address=10054'], '--web.listen-address: "10054" is not an address such as'],
    [['--web.telemetry-path=/'], '--web.telemetry-path: "/" is not a path such as /metrics'],
    ...['//x', '/a/../b', '/./m', '/m?x', '/-/ready', '/api/v1/status'].map((path): [string[], string] => [
      [`--web.telemetry-path=${path}`],
      `--web.telemetry-path: "${path}" is not a path such as /metrics, and free`,
    ]),
    [['demo', '--simulator.seed=-1'], '--simulator.seed: "-1" is not a whole number'],
    [['--help=yes'], '--help: takes no value'],
    [['--config.check=false'], '--config.check: takes no value'],
    [['demo', '--config.check'], '--config.check: no flag of `demo`, only of serve'],
    [['--simulator.seed=1'], '--simulator.seed: no flag of `serve`, only of demo and simulate'],
    [
      ['simulate', '--web.telemetry-path=/m'],
      '--web.telemetry-path: no flag of `simulate`, only of serve and demo',
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
    expect(read('--simulator.sed=1')).toEqual({ problems: ['--simulator.sed: unknown flag'] });
    expect(read('demo', '--simulator.sed=1')).toEqual({
      problems: ['--simulator.sed: unknown flag; did you mean --simulator.seed?'],
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
        expect.stringContaining('--nonsense: unknown flag'),
        expect.stringContaining('--help: takes no value'),
        expect.stringContaining('--log.level: "loud"'),
        expect.stringContaining('--log.format: "xml"'),
      ],
    });
  });

  it.each(
    flags.filter(([, { schema, isRepeatable, defaultText }]) => schema && (!isRepeatable || defaultText)),
  )('reads the default of --%s as it documents it', (name, flag) => {
    const [command = ''] = flag.commands;
    expect(read(command, `--${name}=${flag.defaultText ?? ''}`)).toEqual(read(command));
  });

  it('gives a list for a flag that may be repeated', () => {
    const labels = ['--label=job=webex', '--label=cluster=a b'];
    expect(read('backfill', ...labels)).toMatchObject({
      values: {
        label: [
          { name: 'job', value: 'webex' },
          { name: 'cluster', value: 'a b' },
        ],
      },
    });
    expect(read('backfill')).toMatchObject({ values: { label: [] } });
    expect(read('--web.listen-address=:1', '--web.listen-address', '127.0.0.1:2')).toMatchObject({
      values: {
        'web.listen-address': [
          { host: undefined, port: 1 },
          { host: '127.0.0.1', port: 2 },
        ],
      },
    });
  });

  it.each<[string[], { request: string; named: string | undefined }]>([
    [['--help'], { request: 'help', named: undefined }],
    [['-h'], { request: 'help', named: undefined }],
    [['help'], { request: 'help', named: undefined }],
    [['help', 'check'], { request: 'help', named: 'check' }],
    [['check', '--help'], { request: 'help', named: 'check' }],
    [['check', '-h'], { request: 'help', named: 'check' }],
    [['--version'], { request: 'version', named: undefined }],
    [['-v'], { request: 'version', named: undefined }],
    [['version'], { request: 'version', named: undefined }],
    [['check'], { request: 'run', named: 'check' }],
    [[], { request: 'run', named: undefined }],
  ])('%j asks for %j', (args, asked) => {
    expect(readCommandLine(args)).toMatchObject({ ...asked, problems: [] });
  });

  it.each<[string[], boolean]>([
    [['--log.level=loud'], true],
    [['--web.listen-adress=:1'], true],
    [['srve'], false],
    [['--config.fiel=x'], false],
  ])('%j leaves it clear what the configuration is: %s', (args, isClear) => {
    expect(readCommandLine(args)).toMatchObject({ isClear });
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
    const own = flags.filter(([, flag]) => flag.schema && flag.commands.includes(command));
    for (const [name, { placeholder, defaultText }] of own) {
      const end = defaultText === undefined ? '[^)]' : ` \\(default ${defaultText.replaceAll('$', '\\$')}\\)`;
      expect(help).toMatch(new RegExp(`^ {2}--${name}=${placeholder} .*${end}$`, 'm'));
    }
  });

  it('is short: what it does, an example and a page that says more', () => {
    const { help: text, example, doc } = COMMANDS[command];
    expect(help).toContain(text);
    expect(help).toContain(`  webex-exporter ${example}\n`);
    expect(help).toContain(doc);
    expect(help).not.toContain('WEBEX_SITES');
    const own = flags.filter(([, flag]) => flag.commands.includes(command));
    expect(help.split('\n').length).toBeLessThan(own.length + 12);
  });

  it('gives an example that the command line takes', () => {
    expect(readCommandLine(COMMANDS[command].example.split(' '))).toMatchObject({ command, problems: [] });
  });

  it('names a page that is there', () => {
    expect(existsSync(new URL(`../../../${COMMANDS[command].doc}`, import.meta.url))).toBe(true);
  });
});

describe('the help of the program', () => {
  const help = renderHelp();

  it('lists every command', () => {
    for (const [name, { help: text }] of Object.entries(COMMANDS))
      expect(help).toMatch(new RegExp(`^ {2}${name} +${text.slice(0, 20)}`, 'm'));
    expect(help).toMatch(/^ {2}help \[COMMAND\] /m);
    expect(help).toMatch(/^ {2}version /m);
  });

  it.each([
    ...Object.values(SETTINGS).map(({ variable }) => variable),
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'HTTPS_PROXY, HTTP_PROXY, NO_PROXY',
    'NODE_EXTRA_CA_CERTS',
  ])('lists %s', (variable) => {
    expect(help).toMatch(new RegExp(`^ {2}${variable} `, 'm'));
  });
});
