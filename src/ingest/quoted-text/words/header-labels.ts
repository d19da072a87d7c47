import { phrases } from './phrases.ts';

/** What a line of a quoted mail's header states. */
export type HeaderRole = 'from' | 'to' | 'cc' | 'date' | 'sent' | 'subject' | 'reply-to' | 'other';

/** Labels as Outlook, Apple Mail, Gmail, Yahoo and Thunderbird write them, in lower case. `sent` is only ever written by mail programs. */
const LABELS: Readonly<Record<HeaderRole, readonly string[]>> = {
  from: phrases(
    'from | von | de | da | van | od | fra | från | lähettäjä | šalje | feladó | expeditorul | expeditor | de la',
    'отправитель | от | от кого | від | від кого | kimden | gönderen | saatja | mittente | nadawca | expéditeur',
    'remitente | remetente | afsender | avsender | avsändare | absender | afzender | odosielateľ | odesílatel',
    'pošiljatelj',
    'από | изпращач | nuo | no | frá | từ | người gửi | dari | จาก | من | از | מאת | sender | remitent',
    '发件人 | 寄件者 | 寄件人 | 發件人 | 差出人 | 送信者 | 送信元 | 보낸 사람 | 보낸사람 | 보내는 사람 | 발신',
  ),
  to: phrases(
    'to | an | à | a | para | aan | do | komu | til | till | vastaanottaja | prima | za | címzett | destinatarul',
    'către',
    'кому | получатель | до | pre | kime | alıcı | pour | adresat | destinataire | destinataires | destinatario',
    'destinatário',
    'empfänger | ontvanger | modtager | mottaker | mottagare | adresát | saaja | προς | kam | kellele | gavėjas',
    'tới | đến',
    'kepada | ถึง | إلى | الى | به | אל | per a | 收件人 | 收件者 | 宛先 | 받는 사람 | 받는사람 | 수신',
  ),
  cc: phrases(
    'cc | bcc | kopie | kopie (cc) | kopio | másolat | másolatot kap | kopi | dw | udw | копия | kopia | bilgi',
    'копія',
    'kópia | copie à | copie | copia | cópia | cco | cci | ccn | blindkopie | kopija | κοιν | κοινοποίηση',
    'skrytá kopie',
    '抄送 | 副本 | 参照 | 참조 | สำเนา | نسخة | עותק',
  ),
  date: phrases(
    'date | datum | dato | fecha | päivämäärä | päiväys | dátum | data | dată | дата | tarih | ημερομηνία',
    'kuupäev',
    'datums | ngày | tanggal | วันที่ | التاريخ | تاريخ | تاریخ | תאריך | 日期 | 日付 | 日時 | 날짜 | received | dags',
    'time',
    'date et heure | fecha y hora | datum und uhrzeit | date/time | 時間 | 时间',
  ),
  sent: phrases(
    "sent | gesendet | gesendet am | envoyé | envoyé le | envoye | envoyé par | date d'envoi | enviado",
    'enviado el | enviados',
    'enviada em | enviado em | enviada | inviato | verzonden | wysłano | wysłane | trimis | отправлено | odoslané',
    'odesláno',
    'skickat | sendt | lähetetty | elküldve | gönderilen | gönderildi | gönderme tarihi | gönderilme tarihi',
    'відправлено',
    'надіслано | изпратено | στάλθηκε | εστάλη | poslano | saadetud | nosūtīts | išsiųsta | đã gửi | dikirim',
    'terkirim | ส่ง',
    'تم الإرسال | الإرسال | أرسلت | נשלח | ارسال شده | enviat | enviat el | 发送时间 | 傳送時間 | 寄件日期 | 送信日時 | 보낸 날짜',
    '보낸날짜',
  ),
  subject: phrases(
    'subject | betreff | betrifft | objet | sujet | asunto | assunto | oggetto | onderwerp | temat | emne | ämne',
    'aihe',
    'předmět | predmet | tárgy | subiect | subiectul | тема | konu | naslov | zadeva | θέμα | teema | temats',
    'tēma | tema',
    'относно | efni | chủ đề | tiêu đề | subjek | perihal | judul | เรื่อง | الموضوع | موضوع | נושא | הנדון',
    'assumpte',
    '主题 | 主旨 | 主題 | 件名 | 題名 | 제목',
  ),
  'reply-to': phrases(
    'reply-to | reply to | odgovori na | odpověď na | svar til | antwoord aan | beantwoorden - aan | vastaus',
    'répondre à',
    'antwort an | válaszcím | rispondi a | risposta | odpowiedź-do | responder a | răspuns către | ответ-кому',
    'odpovedať-pre',
    'svara till | yanıt adresi | кому відповісти | 返信先 | 回复 | 답장',
  ),
  other: phrases(
    'importance | priority | sensitivity | attachments | attachment | wichtigkeit | priorität | anlagen | anhänge',
    'importance haute',
    'pièces jointes | pièce jointe | datos adjuntos | importancia | anexos | importância | allegati | priorità',
    'bijlagen',
    'prioriteit | urgentie | załączniki | ważność | bilagor | prioritet | vedhæftet | vedhæftede filer | vedlegg',
    'viktighet',
    'organization | organisation | organisatie | mailed-by | signed-by | list-id | message-id | liitteet',
    'přílohy | вложения',
    'resent from | on behalf of | organización | 附件 | 添付ファイル | 첨부',
  ),
};

/** The role of each label. */
export const HEADER_ROLES: ReadonlyMap<string, HeaderRole> = new Map(
  Object.entries(LABELS).flatMap(([role, labels]) => labels.map((label) => [label, role as HeaderRole] as const)),
);
