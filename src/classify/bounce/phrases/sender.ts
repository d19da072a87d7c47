import { phrases } from './phrase.ts';

/** A proof, a login or encryption is missing; or a virus was found. */
export const SECURITY = phrases(`
  authentication required | authentication is required | requires authentication | authentification requise | authentification invalide
  authentication failure | authentication credentials | authentication turned on | turn on smtp authentication | authrequired
  unauthenticated senders not allowed | without authentication | smtp auth | you must authenticate | please authenticate
  must be authenticated | submitter failed to | incorrect authentication data | cannot achieve exchange server authentication
  client was not authenticated | verification failure | authentication failed; server | could not retrieve credentials
  starttls | tls required | tls is required | tls/ssl | tls/sslv3 | requires encryption | requires tls | requires high-strength ciphers
  encryption required | does not support tls | tls missing certificate | certificate expired | certificate-expired | certificate-host-mismatch
  tlsa-invalid | dnssec-invalid | mta-sts validation | configuration is invalid for this certificate
  virus detected | virus-detected | prohibited virus | infected with a virus | virus infected | contains a virus | contains virus | contained a virus
  virus … found | virus … detected | potentially executable attachment | recent viruses or other malware | malware | malicious
  not authorized to perform ses | account not subscribed to ses | security alert | does not advertise auth
`);

/** The server does not carry mail on for others. */
export const RELAYING = phrases(`
  relaying denied | relay denied | relay access denied | relay not permitted | relaying not permitted | relaying not allowed
  relaying is not allowed | relay not allowed | relaying mail to | relaying prohibited | relay is prohibited | relay prohibited
  no relaying | not relaying | cannot relay | can't relay | won't relay | unable to relay | not permitted to relay | not allowed to relay
  not configured to relay | not a gateway | as a relay | open relay | mail relay | relay for | relay from | relay through | smtp relay error
  invalid credentials for relay | allowed rcpthost | don't handle mail for | do not handle mail for | specified domain is not allowed
  email address is not verified | not local host | smtp authenticated relay | we do not relay | relais interdit | delivery is not allowed to this address
`);

/** Too much at once or in a time. */
export const TOO_MANY = phrases(`
  too many connection | too many concurrent | too many simultaneous | too many session | too many recipients | too many messages
  too many errors | too many bad commands | too many invalid recipients | too many … untrusted ip | too many hits | trop de connexions
  connection rate limit | connection limit | connections limit | maximum number of connections | connection frequency limited
  frequency limited | frequency of receiving messages is limited | rate limit | rate-limit | ratelimit | throttl | message threshold exceeded
  max emails per hour | emails per hour | messages per hour | message receive limit | max message per connection | messages per session
  messages this hour | recipients this hour | received this hour | daily limit | sending limit | sending quota | submission quota
  receiving mail too quickly | receiving mail at a rate | unusual rate of | excessive volume | slow down | try again slower
  thread limit exceeded | permitted limits | tenant has exceeded threshold | without solving a captcha | reciplimit
  exceeded their limit for | exceeding outbound thread limit | requested action aborted: try again later | service is temporarily unavailable. too
`);

/** SPF, DKIM, DMARC. */
export const AUTHENTICATION = phrases(`
  dmarc | spf check | spf fail | spf validation | spf record | spf settings | spf unauthorized | spf/dns | spf sender invalid | spf.pobox.com | openspf
  fails to pass spf | pass spf | spf: … not allowed | per it's spf | spf or dkim | sender policy framework | dkim | authentication checks
  does not have authentication information | domain authentication fail | sender is unauthenticated | unauthenticated email
  required authentication level | anti-spoofing | spoof
`);

/** The sending host is refused. */
export const BLOCKED = phrases(`
  reverse dns | rdns | ptr record | ptr-record | ptr resource record | cannot find your hostname | cannot find your reverse hostname
  ip name lookup failed | unresolvable relay host | cannot resolve your address | mismatches client ip | unverifyable sending ip
  sender ip reverse lookup | dns lookup failure … try again later | dns check failure | client host rejected | client host blocked | client blocked
  client host … blocked | helo command rejected | helo/ehlo argument | helo / ehlo requires | bad helo | invalid helo | invalid domain name
  my name was rejected | greeting failed | after initial connection | blacklist | black list | blocklist | block list | blocked using
  was blocked by | mail from … refused | blocked by barracuda | blocked - see | refused - see | listed at | listed in | listed on | listing in spamhaus | listed as abusive
  in an rbl | rbl on | rbl reject | by rbl | the rbl | rbl: | dnsbl | spamhaus | spamcop | sorbs | abuseat | barracudacentral | uceprotect
  adresse ip source bloquee | ␣ip … has been blocked | ␣ip … is blocked | ␣ip … was blocked | ␣ip … bloqu | ␣ip … banned | access from ip … blocked
  your ip … rejected | access ip … rejected | mail from ip … rejected | banned sending ip | bad sender ip | sender ip address rejected
  ip not in whitelist | dynamic ip | dynamic/zombied | generic ip | bad ip profile | mail from your ip | by your ip | spams from your ip
  mail server … is blocked | server access … forbidden | no access from mail server | access from mail server | connection rejected by policy
  refused to talk to | connection denied | connection refused by | connection dropped | connection reset by peer | dropped by remote host | connection was dropped
  not accepting connections | not allowed to connect | allowed to connect to this | host is not allowed | rejecting open proxy
  reputation | user complaints | permanently deferred | looks suspiciously like spammer | you are sending spam | currently sending spam
  suspected spam ip | suspected bounce attacks | too many unwanted messages | temporarily deferred | ont ete bloques
  service refuse | service refused | veuillez essayer plus tard | please use the smtp server of your | confirm this mail server
  server requires confirmation | sender address blocked | go away | said: 550 blocked | we do not accept mail from | not allowed to send mail from
  invalid ip for sending | error: no valid recipients from | may not be mail exchanger | was not authenticated | abus detecte | gesperrt … ␣ip | ␣ip … gesperrt
  messages from … weren't sent | recipients :blocked | ␣ip= … a problem occurred | does not accept email over ipv6 | network is temporary | bad reverse | (bl) | submit messages to this e-mail system has been rejected
`);

/** The sender's address is refused. */
export const REJECTED = phrases(`
  sender address rejected | sender … rejected | sender was rejected | rejected … sender | invalid sender | sender denied | sender verify failed | sender verification
  sender address verification | could not verify sender | domain of sender address | sender domain | unknown sender | unroutable sender | bad outbound sender
  mail from not owned | mailfrom domain | returned mail not accepted | null sender | empty envelope sender | empty email address
  bad sender | badmailfrom | badsendermx | sendernoa | emetteur invalide | expéditeur … refus | absender … abgelehnt | absender … gesperrt | remitente … rechaz
  sender is … list | senderfilter | sender not pre-approved | sender not in allowed | sender was not authenticated | sender not authenticated | your email address has been bl
  your domain has been blocked | your domain has been blacklisted | you are not allowed to post | not a member | non-member | members-only | not member | not subscribed
  permission to post | berechtigungen … nachricht | not a registered gateway user | notauthorized | not authorized
  system not accepting | administrative prohibition | envelope blocked | envelope rejected | blocked senders | rejected by header-based | by senderfilter | secumail valid-address
  all recipient addresses rejected | has an outgoing mail suspension | different address or alias | backscatter | purported responsible address | is a dead domain
  from: domain is invalid | fully qualified email address required | banned sender | ␣denied (mode | ␣denied [mode | unregistered domains | reject mail | reject spammers | nicht … mitglied
`);

/** It was refused when the sender was named, and nothing else says why. */
export const REFUSED_AT_SENDER = phrases('mail from command | after mail from');

/** The message's own form. */
export const CONTENT = phrases(`
  duplicate header | messages with multiple addresses | multiple … addresses in from: header | there are multiple … header | rfc 5322 compliant
  rfc 2822 compliant | not rfc 5322 | rfc 5322 section | not rfc compliant | headers are not rfc | not comply with rfc | not compliant with rfc | bare lf | stray linefeed
  improper use of 8-bit | invalid mime header | improperly-formatted binary | unnecessary base64 encoding | mime complexity | missing from: header
  from: addresses are not allowed | as a from: address | no resent-from field | message header size | header size exceeds | invalid message content | invalid characters
  attachment extension | header is too long | blocked because its content presents a potential | illegal attachment | prohibited attachment | forbidden attachment | attachment type
  attachments … not accept | images or other attachments | accepting mail with attachments | accepting mail with embedded | conversion to internet format failed
  unsafe content | unsafe attachment | dangerous content | message depth exceeded | blocked file | dangerous attachment | executable attachment | too many … received … headers
`);

/** Unwanted bulk. */
export const SPAM = phrases(`
  spam | unsolicited | ␣ube␣ | ␣uce␣ | ube/uce | bulk email | bulk mail | bulk e-mail | bulk.advertising | junk mail | junk email | uribl | surbl
  blacklisted url | content reject | content filter | content denied | unacceptable content | rejecting mail content | rejecting banned content | message looks like
  message content rejected | recurrent pattern detection | reject, id= | mail rejete. mail rejected | blocked for abuse | blocked by our filter | mail score | our system has detected that this message
  hits … required | scored … points | cyberoam | 垃圾邮件 | 迷惑メール | спам
`);

/** A rule of the receiving house. */
export const POLICY = phrases(`
  policy reason | policy violation | violates … policy | due to policy | local policy | denied by policy | by policy | security policies | organization policy | organizational settings
  content examination policy | policy restriction | policy rejection | policy error | for policy | header error | header are not accepted | protocol violation
  message given low priority | mass mailer | closed mailing list | mail flow rule | transport rule | greylist | graylist | postgrey | try again in … minutes | access denied | mail refused
  message refused | message not allowed | message rejected | mail rejected | email rejected | rejected for | blocked by … filter | not accept messages containing | no data before greeting
`);
