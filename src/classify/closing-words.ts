import type { ClosingWord } from '../requests/recognition.ts';
import { fold } from '../requests/words.ts';

/**
 * Whether an answer says nothing but "yes, solved" or "thank you". Every word of it has to be known: one that is not may be an
 * objection, and whoever objects is heard. So phrases are taken away, the longest first, and what is left must be nothing.
 */
export function readClosingWord(text: string, names: readonly string[] = []): ClosingWord | null {
  if (text.length > LONGEST || /[?？¿;؟]/.test(text)) return null;
  let rest = ` ${fold(text).text.trim()} `;
  if (rest.trim() === '') return null;
  const said = new Set<ClosingWord>();
  for (const { phrase, says } of PHRASES) {
    if (!rest.includes(phrase)) continue;
    said.add(says);
    while (rest.includes(phrase)) rest = rest.replace(phrase, GAP);
  }
  for (const name of names.flatMap((one) => fold(one).text.trim().split(' ')))
    if (name !== '') while (rest.includes(` ${name} `)) rest = rest.replace(` ${name} `, GAP);
  if (rest.replaceAll(MARK, ' ').trim() !== '') return null;
  return STRONGEST_FIRST.find((word) => said.has(word)) ?? null;
}

const STRONGEST_FIRST: readonly ClosingWord[] = ['agrees', 'thanks', 'nods'];

/** An answer that is longer has more to say. */
const LONGEST = 400;

/** Stands where words were taken away, so that their neighbours do not become a phrase. */
const MARK = '·';
const GAP = ` ${MARK} `;

/** By language, in the order en de fr es it pt nl pl sv da no fi cs hu tr ro. */
const AGREEMENT = [
  'yes, yep, yeah, solved, resolved, fixed, it is solved, it is fixed, it is resolved, that solved it, this solved it, that fixed it, that did it, problem solved, the problem is solved, it works, it works now, it works again, works, works now, works again, works fine, works perfectly, working now, working again, it is working, it is working now, everything works, everything works now, all works, everything is fine, everything is fine now, all good, all good now, all is good, all is well, all set, all fine, you can close it, you can close this, you can close the ticket, you can close the request, please close it, please close this, confirmed',
  'ja, jawohl, gelöst, geloest, erledigt, ist gelöst, ist erledigt, hat sich erledigt, es hat sich erledigt, problem gelöst, das problem ist gelöst, behoben, ist behoben, es funktioniert, funktioniert, funktioniert jetzt, funktioniert wieder, jetzt funktioniert es, jetzt funktioniert alles, alles funktioniert, klappt, klappt jetzt, klappt wieder, es klappt, es klappt jetzt, geht jetzt, geht wieder, es geht wieder, passt, passt alles, alles gut, alles bestens, alles ok, alles okay, alles in ordnung, kann geschlossen werden, sie können schließen',
  "oui, résolu, c'est résolu, le problème est résolu, problème résolu, réglé, c'est réglé, tout est réglé, ça marche, ça fonctionne, cela fonctionne, ça marche maintenant, tout marche, tout fonctionne, c'est bon, tout est bon, tout est en ordre, tout va bien, vous pouvez clôturer, vous pouvez fermer",
  'sí, resuelto, está resuelto, ya está resuelto, solucionado, está solucionado, problema resuelto, problema solucionado, el problema está resuelto, arreglado, funciona, ya funciona, funciona bien, ahora funciona, todo funciona, todo bien, todo correcto, todo en orden, pueden cerrarlo, puede cerrarlo',
  'sì, risolto, è risolto, problema risolto, il problema è risolto, funziona, ora funziona, adesso funziona, funziona tutto, tutto funziona, tutto a posto, tutto ok, tutto bene, potete chiudere, può chiudere',
  'sim, resolvido, está resolvido, problema resolvido, o problema está resolvido, funciona, já funciona, agora funciona, tudo funciona, tudo bem, tudo certo, tudo ok, tudo em ordem, pode fechar, podem fechar',
  'ja, opgelost, is opgelost, het is opgelost, probleem opgelost, het probleem is opgelost, het werkt, werkt, werkt nu, werkt weer, het werkt weer, het werkt nu, alles werkt, alles werkt weer, alles goed, alles in orde, in orde, mag gesloten worden, u kunt sluiten',
  'tak, rozwiązane, jest rozwiązane, problem rozwiązany, problem został rozwiązany, załatwione, działa, już działa, teraz działa, wszystko działa, wszystko ok, wszystko w porządku, można zamknąć',
  'ja, löst, det är löst, problemet är löst, problemet löst, det fungerar, fungerar, fungerar nu, det fungerar nu, allt fungerar, allt är bra, allt bra, klart, ni kan stänga',
  'ja, løst, det er løst, problemet er løst, det virker, virker, virker nu, det virker nu, alt virker, alt er godt, alt er i orden, alt i orden, i kan lukke',
  'ja, løst, det er løst, problemet er løst, det fungerer, fungerer, fungerer nå, det fungerer nå, det virker nå, alt fungerer, alt i orden, dere kan lukke',
  'kyllä, joo, ratkaistu, ongelma ratkaistu, ongelma ratkesi, ongelma on ratkaistu, ratkesi, toimii, toimii nyt, se toimii, se toimii nyt, kaikki toimii, kaikki kunnossa, kunnossa, voitte sulkea',
  'ano, vyřešeno, je vyřešeno, problém vyřešen, problém je vyřešen, funguje, už funguje, už to funguje, vše funguje, všechno funguje, vše v pořádku, můžete uzavřít',
  'igen, megoldva, megoldódott, a probléma megoldódott, működik, már működik, most már működik, minden működik, minden rendben, rendben van, lezárható',
  'evet, çözüldü, sorun çözüldü, sorunum çözüldü, çalışıyor, artık çalışıyor, şimdi çalışıyor, her şey yolunda, her şey çalışıyor, kapatabilirsiniz',
  'da, rezolvat, s-a rezolvat, este rezolvat, problema rezolvată, problema este rezolvată, problema s-a rezolvat, funcționează, acum funcționează, totul funcționează, totul e bine, totul este în regulă, puteți închide',
];

const THANKS = [
  'thanks, many thanks, thanks a lot, thanks so much, thank you, thank you very much, thank you so much, thanks again, thank you again, thanks very much, thx, ty, cheers, much appreciated, great, perfect, excellent, super, wonderful, awesome, brilliant, great job, good job, well done, great work, great service, very helpful, very kind, for your help, for the help, for helping, for your support, for the support, for the quick help, for your quick help, for the quick reply, for the quick response, for your quick reply, for your reply, for the fast reply, for the answer, for everything, that helps, that helped, have a nice day, have a great day, have a nice weekend, have a good weekend, you too',
  'danke, vielen dank, herzlichen dank, besten dank, danke schön, dankeschön, danke sehr, danke vielmals, tausend dank, ich danke ihnen, super, perfekt, prima, klasse, toll, spitze, sehr gut, großartig, für ihre hilfe, für die hilfe, für deine hilfe, für die schnelle hilfe, für ihre schnelle hilfe, für die schnelle antwort, für ihre antwort, für die rückmeldung, für die unterstützung, für ihre unterstützung, schönen tag, schönen tag noch, einen schönen tag, schönes wochenende, ein schönes wochenende, ihnen auch',
  'merci, merci beaucoup, merci bien, mille mercis, un grand merci, grand merci, je vous remercie, parfait, super, génial, excellent, très bien, pour votre aide, pour votre réponse, pour la réponse rapide, pour votre réponse rapide, pour votre réactivité, pour votre soutien, bonne journée, bon week-end, à vous aussi',
  'gracias, muchas gracias, muchísimas gracias, mil gracias, perfecto, genial, excelente, estupendo, muy bien, muy amable, por su ayuda, por la ayuda, por tu ayuda, por la respuesta, por su rápida respuesta, por la rápida respuesta, por todo, buen día, que tenga un buen día, buen fin de semana, igualmente',
  'grazie, grazie mille, molte grazie, tante grazie, la ringrazio, vi ringrazio, perfetto, ottimo, benissimo, molto gentile, per il vostro aiuto, per l aiuto, per la risposta, per la rapida risposta, per il supporto, buona giornata, buon fine settimana, buon weekend',
  'obrigado, obrigada, muito obrigado, muito obrigada, perfeito, ótimo, excelente, muito bem, pela ajuda, pela sua ajuda, pela resposta, pela resposta rápida, bom dia, bom fim de semana, igualmente',
  'bedankt, dank u, dank je, dank u wel, dankjewel, dank je wel, hartelijk dank, heel erg bedankt, veel dank, perfect, super, geweldig, prima, uitstekend, voor uw hulp, voor de hulp, voor je hulp, voor het snelle antwoord, voor de snelle reactie, fijne dag, fijne dag nog, fijn weekend, prettige dag, prettig weekend',
  'dziękuję, dzięki, dziękujemy, bardzo dziękuję, dziękuję bardzo, wielkie dzięki, super, świetnie, doskonale, za pomoc, za szybką pomoc, za odpowiedź, za szybką odpowiedź, miłego dnia, miłego weekendu',
  'tack, tack igen, tack så mycket, stort tack, tusen tack, perfekt, toppen, super, jättebra, för hjälpen, för din hjälp, för er hjälp, för snabb hjälp, för svaret, för snabbt svar, ha en bra dag, trevlig helg',
  'tak, tak igen, mange tak igen, mange tak, tusind tak, tak skal du have, tak skal i have, perfekt, super, fint, dejligt, for hjælpen, for din hjælp, for jeres hjælp, for hurtigt svar, for svaret, god dag, god weekend',
  'takk, tusen takk, takk skal du ha, mange takk, hjertelig takk, perfekt, supert, flott, bra, for hjelpen, for svaret, for raskt svar, ha en fin dag, god helg',
  'kiitos ja hyvää päivänjatkoa, kiitos ja hyvää viikonloppua, ja hyvää päivänjatkoa, ja hyvää viikonloppua, kiitos, kiitti, kiitos paljon, paljon kiitoksia, suuri kiitos, suurkiitos, kiitoksia, hienoa, mahtavaa, loistavaa, erinomaista, avusta, avustasi, nopeasta vastauksesta, vastauksesta, hyvää päivänjatkoa, hyvää viikonloppua',
  'děkuji, díky, moc děkuji, děkuji moc, mockrát děkuji, děkujeme, výborně, skvělé, perfektní, super, za pomoc, za rychlou pomoc, za odpověď, za rychlou odpověď, hezký den, pěkný víkend',
  'köszönöm, köszönöm szépen, nagyon köszönöm, köszönjük, köszi, köszönet, tökéletes, szuper, nagyszerű, remek, a segítséget, a gyors segítséget, a választ, a gyors választ, szép napot, szép hétvégét',
  'teşekkürler, teşekkür ederim, çok teşekkürler, çok teşekkür ederim, teşekkür ederiz, sağ olun, sağolun, mükemmel, harika, süper, yardımınız için, hızlı cevap için, cevabınız için, iyi günler, iyi hafta sonları',
  'mulțumesc, mulțumesc mult, mulțumesc frumos, vă mulțumesc, mulțumim, mersi, perfect, super, excelent, pentru ajutor, pentru răspuns, pentru răspunsul rapid, o zi bună, o zi frumoasă, weekend plăcut',
];

/** What stands around such words. */
const POLITENESS = [
  'hi, hello, hey, dear, dear all, hi all, hello all, hi team, dear team, dear sir, dear madam, dear sir or madam, good morning, good afternoon, good evening, ok, okay, oh, wow, and, all, everyone, team, best, best regards, kind regards, kindest regards, warm regards, regards, best wishes, sincerely, yours sincerely, sent from my iphone, sent from my phone',
  'hallo, guten tag, guten morgen, guten abend, moin, servus, grüß gott, liebes team, liebe, lieber, sehr geehrte damen und herren, sehr geehrte, sehr geehrter, frau, herr, und, viele grüße, liebe grüße, beste grüße, mit freundlichen grüßen, freundliche grüße, gruß, grüße, mfg, lg, vg',
  'bonjour, bonsoir, salut, madame, monsieur, et, cordialement, bien cordialement, bien à vous, cdlt',
  'hola, buenos días, buenas tardes, estimados, estimado, estimada, y, saludos, un saludo, saludos cordiales, atentamente',
  'ciao, buongiorno, buonasera, salve, gentile, e, cordiali saluti, distinti saluti, saluti',
  'olá, boa tarde, boa noite, caros, cumprimentos, com os melhores cumprimentos, atenciosamente, abraço',
  'goedemorgen, goedemiddag, goedendag, beste, en, groet, groeten, met vriendelijke groet, vriendelijke groet, mvg',
  'dzień dobry, cześć, witam, szanowni państwo, i, pozdrawiam, z poważaniem, z pozdrowieniami',
  'hej, god morgon, och, hälsningar, vänliga hälsningar, med vänliga hälsningar, mvh, vh',
  'hej, goddag, og, hilsen, venlig hilsen, med venlig hilsen, mange hilsner, mvh',
  'hei, god dag, hilsen, vennlig hilsen, med vennlig hilsen',
  'hei, moi, terveisin, ystävällisin terveisin, parhain terveisin, t',
  'dobrý den, ahoj, a, s pozdravem, zdravím, hezký zbytek dne',
  'kedves, jó napot, szia, sziasztok, és, üdvözlettel, tisztelettel',
  'merhaba, selam, sayın, ve, saygılarımla, iyi çalışmalar, selamlar',
  'bună, bună ziua, salut, și, cu stimă, cu respect, toate cele bune',
];

/** The longest first; of the same words in two languages the weaker meaning counts (tak: Polish yes, Danish thanks). */
const PHRASES = [
  ...phrases(AGREEMENT, 'agrees'),
  ...phrases(THANKS, 'thanks'),
  ...phrases(POLITENESS, 'nods'),
].toSorted(
  (a, b) => b.phrase.length - a.phrase.length || STRONGEST_FIRST.indexOf(b.says) - STRONGEST_FIRST.indexOf(a.says),
);

function phrases(lists: readonly string[], says: ClosingWord): { phrase: string; says: ClosingWord }[] {
  return lists.flatMap((list) => list.split(', ')).map((phrase) => ({ phrase: ` ${fold(phrase).text.trim()} `, says }));
}
