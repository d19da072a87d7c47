import { phrases } from './phrases/phrase.ts';

/** Beginnings and cores of a report's subject, lower case, as servers write them in the languages they speak. */
export const FAILURE_SUBJECTS = [
  ...phrases(`
    undeliverable | undelivered | undeliverd | delivery status notification | delivery failure
    delivery_failure | delivery failed | delivery has failed | delivery error | delivery problem
    delivery report | delivery status | delivery warning | delivery notification | delivery delayed
    mail delivery | mail failure | mail system error | mail failed | failed mail | failed delivery
    failure notice | failure delivery | failure notification | returned mail | returned message
    returned to sender | non-delivery | non delivery | nondeliverable | not delivered | could not be delivered
    couldn't be delivered | could not send message | could not send mail | error sending your mail
    message delayed | delayed mail | message frozen | message you sent blocked
    error(s) in forwarding or filtering | unable to deliver | cannot deliver | cannot send message | [bounce]
    mail bounce | bounced mail | user unknown | notice: mail delivery status | warning: message
    email delivery failure | aws notification message | mail returned | loop alert | are not member
  `),
  // German
  ...phrases(`
    unzustellbar | zustellung fehlgeschlagen | nicht zugestellt | nicht zustellbar | zustellungsfehler | zustellfehler
    fehler bei der zustellung | unzustellbare
  `),
  // French
  ...phrases(`
    non remis | non distribu | échec de la remise | échec de remise | échec de livraison | non délivr
    notification d'état de remise
  `),
  // Spanish, Portuguese, Italian, Romanian
  ...phrases(`
    no se puede entregar | no entregado | no se pudo entregar | error de entrega | fallo en la entrega
    devuelto | não entregue | não foi possível entregar | falha na entrega | falha de entrega
    mensagem devolvida | não é possível entregar | non recapitabile | mancato recapito | mancata consegna
    errore di consegna | nelivrat
  `),
  // Dutch, Nordic
  ...phrases(`
    onbestelbaar | niet bezorgd | niet afgeleverd | olevererbar | kunde inte levereras | ikke leveret
    ikke levert | kunne ikke leveres | kan ikke leveres | uleverlig | uleverbar | toimittaminen epäonnistui
    perille toimittamaton | voitu toimittaa
  `),
  // Slavic, Hungarian, Turkish, Greek
  ...phrases(`
    niedostarcz | nie dostarcz | zwrot wiadomo | nedoručiteln | nedoručen | nepodařilo se doručit
    kézbesíthetetlen | nem kézbesíthető | iletilemedi | teslim edilemedi | недоставлен | не доставлен
    не было доставлено | не удалось доставить | не удаётся доставить | недоставленное | неможливо доставити
    δεν παραδόθηκε | δεν είναι δυνατή η παράδοση
  `),
  // Japanese, Chinese, Korean, Hebrew, Arabic
  ...phrases(`
    配信不能 | 配信できません | 配送できません | 送信できません | 不達 | エラーメール | 退信 | 未送达 | 无法送达 | 無法傳送 | 無法送達 | 未傳遞 | 投递失败 | 发送失败 | 배달되지
    전송 실패 | 반송 | לא ניתן למסור | לא נמסר | غير قابل للتسليم | تعذر تسليم
  `),
];

/** Words in which servers tell that they could not, or not yet, deliver; lower case, plain quotes. */
export const FAILURE_WORDS = [
  ...phrases(`
    this is the mail system at host | postfix program at host | this message was created automatically by
    could not be delivered | couldn't be delivered | cannot be delivered | can not be delivered
    was not delivered | wasn't delivered | not been delivered | not delivered to | could not deliver
    couldn't deliver | unable to deliver | wasn't able to deliver | was not able to deliver | failed to deliver
    problem delivering | problems delivering | trouble delivering | error delivering | undeliverable
    undelivered | did not reach | could not be sent | couldn't be sent | could not be reached
    delivery to the following | delevery to the following | delivery of email to this address
    delivery of your message | delivery has failed | delivery failed | delivery failure | has failed due to
    delivery status notification | delivery report | non-delivery | permanent fatal errors
    transient non-fatal errors | had delivery problems | had delivery errors | transcript of session follows
    attempting to deliver | trying to deliver | was rejected by | has been rejected by | were rejected
    has been blocked | recipient was rejected | recipients was rejected | failed recipient | failed address
    failure reasons | invalid final delivery userid | mailbox exceeds allowed size | unable to find user
    unknown user: | unknown host: | user's mailbox is full | not a valid user | no such user
    no user by that name | user unknown | returned to you | returned to sender | error-for:
    did not exactly match | incorrectly constructed | has been frozen | was frozen on arrival
    are not a member of this mailing list | duplicated message-id | address not found | address couldn
    you don't have permission to post | may not have permission to post | "notificationtype":"bounce"
    "eventtype":"bounce" | remote server returned | remote host said | message delivery | has been postponed
    has been delayed | is delayed | technical details of permanent failure
  `),
  // German
  ...phrases(`
    konnte nicht zugestellt werden | nicht zugestellt | konnte nicht übermittelt | fehler beim zustellen
    zustellung an die folgenden | unzustellbar
  `),
  // French
  ...phrases(`
    n'a pas pu être remis | n'a pas pu être distribué | n'a pu être remis | n'a pas pu être délivré
    n'a pas été remis | n'a pas été délivré | échec de la remise | impossible de remettre
  `),
  // Spanish, Portuguese, Italian
  ...phrases(`
    no se ha podido entregar | no se pudo entregar | no pudo ser entregado | no ha podido ser entregado
    no se puede entregar | não pôde ser entregue | não foi possível entregar | não foi entregue
    nao pode ser enviada | ocorreu falha na entrega | falha na entrega | non è stato possibile recapitare
    non può essere recapitato | impossibile recapitare | il recapito non è riuscito | mancato recapito
    non è stato recapitato
  `),
  // Dutch, Nordic
  ...phrases(`
    kan niet worden bezorgd | kon niet worden bezorgd | niet worden afgeleverd | niet aangekomen
    kunde inte levereras | kunne ikke leveres | kan ikke leveres | ikke leveret | toimitus epäonnistui
    toimittaminen epäonnistui
  `),
  // Slavic, Hungarian, Turkish
  ...phrases(`
    nie można dostarczyć | nie została dostarczona | nelze doručit | nepodařilo … doručit | nepodarilo … doručiť | nem kézbesíthető
    nem sikerült kézbesíteni | teslim edilemedi | iletilemedi | не может быть доставлено | не было доставлено
    не удалось доставить | невозможно доставить | не доставлено | не може бути доставлено
  `),
  // Romanian, Greek, Croatian and Slovene, Baltic
  ...phrases(`
    nu a putut fi livrat | nu a putut fi trimis | nu a fost livrat | δεν ήταν δυνατή η παράδοση | δεν παραδόθηκε
    δεν μπορεί να παραδοθεί | nije isporučen | nije mogla biti isporučena | ni bilo mogoče dostaviti | ei õnnestunud
    nepavyko pristatyti | neizdevās piegādāt
  `),
  // Hebrew, Arabic, Indonesian, Vietnamese
  ...phrases(`
    לא נמסרה | לא ניתן למסור | تعذر تسليم | لم يتم تسليم | tidak dapat dikirim | gagal dikirim | tidak terkirim
    không thể gửi | không gửi được
  `),
  // Japanese, Chinese, Korean
  ...phrases(`
    送信できませんでした | 配信できません | 配送できません | お届けできません | 届きませんでした | 送信に失敗しました | 宛先に届 | 无法投递 | 无法送达 | 未能送达 | 無法傳遞 | 退回
    전달하지 못했습니다 | 배달하지 못했습니다
  `),
];

/** Words of a report that is only a warning: the server keeps trying. */
export const LATE_WORDS = [
  ...phrases(`
    not yet been delivered | has been delayed | is delayed | was delayed | delayed mail | message delayed
    notification (delay) | notification: delayed | delivery delayed | delivery incomplete | warning message only
    warning only | this is a warning | this is only a warning | just a warning | will be retried
    still being retried | will retry for | will continue to try | will keep trying | attempts will continue
    is still trying | has been postponed | you do not need to re | do not need to resend
    no action is required on your part | no further action is required | could not send message for past
    could not send mail for past | delayed 24 hours | transient non-fatal errors | temporary failure report
    mail delivery warning | zustellung verzögert | noch nicht zugestellt | verzögert sich | n'a pas encore été
    a été retardé | est retardé | se ha retrasado | aún no se ha entregado | ainda não foi entregue
    è in ritardo | non è stato ancora recapitato | is vertraagd | ещё не доставлено | еще не доставлено | 遅延してい
    尚未送达
  `),
];

/** Sentences and rulings that only mail servers write; where the sender's name is the one other sign of a machine. */
export const SERVER_SENTENCES = [
  ...phrases(`
    this is the mail system at host | postfix program at host | this message was created automatically by
    qmail-send program | the mail delivery agent at | permanent fatal errors | had delivery problems
    had delivery errors | transcript of session follows | failed recipients --- | failed addresses follow
    failure reasons --- | non-delivery report --- | did not reach the following recipient
    your message did not reach some or all | delivery has failed to these recipients
    delivery to the following recipient | was not delivered to: | could not be delivered to:
    unable to deliver message to | following recipient(s) | following address(es) | recipients were affected
    mailbox is full | mailbox exceeds allowed size | invalid final delivery userid
    are not a member of this mailing list | duplicated message-id | did not exactly match an
    no valid recipients | "notificationtype":"bounce" | "eventtype":"bounce" | remote server returned
    remote host said
  `),
];
