/*
 * What phones and mail programs put under a mail: "Sent from my iPhone", "Get Outlook for iOS". Each pattern must match a whole
 * line. Those that people use for parcels too ("sent by courier") need a device, a mail program or a possessive in the line.
 */

const FEW = '[^,;!?\\n]{1,60}';

const DEVICES =
  'iphon|ipad|ipod|ios|imac|macbook|apple|watch|android|samsung|galaxy|huawei|xiaomi|redmi|oppo|vivo|honor|oneplus|pixel|nexus|' +
  'motorola|sony|xperia|nokia|wiko|zte|asus|lenovo|fairphone|blackberry|windows|surface|mobile|mobil\\w*|phone|smartphone|' +
  'tablet|device|telefon\\w*|tel[eé]fono|t[eé]l[eé]phone|cellulare|celular|verizon|at&t|t-mobile|vodafone';

const PROGRAMS =
  'outlook|yahoo|gmail|aol|mail|mailbox|email|e-mail|proton\\w*|thunderbird|airmail|spark|postbox|front|superhuman|hey|missive|tutanota|' +
  'tutamail|hushmail|zoho|mailspring|mailbird|em client|newton|nine|boxer|bluemail|canary|polymail|edison|k-9|k9|inbox|workspace|' +
  'moto|htc|lg|handy|tab|gsm|sprint|orange|sfr|web\\.de|gmx|1&1|freemail|libero|laposte|mail\\.ru|yandex|mymail|typeapp|unibox|app';

/** Devices and possessives of scripts that write no space before them. */
const UNSPACED =
  '我的|手机|手機|设备|私の|スマホ|スマートフォン|携帯|나의|내 |휴대폰|아이폰|ของฉัน|มือถือ|هاتفي|الهاتف|جوالي|האייפון|הנייד|שלי|κινητό|μου';

const POSSESSIVES =
  'my|mein\\w*|mijn|mon|ma|mi|mio|mia|meu|minha|meva|min|mitt|mit|moj\\w*|mojego|mého|můj|môjho|моего|моей|мого|моєї|моя|mans?|mano|minu|saya|điện thoại|của tôi|cihaz\\w*';

/** Patterns that count only with a device, a program or a possessive in the line. */
const OF_DEVICES: readonly string[] = [
  `(?:message |e-?mail )?(?:was )?(?:sent|posted|typed|written|composed) (?:wirelessly )?(?:from|via|with|by|on|using|through) ${FEW}`,
  `(?:von|mit) (?:meinem|meiner|mein|unterwegs|dem) ?${FEW} (?:gesendet|versendet|verschickt|geschrieben)`,
  `(?:gesendet|versendet|verschickt|verfasst|geschrieben) (?:von|mit|über|aus|via|per|auf|vom) ${FEW}`,
  `(?:verzonden|verstuurd|gestuurd) (?:vanaf|met|via|vanuit|door|van) ${FEW}`,
  `(?:message )?(?:envoy[eé]e?|exp[eé]di[eé]|provenance) (?:de|depuis|à partir|a partir|via|avec|par|du|:) ?${FEW}`,
  `enviad[oa] (?:desde|con|por|via|vía|de|do|da|a partir|através|pelo|pela|com) ${FEW}`,
  `(?:inviat[oa]|spedit[oa]) (?:da|dal|dalla|dall['’]|con|tramite|via) ?${FEW}`,
  `enviat (?:des|amb|via) ${FEW}`,
  `(?:trimis|expediat) (?:de pe|din|de la|cu|prin) ${FEW}`,
  `(?:sendt|skickat|skickades|sänt|hälsningar) (?:fra|från|fran|via|med|av|på) ${FEW}`,
  `(?:från|fra) min ${FEW}`,
  `(?:lähetetty|lahetetty) ?${FEW}`,
  `hanki ${FEW}`,
  `sent úr ${FEW}`,
  `(?:wysłan[eoay]|wysłano|wyslane|wyslano) (?:z|ze|za|przez|przy) ${FEW}`,
  `(?:odesláno|odoslané|posláno|poslané) (?:z|ze|zo|pomocí|cez|s) ${FEW}`,
  `(?:elküldve|küldve|az iphone-omról küldve|elküldve az) ?${FEW}`,
  `(?:poslano|poslato|poslao) (?:iz|sa|s|z|sa mog) ${FEW}`,
  `(?:отправлено|отправлена|послано) (?:с|со|из|через|от) ?${FEW}`,
  `(?:надіслано|відправлено) (?:з|із|зі|через) ${FEW}`,
  `изпратен[оа] (?:от|чрез|с) ${FEW}`,
  `(?:saadetud|sūtīts|nosūtīts|išsiųsta|siunčiama) ?${FEW}`,
  `diese (?:nachricht|e-?mail|mail) wurde (?:von|mit) ${FEW} (?:gesendet|versendet|verschickt)\\.?`,
  `von ${FEW} gesendet`,
  `(?:στάλθηκε|εστάλη|απεστάλη) (?:από|με|μέσω) ${FEW}`,
  `(?:أُرسلت|أرسلت|مرسل|مرسلة|تم الإرسال|ارسلت|أرسل) (?:من|عبر) ?${FEW}`,
  `ارسال شده از ${FEW}`,
  `(?:נשלח|נשלחה) (?:מ|באמצעות)${FEW}`,
  `(?:发自|發自|传送自|傳送自|来自|來自|发送自|發送自|從|从)${FEW}`,
  `(?:ส่งจาก|ส่งด้วย)${FEW}`,
  `(?:đã gửi từ|được gửi từ|gửi từ) ${FEW}`,
  `(?:dikirim|terkirim) dari ${FEW}`,
];

/** How the line ends in languages that put the verb last; they too need a device in the line. */
export const DEVICE_LAST =
  /(?:\s(?:küldve|küldtem|elküldve)|[dt][ae]n gönderildi|(?:kullanılarak|ile|uygulamasından|üzerinden) gönderildi|から送信(?:されました)?|에서 (?:보냄|보낸 메일|전송))[\s.)\]*_~-]{0,4}$/iu;

/** Patterns that say enough by themselves. */
const PLAIN: readonly string[] = [
  `(?:message |e-?mail )?(?:was )?sent (?:wirelessly )?(?:from|via|with|by|on|using|through) my [\\w'’&.+-]+(?: [\\w'’&.+-]+){0,5}`,
  `\\p{L}+ from (?:mobile|my phone)`,
  `from my (?:[\\w-]+ ){0,2}(?:${DEVICES})[\\w .+-]{0,20}`,
  `(?:get|download) (?:outlook|yahoo mail|spark|bluemail|the [\\w ]{1,20}app)(?: for ${FEW})?`,
  `please excuse (?:any |my )?(?:typos|brevity|the brevity)(?: .{0,60})?`,
  `von unterwegs gesendet`,
  `(?:laden sie|holen sie sich|hol dir) outlook für ${FEW}`,
  `outlook für ${FEW} (?:herunterladen|beziehen|abrufen)`,
  `(?:download )?outlook voor ${FEW}(?: downloaden)?`,
  `(?:télécharge[rz]?|obtenir|obtenez) outlook ${FEW}`,
  `(?:obtener|obtenga|descargar|obter|obtenha|baixar|baixe) (?:o )?outlook ${FEW}`,
  `(?:ottieni|scarica|obțineți|descărcați) outlook ${FEW}`,
  `(?:hämta|hent|få|skaffa) outlook ${FEW}`,
  `(?:pobierz|uzyskaj) (?:program |aplikację )?outlook ${FEW}`,
  `(?:získejte|získajte|stáhnout) outlook ${FEW}`,
  `(?:獲取|获取|下载|取得) ?outlook ?${FEW}`,
];

const wholeLine = (patterns: readonly string[]): RegExp =>
  new RegExp(`^[\\s~*_<«(\\[–—-]{0,6}(?:${patterns.join('|')})[\\s.!>)\\]»*_~–—-]{0,6}$`, 'iu');

export const DEVICE_LINE = wholeLine(OF_DEVICES);
export const PLAIN_DEVICE_LINE = wholeLine(PLAIN);
export const DEVICE_WORD = new RegExp(
  `(?<!\\p{L})(?:${DEVICES}|(?:${PROGRAMS}|${POSSESSIVES})(?!\\p{L}))|${UNSPACED}`,
  'iu',
);
