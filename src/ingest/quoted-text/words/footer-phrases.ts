import { phrases } from './phrases.ts';

/** Phrases of which one alone makes a paragraph a legal notice, in lower case. */
export const LEGAL_STRONG = phrases(
  'intended solely for | intended only for | intended recipient | named recipient',
  'received this email in error | received this e-mail in error',
  'received this message in error | received this communication in error | received this in error',
  'received it in error | transmitted in error',
  'confidential and intended | confidential and may be | confidential and privileged',
  'privileged and confidential | confidential or privileged',
  'is confidential | are confidential | confidentiality notice | confidential information',
  'strictly confidential | legally privileged',
  'legally binding | scanned for viruses | swept for the presence of | computer viruses | virus free',
  'virus-free',
  'routinely monitored | monitored centrally | be monitored | government secure intranet | logged, monitored',
  'unauthorised use | unauthorized use',
  'unauthorised disclosure | unauthorized disclosure | unauthorized review | email disclaimer',
  'e-mail disclaimer | consider the environment',
  'before printing this | think before you print | registered in england | registered office | company number',
  'does not accept liability',
  'no liability | views of the author | views expressed | contain confidential | contains confidential',
  'checked by avg | checked for viruses',
  // German, Dutch
  'vertrauliche | vertraulich | rechtlich geschützte | nicht der richtige adressat | nicht der beabsichtigte',
  'unbefugte weitergabe',
  'irrtümlich erhalten | versehentlich erhalten | unerlaubtes kopieren | unerlaubte kopieren',
  'denken sie an die umwelt | amtsgericht',
  'sitz der gesellschaft | registergericht | handelsregister | geschäftsführer: | ust-id | ust-idnr',
  'vertrouwelijk | niet de geadresseerde',
  'uitsluitend bestemd voor | niet voor u bestemd | aan de inhoud van deze | bent u niet de | abusievelijk',
  // French, Spanish, Portuguese, Italian, Catalan, Romanian
  "confidentiel | destinataire de ce message | à l'intention exclusive | établi à | reçu ce message par erreur",
  "reçu ce courriel par erreur | pensez à l'environnement",
  "n’imprimer ce | d'imprimer ce | confidencial | destinatario de este | recibido este mensaje por error",
  'ha recibido este correo por error',
  'protección de datos | medio ambiente antes de imprimir | destinatário | recebeu esta mensagem por engano',
  'recebido esta mensagem por erro',
  'riservat | destinatario indicato | ricevuto questo messaggio per errore | ricevuto per errore',
  'd.lgs. 196/2003 | regolamento ue 2016/679',
  'confidențial | confidential și | destinatarul acestui',
  // Scandinavian, Finnish
  'konfidentiell | fortrolig | ikke er rette modtager | inte är avsedd mottagare | ikke er den rette mottaker',
  'luottamuksellinen | luottamuksellista',
  // Slavic, Hungarian, Turkish, Greek
  'poufn | nie są państwo adresatem | wyłącznie dla adresata | důvěrn | určena pouze | dôvern | конфиденциальн',
  'конфіденційн | предназначено исключительно',
  'поверително | povjerljiv | zaupn | bizalmas | kizárólag a címzett | gizli | gizlilik | yasal uyarı',
  'εμπιστευτικ',
  // Semitic, East Asian
  'סודי | حصري | سري | 机密 | 機密 | 保密 | 仅供收件人 | 守秘 | 기밀 | 비밀',
);

/** Words of which two make a paragraph a legal notice, in lower case. */
export const LEGAL_WEAK = phrases(
  'disclaimer | confidential | privileged | recipient | recipients | addressee | attachments',
  'notify the sender | delete | dissemination',
  'disclosure | copying | distribution | prohibited | unauthorised | unauthorized | virus | viruses | liability',
  'e-mail | this email',
  'haftung | absender | vernichten | empfänger | adressat | destinataire | expéditeur | détruire | destinatario',
  'remitente',
  'mittente | afzender | ontvanger | nadawca | adresat | mottagare | avsändare | modtager | afsender',
  'получател | отправител',
);

/** Titles that open a legal notice, in lower case; the paragraph below them belongs to them. */
export const LEGAL_TITLES = phrases(
  'disclaimer | legal disclaimer | email disclaimer | confidentiality notice | confidentiality | confidential',
  'important notice',
  'legal notice | privileged notice | notice | privacy notice | haftungsausschluss | vertraulichkeitshinweis',
  'rechtlicher hinweis',
  'wichtiger hinweis | avis de confidentialité | avertissement | aviso legal | aviso de confidencialidad',
  'aviso de confidencialidade',
  'avviso di riservatezza | avvertenza | klauzula poufności | uwaga | upozornění | upozornenie | varning',
  'advarsel | bemærk | free of viruses',
  '免责声明 | 免責事項 | 면책 조항',
);

/** Phrases of mailing lists, forums and trackers under a mail, in lower case. */
export const LIST_FOOTER = phrases(
  'mailing list | unsubscribe | to unsubscribe | manage your subscription | subscription options',
  'mailman/listinfo | listinfo',
  'you are receiving this | you received this message because | you received this email because',
  'reply to this email directly',
  'view it on github | view this email in your browser | to respond, reply to this email | to stop receiving',
  'mute this topic | mute the thread',
  'list archives | visit my preferences | notification preferences | email preferences | google groups',
  'groups.google.com | yahoo! groups',
  'abmelden | abbestellen | newsletter | se désabonner | désinscrire | darse de baja | cancelar la suscripción',
  'cancelar inscrição',
  'annulla iscrizione | disiscriverti | afmelden | uitschrijven | avprenumerera | afmeld | meld deg av',
  'wypisać się | wypisz się | отписаться',
  'отказаться от рассылки | відписатися | odhlásit | leiratkozás | dezabonare | abonelikten çık | 配信停止 | 退订',
  '取消订阅 | 수신거부',
);

/** Banners that a company's server puts above mail from outside, in lower case. */
export const EXTERNAL_BANNER = phrases(
  'external sender | external email | external e-mail | external message | external source',
  'originated from outside | originated outside | from outside of',
  'outside of the organization | outside your organization | outside the organization',
  'outside the organisation | outside of your organization',
  "outside of our organization | outside our organisation | sent from outside | don't often get email from",
  'do not often get email from | came from outside',
  'do not click any links | do not click on links | do not click links | be cautious',
  'learn why this is important | sent by an external',
  'externer absender | externe e-mail | externe mail | von außerhalb | von ausserhalb',
  'erhalten nicht häufig e-mails von | erhalten nicht oft',
  "expéditeur externe | provient de l'extérieur | vient de l'extérieur | email externe | e-mail externe",
  'recevez pas souvent de courriers',
  'remitente externo | correo externo | procede de fuera | remetente externo | e-mail externo',
  'fora da organização | mittente esterno',
  "email esterna | dall'esterno | externe afzender | van buiten de organisatie | extern avsändare",
  'ekstern afsender | ekstern avsender',
  'nadawca zewnętrzny | spoza organizacji | wiadomość zewnętrzna | externí odesílatel | внешний отправитель',
  'внешнее письмо | 外部邮件 | 外部メール | 외부 메일',
);
