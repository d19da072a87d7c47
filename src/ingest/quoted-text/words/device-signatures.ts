/*
 * What phones and mail programs put under a mail: "Sent from my iPhone", "Get Outlook for iOS". Each pattern must match the
 * whole line; `…` stands for a few words without a sentence's punctuation.
 */

const FEW = '[^,;!?\\n]{1,60}';

/** Words that name a device or a mail program; without one, "Sent from" needs a "my". */
const DEVICE =
  '(?:iphone|ipad|ipod|ios|imac|macbook|apple|watch|android|samsung|galaxy|huawei|xiaomi|redmi|oppo|vivo|honor|oneplus|pixel|nexus|motorola|moto|' +
  'htc|lg|sony|xperia|nokia|wiko|zte|asus|lenovo|fairphone|blackberry|windows|surface|outlook|yahoo|gmail|aol|mail|mailbox|email|e-mail|mobile|mobil\\w*|' +
  'phone|smartphone|handy|tablet|tab|device|telefon\\w*|tel[eé]fono|t[eé]l[eé]phone|cellulare|celular|gsm|verizon|at&t|t-mobile|vodafone|sprint|' +
  'proton\\w*|thunderbird|airmail|spark|postbox|front|superhuman|hey|missive|tutanota|hushmail|zoho|mailspring|mailbird|em client|newton|nine|boxer|' +
  'bluemail|canary|polymail|edison|k-9|k9|inbox|workspace|web\\.de|gmx|1&1|freemail|libero|orange|sfr|laposte|mail\\.ru|yandex|mymail|tutamail|typeapp|unibox|app)';

/** A device, a mail program, or a possessive: what tells "sent from my boat" from "sent by courier". */
const OWN = `(?=.*(?<!\\p{L})(?:${DEVICE}|mein\\w*|mijn|mon|ma|mi|mio|mia|meu|minha|meva|min|mitt|mit|moj\\w*|mojego|mého|můj|môjho|моего|моей|мого|моєї|моя|mans?|mano|minu))`;

const LINES: readonly string[] = [
  `(?:message |e-?mail )?(?:was )?sent (?:wirelessly )?(?:from|via|with|by|on|using|through) my [\\w'’&.+-]+(?: [\\w'’&.+-]+){0,5}`,
  `(?:message |e-?mail )?(?:was )?(?:sent|posted|typed|written|composed) (?:wirelessly )?(?:from|via|with|by|on|using|through) (?=.*(?<!\\p{L})${DEVICE})${FEW}`,
  `(?:from|on) my (?=.*(?<!\\p{L})${DEVICE})${FEW}`,
  `[\\p{L}]+ from (?:mobile|my phone)`,
  `(?:get|download) (?:outlook|yahoo mail|the|spark|bluemail)(?: .{0,40})? for ${FEW}`,
  `please excuse (?:any |my )?(?:typos|brevity|the brevity)(?: .{0,60})?`,
  // German, Dutch
  `${OWN}(?:von|mit) (?:meinem|meiner|mein|unterwegs|dem) ?${FEW} (?:gesendet|versendet|verschickt|geschrieben)`,
  `${OWN}(?:gesendet|versendet|verschickt|verfasst|geschrieben) (?:von|mit|über|aus|via|per|auf|vom) ${FEW}`,
  `diese (?:nachricht|e-?mail|mail) wurde (?:von|mit) ${FEW} (?:gesendet|versendet|verschickt)\\.?`,
  `von ${FEW} gesendet`,
  `von unterwegs gesendet`,
  `(?:laden sie|holen sie sich|hol dir) outlook für ${FEW}`,
  `(?:outlook für ${FEW} (?:herunterladen|beziehen|abrufen))`,
  `${OWN}(?:verzonden|verstuurd|gestuurd) (?:vanaf|met|via|vanuit|door|van) ${FEW}`,
  `(?:download|outlook voor) ?${FEW} (?:downloaden|voor ${FEW})`,
  // French, Spanish, Italian, Portuguese, Catalan, Romanian
  `${OWN}(?:message )?(?:envoy[eé]e?|exp[eé]di[eé]|provenance) (?:de|depuis|à partir|a partir|via|avec|par|du|:) ?${FEW}`,
  `(?:télécharge[rz]?|obtenir|obtenez) outlook ${FEW}`,
  `${OWN}enviad[oa] (?:desde|con|por|via|vía|de|do|da|a partir|através|pelo|pela|com) ${FEW}`,
  `(?:obtener|obtenga|descargar|obter|obtenha|baixar|baixe) (?:o )?outlook ${FEW}`,
  `${OWN}(?:inviat[oa]|spedit[oa]) (?:da|dal|dalla|dall['’]|con|tramite|via) ?${FEW}`,
  `(?:ottieni|scarica) outlook ${FEW}`,
  `${OWN}enviat (?:des|amb|via) ${FEW}`,
  `${OWN}(?:trimis|expediat) (?:de pe|din|de la|cu|prin) ${FEW}`,
  `(?:obțineți|descărcați) outlook ${FEW}`,
  // Scandinavian, Finnish
  `${OWN}(?:sendt|skickat|skickades|sänt|hälsningar) (?:fra|från|fran|via|med|av|på) ${FEW}`,
  `${OWN}(?:från|fra) min ${FEW}`,
  `(?:hämta|hent|få|skaffa) outlook ${FEW}`,
  `${OWN}(?:lähetetty|lahetetty) ?${FEW}`,
  `${OWN}hanki ${FEW}`,
  `${OWN}sent úr ${FEW}`,
  // Slavic, Hungarian, Baltic
  `${OWN}(?:wysłan[eoay]|wysłano|wyslane|wyslano) (?:z|ze|za|przez|przy) ${FEW}`,
  `(?:pobierz|uzyskaj) (?:program |aplikację )?outlook ${FEW}`,
  `${OWN}(?:odesláno|odoslané|posláno|poslané) (?:z|ze|zo|pomocí|cez|s) ${FEW}`,
  `(?:získejte|získajte|stáhnout) outlook ${FEW}`,
  `${OWN}(?:elküldve|küldve|az iphone-omról küldve|elküldve az) ?${FEW}`,
  `${OWN}${FEW} (?:küldve|küldtem|elküldve)`,
  `${OWN}(?:poslano|poslato|poslao) (?:iz|sa|s|z|sa mog) ${FEW}`,
  `${OWN}(?:отправлено|отправлена|послано) (?:с|со|из|через|от) ?${FEW}`,
  `${OWN}(?:надіслано|відправлено) (?:з|із|зі|через) ${FEW}`,
  `${OWN}изпратен[оа] (?:от|чрез|с) ${FEW}`,
  `${OWN}(?:saadetud|sūtīts|nosūtīts|išsiųsta|siunčiama) ?${FEW}`,
  // Greek, Turkish, Semitic, Persian
  `(?:στάλθηκε|εστάλη|απεστάλη) (?:από|με|μέσω) ${FEW}`,
  `${FEW}(?:dan|den|tan|ten|ndan|mdan|mden) gönderildi`,
  `${FEW} (?:kullanılarak|ile|uygulamasından|üzerinden) gönderildi`,
  `(?:أُرسلت|أرسلت|مرسل|تم الإرسال|ارسلت|أرسل) (?:من|عبر) ?${FEW}`,
  `(?:ارسال شده از) ${FEW}`,
  `(?:נשלח|נשלחה) (?:מ|באמצעות|מה|מ-)${FEW}`,
  // East Asian, Thai, Vietnamese, Indonesian
  `(?:发自|發自|传送自|傳送自|来自|來自|发送自|從|从)\\s?(?:我的)?\\s?${FEW}(?:传送|傳送|发送|發送|发出)?`,
  `(?:獲取|获取|下载|取得) ?outlook ?${FEW}`,
  `(?:私の)?${FEW}から送信(?:されました)?`,
  `(?:나의 |내 )?${FEW}에서 (?:보냄|보낸 메일|전송)`,
  `(?:ส่งจาก|ส่งด้วย) ?${FEW}`,
  `(?:đã gửi từ|được gửi từ|gửi từ) ${FEW}`,
  `(?:dikirim dari|terkirim dari) ${FEW}`,
];

export const DEVICE_SIGNATURE = new RegExp(
  `^[\\s~*_<«(\\[–—-]{0,6}(?:${LINES.join('|')})[\\s.>)\\]»*_~–—-]{0,6}$`,
  'iu',
);
