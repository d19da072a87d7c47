import { foldedName } from '../../command/names.ts';
import { staffByAddress, type StaffMember } from '../../staff.ts';

/** Whom a word names: one colleague, a team, nobody, or several. */
export type Named =
  | { readonly is: 'person'; readonly member: StaffMember }
  | { readonly is: 'team'; readonly team: string }
  | { readonly is: 'nobody' }
  | { readonly is: 'several'; readonly names: readonly string[] };

const MYSELF = new Set(['me', 'myself', 'mich', 'mir', 'moi', 'mi', 'yo']);

/** The colleague or the team that staff mean: an address, a name, a part of it or its beginning, or "me". `writer` null: nobody writes. */
export function colleagueCalled(words: string, staff: readonly StaffMember[], writer: StaffMember | null): Named {
  const wanted = foldedName(words).replace(/^@/, '').replaceAll(/\s+/g, ' ').trim();
  if (wanted === '') return { is: 'nobody' };
  if (writer && MYSELF.has(wanted)) return { is: 'person', member: writer };
  const byAddress = staffByAddress(staff, wanted.replace(/^<|>$/g, ''));
  if (byAddress) return { is: 'person', member: byAddress };
  const team = staff.find((member) => foldedName(member.team) === wanted)?.team;
  for (const matches of [isWhole, isPart, begins]) {
    const found = staff.filter(
      (member) => matches(foldedName(member.name), wanted) || (matches === isPart && local(member) === wanted),
    );
    if (found.length === 1) return { is: 'person', member: found[0]! };
    if (found.length > 1) return { is: 'several', names: found.map((member) => member.name) };
    if (team !== undefined) return { is: 'team', team };
  }
  return { is: 'nobody' };
}

function isWhole(name: string, wanted: string): boolean {
  return name === wanted;
}

function isPart(name: string, wanted: string): boolean {
  return name.split(' ').includes(wanted);
}

function begins(name: string, wanted: string): boolean {
  return name.startsWith(wanted) || name.split(' ').some((part) => part.startsWith(wanted));
}

function local({ address }: StaffMember): string {
  return address.split('@')[0] ?? '';
}
