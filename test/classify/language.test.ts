import { describe, expect, test } from 'vitest';
import { detectLanguage } from '../../src/classify/language.ts';

const LETTERS: Record<string, string> = {
  en: 'Hello, since yesterday the boiler in our cellar has been leaking and the pressure falls every night. Could you please send somebody who looks at it before the weekend?',
  de: 'Guten Tag, seit gestern ist der Kessel in unserem Keller undicht und der Druck fällt jede Nacht ab. Können Sie bitte vor dem Wochenende jemanden schicken, der nachsieht?',
  fr: 'Bonjour, depuis hier la chaudière de notre cave fuit et la pression baisse toutes les nuits. Pourriez-vous envoyer quelqu’un avant la fin de la semaine, s’il vous plaît ?',
  es: 'Buenos días, desde ayer la caldera de nuestro sótano pierde agua y la presión baja todas las noches. ¿Podrían enviar a alguien antes del fin de semana, por favor?',
  it: 'Buongiorno, da ieri la caldaia nella nostra cantina perde acqua e la pressione scende ogni notte. Potete mandare qualcuno a controllare prima del fine settimana, per favore?',
  pt: 'Bom dia, desde ontem a caldeira na nossa cave está a perder água e a pressão baixa todas as noites. Podem enviar alguém antes do fim de semana, por favor?',
  nl: 'Goedendag, sinds gisteren lekt de ketel in onze kelder en de druk daalt elke nacht. Kunt u voor het weekend iemand sturen die ernaar kijkt? Alvast bedankt.',
  sv: 'Hej, sedan igår läcker pannan i vår källare och trycket sjunker varje natt. Kan ni skicka någon som tittar på den före helgen? Tack på förhand.',
  da: 'Hej, siden i går har kedlen i vores kælder været utæt, og trykket falder hver nat. Kan I sende nogen, der ser på den, inden weekenden? På forhånd tak.',
  no: 'Hei, siden i går har kjelen i kjelleren vår lekket, og trykket synker hver natt. Kan dere sende noen som ser på den før helgen? På forhånd takk.',
  fi: 'Hei, kellarimme kattila on vuotanut eilisestä lähtien ja paine laskee joka yö. Voisitteko lähettää jonkun katsomaan sitä ennen viikonloppua? Meillä on kotona kylmä, ja kellarin lattia on aivan märkä. Kiitos etukäteen.',
  pl: 'Dzień dobry, od wczoraj kocioł w naszej piwnicy przecieka, a ciśnienie spada każdej nocy. Czy mogliby Państwo przysłać kogoś przed weekendem, żeby to sprawdził?',
  cs: 'Dobrý den, od včerejška kotel v našem sklepě teče a tlak každou noc klesá. Mohli byste prosím před víkendem poslat někoho, kdo se na to podívá?',
  ru: 'Здравствуйте, со вчерашнего дня котёл в нашем подвале протекает, и давление падает каждую ночь. Не могли бы вы до выходных прислать кого-нибудь, чтобы посмотреть?',
  uk: 'Добрий день, з учорашнього дня котел у нашому підвалі протікає, і тиск падає щоночі. Чи не могли б ви до вихідних надіслати когось, щоб подивитися?',
  el: 'Καλημέρα, από χθες ο λέβητας στο υπόγειό μας έχει διαρροή και η πίεση πέφτει κάθε βράδυ. Μπορείτε να στείλετε κάποιον πριν από το Σαββατοκύριακο;',
  tr: 'Merhaba, dünden beri bodrumumuzdaki kazan su kaçırıyor ve basınç her gece düşüyor. Lütfen hafta sonundan önce bakması için birini gönderebilir misiniz? Evde hava çok soğuk oldu.',
  ar: 'مرحبا، منذ أمس يتسرب الماء من الغلاية في قبو منزلنا والضغط ينخفض كل ليلة. هل يمكنكم من فضلكم إرسال شخص ليفحصها قبل عطلة نهاية الأسبوع؟',
  ja: '昨日から地下室のボイラーが水漏れしていて、毎晩圧力が下がっています。週末までにどなたか見に来ていただけませんか。よろしくお願いいたします。',
  zh: '您好，从昨天开始我们地下室的锅炉一直在漏水，压力每天晚上都会下降。请问你们能在周末之前派人来检查一下吗？谢谢。',
};

describe('the language of a mail', () => {
  test.each(Object.entries(LETTERS))('%s', (language, letter) => {
    expect(detectLanguage(letter, null)).toBe(language);
    expect(detectLanguage(letter, language === 'en' ? 'ja' : 'en')).toBe(language);
  });

  test('in a short mail is that of its thread', () => {
    expect(detectLanguage('Vielen Dank für die schnelle Hilfe gestern', 'fr')).toBe('fr');
    expect(detectLanguage('Vielen Dank für die schnelle Hilfe gestern', null)).toBe('de');
  });

  test('is not guessed from a word, a number or a link', () => {
    for (const text of [
      '',
      'ok',
      'Thanks!',
      'FX-130 4711 12:30',
      'https://lee.example/some/long/path?with=many&words=in&it=too',
    ])
      expect(detectLanguage(text, null)).toBeNull();
  });

  test('is the known one where two are near', () => {
    const letter =
      'Hei, takk for svaret. Kan du sende meg en ny faktura i dag? Den gamle har feil adresse og feil dato, og jeg kan ikke betale den.';
    expect(['no', 'da']).toContain(detectLanguage(letter, null));
    expect(detectLanguage(letter, 'no')).toBe('no');
  });

  test('is found in a bounded part of a mail', () => {
    expect(detectLanguage('Das ist ein langer Satz über den Kessel. '.repeat(100_000), null)).toBe('de');
  });
});
