import { DELIVERY_KINDS } from '../requests/delivery.ts';
import type { SafeHtml } from './safe-html.ts';

/**
 * What each template may speak of. The types are the contract between those who send (they must fill them) and those who
 * write templates (they may use them); the catalogue describes the same fields in plain words.
 * Times arrive as words already (`formatPromise`), because only the sender knows the client's language and time zone.
 * An empty string, an empty list, null and a missing field mean the same: there is nothing to say.
 */
export const TEMPLATE_NAMES = [...DELIVERY_KINDS, 'acknowledgement-plain'] as const;

export type TemplateName = (typeof TEMPLATE_NAMES)[number];

/** Languages in which the whole set is shipped. */
export const LOCALES = ['en', 'de', 'fr', 'es', 'nl', 'pt', 'it', 'pl'] as const;

export type Words = string | null | undefined;

/** Words with their HTML form, where there is one. Without it the text is shown, line by line. */
export type RichText = { readonly text: string; readonly html?: SafeHtml | null | undefined };

type RequestLine = {
  readonly number: number;
  /** Its place in a list that is worked through by answering. */
  readonly n?: number;
  readonly subject: string;
  readonly client?: Words;
  readonly owner?: Words;
  readonly due?: Words;
};

export type CommonData = {
  readonly client: { readonly name?: Words; readonly firstName?: Words };
  readonly request: {
    readonly number: number;
    readonly subject?: Words;
    readonly category?: Words;
    readonly url?: Words;
    readonly openedAt?: Words;
  };
  readonly company: { readonly name: string };
  /** When the client hears next; nothing where the policy promises nothing. */
  readonly promise?: { readonly by?: Words };
  /** Who is responsible, or who writes. */
  readonly staff?: { readonly name?: Words };
};

type Hours = { readonly closed?: boolean; readonly opens?: Words; readonly holiday?: Words };

/** Where it is asked: one click each; the same words as an answer do as well. */
export type Survey = {
  readonly asked?: boolean;
  readonly goodUrl?: Words;
  readonly fairUrl?: Words;
  readonly poorUrl?: Words;
};

export type TemplateData = {
  readonly acknowledgement: CommonData & {
    readonly request: CommonData['request'] & { readonly excerpt?: Words };
    readonly hours?: Hours;
    readonly outage?: { readonly arrived?: Words };
  };
  /** For senders who are not proven: nothing here may come from the mail. */
  readonly 'acknowledgement-plain': Pick<CommonData, 'company' | 'promise'> & {
    readonly request: { readonly number: number };
    readonly hours?: Hours;
    readonly outage?: { readonly arrived?: Words };
  };
  readonly holding: CommonData & {
    readonly promise?: { readonly by?: Words; readonly before?: Words };
    readonly message?: RichText | null;
  };
  readonly update: CommonData & { readonly message?: RichText | null; readonly progress?: Words };
  readonly answer: CommonData & { readonly body: RichText; readonly closing?: boolean };
  readonly closure: CommonData & {
    readonly resolution?: RichText | null;
    readonly unverified?: boolean;
    readonly survey?: Survey | null;
  };
  readonly 'follow-up': CommonData & { readonly resolution?: RichText | null; readonly closesOn?: Words };
  readonly reopened: CommonData;
  readonly welcome: CommonData & {
    readonly message?: RichText | null;
    readonly team?: readonly {
      readonly name: string;
      readonly role?: Words;
      readonly address?: Words;
      readonly phone?: Words;
    }[];
    readonly support: { readonly address: string; readonly phone?: Words; readonly hours?: Words };
    readonly urgent?: { readonly phone?: Words };
  };
  readonly incident: CommonData & {
    readonly message: RichText;
    readonly incident: {
      readonly title: string;
      readonly startedAt?: Words;
      readonly affects?: Words;
      readonly phone?: Words;
      readonly over?: boolean;
    };
  };
  readonly escalation: StaffMail & {
    readonly escalation: {
      readonly reason: string;
      readonly step?: Words;
      readonly since?: Words;
      readonly call?: readonly { readonly name: string; readonly phone: string }[];
    };
    readonly message?: RichText | null;
  };
  readonly notification: StaffMail & {
    readonly message: RichText & { readonly folded?: Words; readonly attachments?: Words };
    /** What staff should notice first. */
    readonly notice?: Words;
    readonly changes?: readonly string[];
  };
  readonly confirmation: StaffMail & {
    readonly done?: readonly string[];
    /** Lines that were not understood. */
    readonly unclear?: readonly { readonly line: string; readonly problem: string }[];
    /** Nothing was sent to the client. */
    readonly held?: boolean;
    /** Why, where no line is to blame. */
    readonly why?: Words;
    readonly undo?: Words;
    /** Requests that were asked for, numbered. */
    readonly found?: readonly { readonly n: number; readonly line: string }[];
    /** Lines that were asked for: the commands, or all reasons of a request. */
    readonly help?: readonly string[];
    /** The mail of the staff member that this confirms. */
    readonly about?: Words;
  };
  readonly digest: Pick<CommonData, 'company' | 'staff'> & {
    readonly digest: {
      readonly day: string;
      readonly overdue?: readonly RequestLine[];
      readonly today?: readonly RequestLine[];
      readonly unowned?: readonly RequestLine[];
      readonly fresh?: readonly RequestLine[];
      /** It only tells of mails that are held for an hour. */
      readonly alarm?: boolean;
      /** So many requests came in a storm, and are told in this list. */
      readonly folded?: number | null;
      readonly mine?: readonly RequestLine[];
      /** What the reader has to do. */
      readonly promises?: readonly (RequestLine & { readonly what: string })[];
      /** What may be written back, with numbers of this list. */
      readonly how?: readonly string[];
      readonly automatic?: readonly { readonly from: string; readonly subject: string; readonly kind: string }[];
      readonly held?: readonly {
        readonly n: number;
        readonly from?: Words;
        readonly subject: string;
        readonly problem: string;
      }[];
    };
  };
  readonly bounce: StaffMail & {
    readonly bounce: {
      readonly recipient: string;
      /** What the other server said. */
      readonly reason: string;
      readonly delayed?: boolean;
      /** `#resend to …` sends it again. */
      readonly resend?: boolean;
      readonly likely?: Words;
    };
  };
  readonly status: Pick<CommonData, 'client' | 'company' | 'staff'> & {
    readonly status: {
      readonly period: string;
      readonly done?: readonly RequestLine[];
      readonly open?: readonly RequestLine[];
      readonly next?: readonly string[];
      readonly risks?: readonly string[];
    };
    readonly message?: RichText | null;
  };
  readonly report: Pick<CommonData, 'client' | 'company' | 'staff'> & {
    readonly report: {
      readonly title: string;
      readonly period: string;
      readonly figures?: readonly { readonly label: string; readonly value: string }[];
      readonly attached?: boolean;
    };
    readonly message?: RichText | null;
  };
};

/** What every mail to staff carries. */
export type StaffMail = CommonData & {
  readonly client: CommonData['client'] & {
    readonly address: string;
    readonly tier?: Words;
    readonly unverified?: boolean;
  };
  readonly request: CommonData['request'] & { readonly priority?: Words };
};
