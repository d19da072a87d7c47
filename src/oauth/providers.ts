import type { OAuthConfig } from '../config.ts';

/** Where a provider is asked, and for what. */
export type Endpoints = {
  readonly tokenUrl: string;
  /** RFC 8628; null: the provider does not let devices read mail. */
  readonly deviceUrl: string | null;
  readonly authorizeUrl: string | null;
  readonly scope: string;
};

/** What the configuration says, else what the provider documents. */
export function endpointsOf(grant: OAuthConfig): Endpoints {
  const known = KNOWN[grant.provider](grant);
  return {
    tokenUrl: grant.tokenUrl ?? known.tokenUrl,
    deviceUrl: grant.deviceUrl ?? (grant.tokenUrl === null ? known.deviceUrl : null),
    authorizeUrl: grant.authorizeUrl ?? (grant.tokenUrl === null ? known.authorizeUrl : null),
    scope: grant.scope ?? known.scope,
  };
}

const KNOWN: Readonly<Record<OAuthConfig['provider'], (grant: OAuthConfig) => Endpoints>> = {
  microsoft({ tenant, kind }) {
    const authority = `https://login.microsoftonline.com/${tenant ?? 'organizations'}/oauth2/v2.0`;
    const delegated =
      'https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access';
    return {
      tokenUrl: `${authority}/token`,
      deviceUrl: `${authority}/devicecode`,
      authorizeUrl: `${authority}/authorize`,
      // Apps are given what the tenant's admin granted them, which is what .default means.
      scope: kind === 'app' ? 'https://outlook.office365.com/.default' : delegated,
    };
  },
  google: () => ({
    tokenUrl: 'https://oauth2.googleapis.com/token',
    // Google's device flow has no scope for mail.
    deviceUrl: null,
    authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
    scope: 'https://mail.google.com/',
  }),
  other: () => ({ tokenUrl: '', deviceUrl: null, authorizeUrl: null, scope: '' }),
};
