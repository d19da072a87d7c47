import type { Phrase } from './phrase.ts';

/*
 * What providers say in their own language. Each row is one language: what it is about, and what is the matter with it. Both must
 * stand near each other, in either order, so that inflection, articles and whose mailbox it is need no row of their own.
 */
type Row = readonly [subject: string, predicate: string];

export const MAILBOX_FULL_ABROAD = eitherWay([
  ['postfach | mailbox | briefkasten', 'voll | überfüllt | speicherlimit | speicherplatz | kontingent | kapazität'],
  ['boîte | boite | messagerie', 'pleine | saturée | saturee | quota'],
  ['buzón | buzon | casilla | bandeja', 'llen | cuota | capacidad | excedid | sin espacio'],
  ['caixa | correio', 'chei | lotad | cota | quota | sem espaço'],
  ['casella | mailbox', 'piena | esaurit | quota | spazio'],
  ['postvak | mailbox', 'vol␣ | vol. | quotum | limiet'],
  ['brevlåda | postlåda | inkorg', 'full | överfull | utrymme | kvot'],
  ['postkasse | postboks | mailboks | indbakke | innboks', 'fuld | full | overfyldt | kvote | plads'],
  ['postilaatikko | sähköpostilaatikko', 'täynnä'],
  ['skrzynk', 'pełna | pełny | przepełnion | przekroczon | limit | brak miejsca'],
  ['schránk | schrank', 'plná | plna | přeplněn | preplnen | kvót | kvot'],
  ['postafiók', 'megtelt | tele van | betelt | kvóta'],
  ['căsuța | cutia poștală | cutia postala', 'plin'],
  ['ящик | скриньк | кутия', 'переполн | перепов | квот | заполнен | препълнен | нет места'],
  ['γραμματοκιβώτι | θυρίδα', 'γεμάτ | πλήρ'],
  ['posta kutusu | gelen kutusu', 'dolu | kota'],
  ['メールボックス | 受信箱 | 受信ボックス', '一杯 | いっぱい | 容量 | 満杯'],
  ['邮箱 | 信箱 | 郵箱 | 邮箱空间', '已满 | 已滿 | 满了 | 空间不足 | 容量 | 超限'],
  ['메일함 | 사서함 | 편지함', '초과 | 가득 | 용량'],
  ['תיבת', 'מלאה'],
  ['صندوق', 'ممتلئ'],
]);

export const USER_UNKNOWN_ABROAD = eitherWay([
  [
    'benutzer | empfänger | adresse | postfach | konto',
    'unbekannt | existiert nicht | nicht vorhanden | gibt es nicht | nicht gefunden | nicht im',
  ],
  ['utilisateur | destinataire | adresse | compte | boîte', "inconnu | n'existe pas | introuvable | inexistant"],
  [
    'usuario | destinatario | dirección | direccion | cuenta | buzón',
    'desconocid | no existe | inexistente | no encontrad',
  ],
  [
    'usuário | destinatário | endereço | conta | caixa postal',
    'desconhecid | não existe | inexistente | não encontrad',
  ],
  ['utente | destinatario | indirizzo | casella', 'sconosciut | inesistente | non esiste | non trovat'],
  ['gebruiker | ontvanger | adres | postvak', 'onbekend | bestaat niet | niet gevonden'],
  ['användare | mottagare | adress', 'okänd | finns inte | hittades inte | existerar inte'],
  ['bruger | modtager | mottaker | adresse', 'ukendt | ukjent | findes ikke | finnes ikke | eksisterer ikke'],
  ['käyttäjä | vastaanottaja | osoite', 'tuntematon | ei löydy | ei ole olemassa'],
  ['użytkownik | odbiorc | adres', 'nieznan | nie istnieje | nie ma takiego | nie znaleziono'],
  ['uživatel | příjemce | adresát | adresa | schránka', 'neznám | neexistuje | nenalezen'],
  ['používateľ | príjemca | adresát', 'neznám | neexistuje | nenájden'],
  ['felhasználó | címzett | cím␣', 'ismeretlen | nem létezik | nem található'],
  ['utilizator | destinatar | adres', 'necunoscut | nu există | nu exista | inexistent'],
  ['пользовател | получател | адрес | ящик', 'неизвест | не существует | не найден | нет такого'],
  ['користувач | одержувач | адрес', 'невідом | не існує | не знайден'],
  ['χρήστης | παραλήπτης | διεύθυνση', 'άγνωστ | δεν υπάρχει | δεν βρέθηκε'],
  ['kullanıcı | alıcı | adres', 'bulunamadı | bilinmeyen | mevcut değil | yok'],
  ['ユーザ | 宛先 | アドレス | 受信者', '存在しま | 見つかりま | 不明 | 存在しない'],
  ['用户 | 收件人 | 邮箱 | 地址 | 使用者', '不存在 | 未找到 | 找不到'],
  ['사용자 | 수신자 | 주소 | 계정', '없 | 존재하지'],
]);

export const SUSPENDED_ABROAD = eitherWay([
  ['postfach | konto', 'gesperrt | deaktiviert | stillgelegt'],
  ['compte | boîte', 'désactiv | suspendu | bloqu | fermé'],
  ['cuenta | buzón', 'desactivad | suspendid | bloquead'],
  ['conta | caixa', 'desativad | suspens | bloquead'],
  ['casella | account', 'disattivat | sospes | bloccat'],
  ['konto | skrzynk', 'zablokowan | zawieszon | nieaktywn'],
  ['schránka | účet', 'zablokován | deaktivován | zrušen'],
  ['ящик | аккаунт', 'заблокирован | отключ | неактив'],
  ['アカウント | メールボックス', '停止 | 無効'],
  ['邮箱 | 帐号 | 账号', '停用 | 冻结 | 禁用'],
]);

export const TOO_BIG_ABROAD = eitherWay([
  ['nachricht | mail', 'zu groß | maximale größe | größenbeschränkung'],
  ['message', 'trop volumineux | trop gros | taille maximale'],
  ['mensaje', 'demasiado grande | tamaño máximo'],
  ['mensagem', 'muito grande | tamanho máximo'],
  ['messaggio', 'troppo grande | dimensione massima'],
  ['bericht', 'te groot'],
  ['meddelande', 'för stor'],
  ['wiadomość', 'zbyt duża | za duża | rozmiar'],
  ['сообщени | письм', 'слишком больш | превышает'],
  ['メール | メッセージ', 'サイズ | 大きすぎ'],
  ['邮件', '过大 | 太大 | 超过'],
]);

function eitherWay(rows: readonly Row[]): readonly Phrase[] {
  return rows.flatMap(([subjects, predicates]) =>
    alternatives(subjects).flatMap((subject) =>
      alternatives(predicates).flatMap((predicate) => [
        [subject, predicate],
        [predicate, subject],
      ]),
    ),
  );
}

function alternatives(row: string): string[] {
  return row.split('|').map((word) => word.trim().replaceAll('␣', ' '));
}
