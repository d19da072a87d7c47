import type { Part } from '../admin/server.ts';
import { signInPart, type SignInDesk } from '../admin/sign-in-part.ts';
import { studioPart } from '../admin/studio/part.ts';
import type { Config } from '../config.ts';
import { templateCompiler } from '../respond/render/compile.ts';
import type { Letterhead } from '../respond/outgoing.ts';
import type { LoadedTemplates } from '../respond/render.ts';
import type { Transport } from '../respond/transport.ts';
import type { StaffMember } from '../requests/staff.ts';
import { directPost, type DirectLetter, type Way } from './direct-post.ts';

type DeskOfStudio = Pick<SignInDesk, 'store' | 'clock' | 'events'> & {
  readonly config: Config;
  readonly head: Pick<Letterhead, 'signer' | 'sign'>;
  readonly transport: Transport;
  readonly files: LoadedTemplates;
};

/** The pages of admins: signing in, and the studio. */
export function studioParts(desk: DeskOfStudio): Part[] {
  const { store, clock, events, config, head, transport, files } = desk;
  const { signer, sign = null } = head;
  const { from } = config.outbound;
  const ways = [(mail: Parameters<Way>[0]) => transport.send(mail)];
  const post = directPost({ kind: 'notification', from, signer, sign, clock, ways });
  const mail = async ({ name, address }: StaffMember, letter: DirectLetter): Promise<void> => {
    const failed = await post({ name, address }, letter);
    if (failed !== null) throw new Error(failed);
  };
  const door = { store, clock, events, staff: config.staff, url: config.admin.url };
  const mailLink = (admin: StaffMember, link: string): Promise<void> =>
    mail(admin, signInLetter(config.company.name, admin, link));
  const studio = {
    ...door,
    files,
    press: { compile: templateCompiler(files.files.frame), avoid: config.policy.avoid },
    company: config.company.name,
    locale: config.locale,
    timeZone: config.calendar.timeZone,
    mailTest: mail,
  };
  return [signInPart({ ...door, mailLink }), studioPart(studio)];
}

function signInLetter(company: string, { name }: StaffMember, link: string) {
  return {
    subject: `Your link to the desk of ${company}`,
    text: `Hello ${name},

this link signs you in. It works once, for a quarter of an hour:

${link}

If you did not ask for it, there is nothing you need to do.
`,
  };
}
