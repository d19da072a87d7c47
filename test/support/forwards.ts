/** What Jane wrote to Ann. */
export const CLIENT_TEXT = 'Hello Ann,\n\nour delivery has not arrived.\n\nJane';

/** The same mail as the usual programs forward it. */
export const FORWARDS: Readonly<Record<string, readonly [subject: string, text: string]>> = {
  Gmail: [
    'Fwd: Delivery',
    `Can you take this?\n\n---------- Forwarded message ---------\nFrom: Jane Doe <jane@client.test>\nDate: Mon, 2 Feb 2026 at 09:14\nSubject: Delivery\nTo: Ann Lee <ann@example.test>\n\n\n${CLIENT_TEXT}`,
  ],
  'Gmail in German': [
    'Fwd: Delivery',
    `Can you take this?\n\n---------- Forwarded message ---------\nVon: Jane Doe <jane@client.test>\nDate: Mo., 2. Feb. 2026 um 09:14 Uhr\nSubject: Delivery\nTo: Ann Lee <ann@example.test>\n\n\n${CLIENT_TEXT}`,
  ],
  Thunderbird: [
    'Fwd: Delivery',
    `Can you take this?\n\n\n-------- Forwarded Message --------\nSubject: \tDelivery\nDate: \tMon, 2 Feb 2026 09:14:02 +0100\nFrom: \tJane Doe <jane@client.test>\nTo: \tAnn Lee <ann@example.test>\n\n\n\n${CLIENT_TEXT}`,
  ],
  'Thunderbird in German': [
    'Fwd: Delivery',
    `Can you take this?\n\n-------- Weitergeleitete Nachricht --------\nBetreff: \tDelivery\nDatum: \tMon, 2 Feb 2026 09:14:02 +0100\nVon: \tJane Doe <jane@client.test>\nAn: \tAnn Lee <ann@example.test>\n\n${CLIENT_TEXT}`,
  ],
  Outlook: [
    'FW: Delivery',
    `Can you take this?\n\nFrom: Jane Doe <jane@client.test>\nSent: Monday, 2 February 2026 09:14\nTo: Ann Lee <ann@example.test>\nSubject: Delivery\n\n${CLIENT_TEXT}`,
  ],
  'Outlook in German': [
    'WG: Delivery',
    `Can you take this?\n\nVon: Jane Doe <jane@client.test>\nGesendet: Montag, 2. Februar 2026 09:14\nAn: Ann Lee <ann@example.test>\nBetreff: Delivery\n\n${CLIENT_TEXT}`,
  ],
  'Outlook in French': [
    'TR: Delivery',
    `Can you take this?\n\nDe : Jane Doe <jane@client.test>\nEnvoyé : lundi 2 février 2026 09:14\nÀ : Ann Lee <ann@example.test>\nObjet : Delivery\n\n${CLIENT_TEXT}`,
  ],
  'Outlook in Spanish': [
    'RV: Delivery',
    `Can you take this?\n\nDe: Jane Doe <jane@client.test>\nEnviado el: lunes, 2 de febrero de 2026 9:14\nPara: Ann Lee <ann@example.test>\nAsunto: Delivery\n\n${CLIENT_TEXT}`,
  ],
  'Outlook of old': [
    'FW: Delivery',
    `Can you take this?\n\n-----Original Message-----\nFrom: Jane Doe [mailto:jane@client.test]\nSent: Monday, February 02, 2026 9:14 AM\nTo: Ann Lee\nSubject: Delivery\n\n${CLIENT_TEXT}`,
  ],
  'Outlook on the web': [
    'Fw: Delivery',
    `Can you take this?\n________________________________\nFrom: Jane Doe <jane@client.test<mailto:jane@client.test>>\nSent: Monday, February 2, 2026 9:14 AM\nTo: Ann Lee <ann@example.test>\nSubject: Delivery\n\n${CLIENT_TEXT}`,
  ],
  'Apple Mail': [
    'Fwd: Delivery',
    `Can you take this?\n\n> Begin forwarded message:\n> \n> From: Jane Doe <jane@client.test>\n> Subject: Delivery\n> Date: 2. February 2026 at 09:14:02 CET\n> To: Ann Lee <ann@example.test>\n> \n${CLIENT_TEXT.split(
      '\n',
    )
      .map((line) => `> ${line}`)
      .join('\n')}`,
  ],
  'Apple Mail in French': [
    'Fwd: Delivery',
    `Can you take this?\n\nDébut du message réexpédié :\n\nDe: Jane Doe <jane@client.test>\nObjet: Delivery\nDate: 2 février 2026 à 09:14:02 UTC+1\nÀ: Ann Lee <ann@example.test>\n\n${CLIENT_TEXT}`,
  ],
  'a phone': [
    'Fwd: Delivery',
    `Can you take this?\n\nSent from my iPhone\n\nBegin forwarded message:\n\n> From: Jane Doe <jane@client.test>\n> Date: 2 February 2026 at 09:14:02 CET\n> To: ann@example.test\n> Subject: Delivery\n> \n${CLIENT_TEXT.split(
      '\n',
    )
      .map((line) => `> ${line}`)
      .join('\n')}`,
  ],
};
