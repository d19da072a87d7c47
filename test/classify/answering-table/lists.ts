import { acknowledged, autoReply, bulk, type Row } from './row.ts';

export const LISTS: readonly Row[] = [
  ...['List-Id', 'List-Help', 'List-Subscribe', 'List-Unsubscribe', 'List-Post', 'List-Owner', 'List-Archive'].map(
    (header) => ({
      name: `10: ${header}`,
      fields: { [header]: '<mailto:people@lists.elsewhere.test>' },
      ...bulk,
      code: 'list-header',
    }),
  ),
  {
    name: '11: List-Unsubscribe-Post',
    fields: { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
    ...bulk,
    code: 'list-header',
  },
  ...['bulk', 'Bulk', 'list', 'junk'].map((value) => ({
    name: `12: Precedence: ${value}`,
    fields: { Precedence: value },
    ...bulk,
    code: 'precedence',
  })),
  { name: '12: X-Precedence: bulk', fields: { 'X-Precedence': 'bulk' }, ...bulk, code: 'precedence' },
  {
    name: '12: Precedence: auto_reply',
    fields: { Precedence: 'auto_reply' },
    ...autoReply,
    code: 'autoresponder-header',
  },
  ...['first-class', 'normal', 'special-delivery'].map((value) => ({
    name: `13: Precedence: ${value}`,
    fields: { Precedence: value },
    ...acknowledged,
  })),
];
