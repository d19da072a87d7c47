type Commands = Readonly<Record<string, { readonly summary: string }>>;

/**
 * `replydesk --help`: all commands, in the order in which a firm meets them. A command stands where the first of its words or
 * all of them are named; what is named nowhere stands last, so that no command is ever missing.
 */
const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  'To begin': ['demo', 'init', 'doctor', 'run', 'report shadow', 'go-live', 'import', 'oauth'],
  'Day by day': [
    'requests list',
    'requests show',
    'requests find',
    'why',
    'queue',
    'quarantine',
    'account',
    'report sla',
  ],
  'People and settings': ['staff', 'admin', 'config', 'templates'],
  'What is promised': ['policy', 'sla', 'calendar', 'simulate'],
  'To keep, hand over, prove': [
    'backup',
    'restore',
    'database',
    'export',
    'erase',
    'requests export',
    'requests verify',
  ],
  'To try out rules': ['inspect', 'thread', 'replay'],
};

export function overview(commands: Commands): string[] {
  const names = Object.keys(commands);
  const sectionOf = (name: string): string =>
    Object.keys(SECTIONS).find((section) => SECTIONS[section]!.includes(name)) ??
    Object.keys(SECTIONS).find((section) => SECTIONS[section]!.includes(name.split(' ')[0] ?? '')) ??
    'More';
  const rank = (section: string, name: string): number => {
    const order = SECTIONS[section] ?? [];
    const exact = order.indexOf(name);
    return exact >= 0 ? exact : order.indexOf(name.split(' ')[0] ?? '');
  };
  const bySection = Map.groupBy(names, sectionOf);
  const width = widthOf(names);
  const sections = [...Object.keys(SECTIONS), 'More'].flatMap((section) => {
    const own = (bySection.get(section) ?? []).toSorted((a, b) => rank(section, a) - rank(section, b));
    return own.length === 0 ? [] : ['', `${section}:`, ...own.map((name) => line(commands, name, width))];
  });
  return [
    'usage: replydesk COMMAND [OPTIONS]',
    ...sections,
    '',
    'replydesk help COMMAND tells more. REPLYDESK_DEBUG=1 shows where an error came from.',
  ];
}

/** Some commands, one a line. */
export function listed(commands: Commands, names: readonly string[]): string[] {
  return names.map((name) => line(commands, name, widthOf(names)));
}

function line(commands: Commands, name: string, width: number): string {
  return `  ${name.padEnd(width)}${commands[name]?.summary ?? ''}`;
}

function widthOf(names: readonly string[]): number {
  return Math.max(...names.map((name) => name.length)) + 2;
}
