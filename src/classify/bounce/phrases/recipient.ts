import { phrases } from './phrase.ts';

/** The mailbox has no room. */
export const MAILBOX_FULL = phrases(`
  mailbox full | mailbox is full | mailbox's full | full mailbox | mail box is full | mailfolder is full | mailfolder is over
  inbox is full | in-box is full | inbox … out of storage | mailbox … out of storage | mailbox is almost full
  over quota | overquota | over-quota | over the quota | over disk quota | over their quota | over the allowed quota | over its quota
  quota exceed | quota exceded | quota usage exceeded | quota violation | quota full | quota is full | quota reached | quota limit
  out of quota | exceeded quota | exceeds quota | exceeded the quota | exceeding its mailbox quota | exceeding their quota
  exceed his quota | exceeded his quota | exceeds his quota | exceeded their quota | exceeded its quota | exceeded his/her quota
  exceeded … disk quota | diskspace quota | disk quota | disc quota | quota … is exceeded | quota … has been exceeded
  disk space limit … mailbox | mailbox … disk space limit | mailbox … size limit | mailbox … exceeded … limit | mailbox size
  mailbox exceeds allowed size | mailbox would exceed | mailbox has reached | mailbox limit | storage … exceeded … mailbox
  exceeded storage allocation | exceeded its storage | account storage limit | storage limit | not enough storage space
  does not have enough space | not enough space in | user's space has been used up | user is out of space | insufficient space in
  insufficient disk space | not enough disk space | not sufficient disk space | disk full | no space left on device | too many messages on the server | number of messages … exceeded | too much mail data
  exceeding receiving limits | maximum size allowed for mail delivery | shutoffquota | mailbox … no more space | mailbox has no space
  quota überschritten | speicherplatz | cuota excedida | квота … превышена | 容量を超え | 容量オーバー | 容量不足 | 空间不足
`);

/** The mailbox exists but is closed. */
export const SUSPENDED = phrases(`
  account that you tried to reach is disabled | account that you tried to reach is inactive | account disabled | account is disabled
  account is inactive | account inactive | account has been disabled | account has been deactivated | account has been suspended
  account has been locked | account is locked | account is suspended | account suspended | account is temporarily limited
  account is temporarily disabled | account has been closed | account closed | account expired | account has expired
  recipient account is … blocked | account blocked | this account has been | inactive account | inactive user | user inactive
  user is inactive | user disabled | user is disabled | user suspended | user is suspended | user is terminated
  user or domain is disabled | mailbox disabled | mailbox is disabled | mailbox has been disabled | mailbox is frozen | mailbox frozen
  mailbox currently suspended | mailbox suspended | mailbox is suspended | mailbox has been suspended | mailbox is blocked
  mailbox locked | mailbox is locked | mailbox unavailable or access denied | mailbox cannot be accessed | deactivated mailbox
  mailbox deactivated | user deactivated | temporary locked | temporarily inactive | currently suspended | has been suspended
  recipient suspend the service | archived recipient | destinataire archivee | compte du destinataire est bloque
  banned recipient | mailaddress is administrativ | is no longer valid | no longer active | user account … disabled
  cuenta … ha expirado | casilla … ha expirado | casilla … bloqueada | falta de uso
  due to inactivity | because of inactivity | mailbox … has been closed | mailbox … has been blocked | account … has been blocked | mailbox was disabled
  account was disabled | account … deactivated | account … terminated | has been terminated | mailbox … expired
`);

/** There is no such mailbox. */
export const USER_UNKNOWN = phrases(`
  user unknown | unknown user | user is unknown | user … unknown | user … is not known | user not known | unknown virtual user | unknown local
  unknown recipient | recipient unknown | recipient is unknown | recipient name is not recognized | unknown mailbox | mailbox unknown
  unknown address | address unknown | addressee unknown | unknown e-mail | unknown email | unknown account | account unknown | unknown alias
  unknown or illegal alias | unknown or illegal user | no such user | no such address | no such mailbox | no such recipient | no such person
  no such account | no such local user | no such mail drop | no such email | no such name | no such alias | such user
  no user by that name | no user named | no account by that name | no mailbox by that name | no mailbox here | no mailbox found | no mailbox for
  no mail box available | no one at this address | no person | no existe | nonexistent | non-existent | non existent | inexist
  does not exist | doesn't exist | do not exist | not exist | isn't a valid user | not a valid user | not a valid recipient | not a valid mailbox
  not a valid address | not a valid email | not a known user | not a local address | not a user | not an active address | not our user | not our customer
  not found | couldn't be found | could not be found | can not be found | was not found | cannot be found | is not found | cannot find user
  can't find user | couldn't find user | unable to find user | unable to find recipient | unable to locate | unable to verify user | user lookup failed
  not in local recipient table | not in this directory | no entry in | not present in directory | not in name directory | in name directory | not in the directory
  invalid recipient | invalid-recipient | recipient invalid | recipient is invalid | invalid user | invalid mailbox | mailbox invalid
  invalid address | address invalid | address is invalid | invalid email | invalid e-mail | invalid local | invalid final delivery userid | invalid or unknown
  bad recipient | bad_recipient | bad-recipient | bad destination mailbox | bad address | illegal user | illegal alias | illegal address | illegal recipient
  mailbox is inactive | inactive email | user not active | mailbox is not allowed | not present | not email addresses | recipients was undeliverable | mailbox unavailable | mailbox unavaiable | mailbox is unavailable | mailbox … unavailable | mailbox not available | account unavailable | address is not available
  objectnotfound | mapiexceptionnotfound | command rcpt … not ok | recipient not ok | recipient not local | recipient is not local | recipient refused | recipient is not accepted
  recipient does not | recipient no longer | no longer on server | no longer accepts mail | no longer valid | no longer available
  no longer exist | no longer with | no longer works | left the company | has been replaced by | mailbox has moved | has moved
  envelope recipient has been denied | denied … recipient | can't accept user | cannot accept user | doesn't have a … account
  does not have a … account | user missing home directory | malformed address | destination addresses were unknown | rejected recipients
  destination mailbox address ambiguous | account … not exist | is not a mailbox | does not like recipient | did not exactly match | addressee not
  unrouteable recipient | undisclosed address | no route for user | spectator does not exist | cannot route mail to user | has no mailbox
  empfänger unbekannt | empfaenger unbekannt | benutzer unbekannt | unbekannter empfänger | unbekannter benutzer | existiert nicht | gibt es nicht
  adresse … nicht gefunden | empfänger … nicht gefunden | adresse unbekannt | utilisateur inconnu | destinataire inconnu | adresse inconnue | n'existe pas
  destinataire invalide | adresse destinataire invalide | utilisateur … non recensé | introuvable | répertorié dans | usuario desconocido | usuario no existe
  no se encuentra | no se encontr | destinatario desconocido | direcci … no existe | dirección … no válida | buzón inexistente | cuenta inexistente
  utente sconosciuto | utente … inesistente | nessun utente | indirizzo … inesistente | destinatario … sconosciuto | indirizzo … non … trovato | non è stato trovato
  usuário desconhecido | usuario desconhecido | usuário não | não foi encontrado | não existe | nao existe | destinatário … inválido | conta inexistente
  onbekende gebruiker | gebruiker onbekend | bestaat niet | is niet gevonden | niet gevonden | ontvanger onbekend | finns inte | hittades inte | eksisterer ikke
  findes ikke | blev ikke fundet | ble ikke funnet | ei löydy | ei ole olemassa | nie istnieje | nie znaleziono | nieznany użytkownik | neexistuje | nenalezen
  nem található | nem létezik | bulunamadı | mevcut değil | не существует | не найден | не знайдено | не зарегистрирован | неизвестный пользователь | нет такого
  見つかりませ | 存在しませ | 不明なユーザ | リストにありません | %g%#%l%/%h%j$k$o8+$d$+$j$^$;$s | 用户不存在 | 邮箱不存在 | 地址不存在 | 不存在 | 找不到 | 사용자를 찾을 수 없 | 존재하지 않
`);

/** The recipient is refused and nothing says why: most often there is none of that name. */
export const RECIPIENT_REFUSED = phrases(`
  recipient address rejected | recipient rejected | rejected recipient | address rejected | rejected address | recipient not accepted | requested action not taken
`);

/** The recipient himself, or his filter, refuses. */
export const FILTERED = phrases(`
  message filtered | recipient preferences | not want to receive | not wish to receive | doesn't want to receive | due to user rules | user refuses | user reject | refuse to receive | recipient refuses
  account is protected by | is not accepting any mail | restricted sms e-mail | only accepting mail from | blocked by the recipient | rejected by recipients | rejected by recipient
  they are not accepting mail | they are not accepting | not accepting mail with | not accepting mail from | envelope blocked - user | privacy settings
  rejected by a remote mail server | ambiguous recipient | rejected by the domain filter 
`);

/** The part behind the @ leads nowhere. */
export const HOST_UNKNOWN = phrases(`
  domain does not exist | domain doesn't exist | dns domain … does not exist | nonexistent domain | nonexistentdomain | non-existent host | non-existent domain
  no such domain | no such host | domain not found | domain name not found | domain … not found | domain is unknown | unknown domain | unknown mail domain | domain unknown
  invalid domain | domain is not reachable | domain must exist | domain may not exist | remote domain doesnt exist | unknown host | host unknown | unknown mail host
  host not found | host or domain name not found | couldn't find any host | could not find any host | couldn't find a mail exchanger | mx records point to non-existent
  host name … could not be resolved | host … cannot be resolved | domain … could not be resolved | domain … cannot be resolved | could not resolve host | unable to resolve host
  host address lookups failed permanently | name or service not known | name service error … not found | illegal host/domain | no mx record | no mx found | no mx for
  no mx or a | null mx | nullmx | no mail exchanger | does not accept mail | not accept mail (nullmx) | indicated no smtp service | unrouteable address | unroutable address
  unrouteable mail domain | unrouteable domain | server returned answer with no data | dns server returned | nxdomain | had no relevant answers | domain … isn't properly registered
  mail domain mentioned in email address is unknown | destination seem to reject all mails | domaine inconnu | domain unbekannt | dominio desconocido | dominio inesistente | домен не
`);
