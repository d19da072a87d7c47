/**
 * What people say when they give an opinion of the service, by language. Judgements only: a fault that is reported ("the export
 * fails") is a request, a plain "thanks" is politeness. Compared by `requests/words.ts`, which folds accents and hears "not".
 */
type Words = Readonly<Record<'praise' | 'complaint' | 'threat' | 'pressing' | 'idea', readonly string[]>>;

/** Phrases divided by commas, over as many lines as they need. */
function phrases(text: string): string[] {
  return text.split(',').map((phrase) => phrase.replace(/\s+/g, ' ').trim());
}

const EN: Words = {
  praise: phrases(`
    great service, great support, great job, great work, good job, good work, well done, excellent, fantastic,
    awesome, outstanding, brilliant, amazing, wonderful, superb, kudos, keep up the good work, very happy with,
    really happy with, so happy with, happy with your, happy with the, pleased with, impressed, satisfied with,
    love your, love the, love it, could not be happier, exceeded our expectations, quick and friendly, fast and
    friendly, very helpful, so helpful, extremely helpful, highly recommend, thank you for your great, thank you
    for the great, thanks for the great, thanks for the excellent, best support, much appreciated, really
    appreciate, thank you so much for, works perfectly, compliment`),
  complaint: phrases(`
    disappointed, disappointing, unacceptable, not acceptable, frustrated, frustrating, annoyed, annoying, not
    happy, unhappy, not satisfied, dissatisfied, unsatisfied, not pleased, not impressed, unimpressed, poor
    service, poor support, bad service, bad experience, terrible, horrible, awful, worst, useless, complaint,
    complain, waste of time, waste of money, fed up, had enough, ridiculous, a joke, shame, no one answers,
    nobody answers, nobody replies, no one has replied, nobody has replied, nobody cares, still no answer, still
    no reply, third time, fourth time, yet again, let down, unprofessional, rude, takes far too long, took far
    too long, takes too long, took too long, too slow, too expensive, not what we agreed, not what was promised,
    broken promise, could be better, too complicated, room for improvement, confusing, hard to use, difficult to
    use, expected more, expected better`),
  threat: phrases(`
    cancel our contract, cancel the contract, cancel my contract, cancel our subscription, terminate the
    contract, terminate our contract, legal action, legal steps, take you to court, last warning, final warning,
    last chance, switch to a competitor, move to a competitor, looking for another provider, money back
    immediately, speak to your manager, speak to a manager, talk to your manager, speak to your boss, involve
    our lawyer, hear from our lawyer, our lawyer will, my lawyer will, our lawyers will, contact a lawyer, call
    our lawyer`),
  pressing: phrases(`
    urgent, urgently, immediately, asap, as soon as possible, right now, at once, critical, emergency, cannot
    work, can not work, losing money, losing customers, losing clients`),
  idea: phrases(`
    i suggest, we suggest, i would suggest, we would suggest, my suggestion, a suggestion, suggestion for,
    suggestions for, would be nice if, would be great if, would be helpful if, would be useful if, would be good
    if, it would help if, feature request, an idea, wish list, wishlist, have you considered, have you thought
    of, have you thought about, you could add, could you add, please consider, how about adding, why not add, i
    propose, we propose, i wish there was, i wish there were, consider adding, would be nice to have, would be
    great to have, would be helpful to have`),
};

const DE: Words = {
  praise: phrases(`
    super service, toller service, guter service, großes lob, ein lob, gute arbeit, tolle arbeit, klasse, prima,
    hervorragend, ausgezeichnet, großartig, fantastisch, begeistert, sehr zufrieden, rundum zufrieden, bin
    zufrieden, weiter so, schnelle und freundliche, schnelle und kompetente, sehr hilfreich, vielen dank für die
    tolle, vielen dank für die schnelle, vielen dank für den tollen, danke für die tolle, danke für die schnelle
    hilfe, kompliment, gern weiterempfehlen, weiterempfehlen, top service, perfekt gelöst, spitze`),
  complaint: phrases(`
    enttäuscht, enttäuschend, inakzeptabel, unakzeptabel, nicht akzeptabel, nicht hinnehmbar, frustrierend,
    frustriert, ärgerlich, verärgert, nicht zufrieden, unzufrieden, schlechter service, mangelhaft, miserabel,
    katastrophal, beschwerde, beschweren, reklamation, unverschämt, unverschämtheit, frechheit,
    zeitverschwendung, unprofessionell, niemand antwortet, keine antwort erhalten, noch immer keine antwort,
    immer noch keine antwort, zum dritten mal, zum wiederholten mal, schon wieder, dauert viel zu lange, dauert
    zu lange, viel zu langsam, zu langsam, zu teuer, zu kompliziert, umständlich, lässt zu wünschen übrig,
    verbesserungswürdig, mehr erwartet, die nase voll, geht gar nicht`),
  threat: phrases(`
    vertrag kündigen, kündigen den vertrag, fristlos kündigen, rechtliche schritte, letzte warnung, letztmalig,
    zur konkurrenz, anderen anbieter, anbieter wechseln, ihren vorgesetzten, geschäftsleitung sprechen, anwalt
    einschalten, rechtsanwalt einschalten, einen anwalt, unser anwalt, mein anwalt, meinen anwalt, unseren
    anwalt`),
  pressing: phrases(`
    dringend, sofort, umgehend, unverzüglich, so schnell wie möglich, heute noch, kritisch, notfall, können
    nicht arbeiten`),
  idea: phrases(`
    vorschlag, verbesserungsvorschlag, ich schlage vor, wir schlagen vor, anregung, eine idee, wäre schön wenn,
    wäre toll wenn, wäre hilfreich wenn, wäre super wenn, wäre gut wenn, könnten sie nicht, wünschenswert, wir
    würden uns wünschen, ich würde mir wünschen, haben sie schon überlegt, wie wäre es mit`),
};

const FR: Words = {
  praise: phrases(`
    excellent, excellente, excellent service, parfait, très satisfait, très satisfaite, très satisfaits, très
    content, très contente, ravi, ravie, bravo, félicitations, super service, merci pour votre réactivité, très
    réactif, très réactive, merci pour la rapidité, bon travail, beau travail, continuez ainsi, impressionné, je
    recommande`),
  complaint: phrases(`
    déçu, déçue, déçus, décevant, inacceptable, pas satisfait, pas satisfaite, insatisfait, mécontent,
    mécontente, réclamation, plainte, scandaleux, honteux, lamentable, perte de temps, mauvais service, pas
    professionnel, toujours pas de réponse, aucune réponse, trop long, trop lent, trop cher, trop compliqué, ras
    le bol`),
  threat: phrases(`
    action en justice, mise en demeure, dernier avertissement, concurrence, votre responsable, résilier notre
    contrat, résilier mon contrat, résilier le contrat, notre avocat, mon avocat, un avocat`),
  pressing: phrases(`
    urgent, urgence, immédiatement, au plus vite, dès que possible, critique`),
  idea: phrases(`
    je suggère, nous suggérons, suggestion, je propose, nous proposons, ce serait bien, il serait bien, il
    serait utile, serait utile de, une idée, avez vous pensé, pourriez vous ajouter, j aimerais que`),
};

const ES: Words = {
  praise: phrases(`
    excelente, excelente servicio, muy satisfecho, muy satisfecha, muy contento, muy contenta, encantado con,
    encantada con, enhorabuena, felicidades, buen trabajo, gran trabajo, fantástico, estupendo, gracias por la
    rapidez, muy amables, lo recomiendo, sigan así`),
  complaint: phrases(`
    decepcionado, decepcionada, decepcionante, inaceptable, insatisfecho, insatisfecha, no estoy satisfecho,
    queja, reclamación, pésimo, pésima, mal servicio, vergüenza, vergonzoso, pérdida de tiempo, sin respuesta,
    nadie responde, tercera vez, demasiado lento, demasiado caro, demasiado complicado, harto, harta, poco
    profesional`),
  threat: phrases(`
    cancelar el contrato, acciones legales, último aviso, la competencia, cambiar de proveedor, con su jefe,
    rescindir el contrato, mi abogado, nuestro abogado, nuestros abogados`),
  pressing: phrases(`
    urgente, urgentemente, inmediatamente, de inmediato, cuanto antes, lo antes posible, hoy mismo, crítico`),
  idea: phrases(`
    sugiero, sugerimos, sugerencia, propongo, proponemos, sería bueno, sería genial, sería útil, estaría bien,
    una idea, han pensado en, podrían añadir, podrían agregar`),
};

const IT: Words = {
  praise: phrases(`
    eccellente, ottimo, ottimo servizio, molto soddisfatto, molto soddisfatta, molto contento, complimenti,
    bravi, fantastico, grazie per la rapidità, bel lavoro, consiglio vivamente`),
  complaint: phrases(`
    deluso, delusa, deludente, inaccettabile, insoddisfatto, insoddisfatta, non sono soddisfatto, reclamo,
    lamentela, pessimo, pessima, vergogna, vergognoso, perdita di tempo, nessuna risposta, nessuno risponde,
    troppo lento, troppo caro, troppo complicato, stufo`),
  threat: phrases(`
    disdire il contratto, recedere, vie legali, ultimo avviso, cambiare fornitore, mio avvocato, nostro
    avvocato, alla concorrenza`),
  pressing: phrases(`
    urgente, urgenza, subito, immediatamente, al più presto, quanto prima, oggi stesso`),
  idea: phrases(`
    suggerisco, suggerimento, propongo, proponiamo, sarebbe bello, sarebbe utile, sarebbe comodo, un idea, avete
    pensato, potreste aggiungere`),
};

const PT: Words = {
  praise: phrases(`
    excelente, ótimo atendimento, ótimo serviço, muito satisfeito, muito satisfeita, muito contente, parabéns,
    fantástico, adorei, bom trabalho, obrigado pela rapidez, obrigada pela rapidez, recomendo`),
  complaint: phrases(`
    decepcionado, decepcionada, desapontado, desiludido, inaceitável, insatisfeito, insatisfeita, não estou
    satisfeito, reclamação, péssimo, péssima, vergonha, perda de tempo, ninguém responde, sem resposta, terceira
    vez, demasiado lento, muito lento, muito caro, farto`),
  threat: phrases(`
    cancelar o contrato, ação judicial, processo judicial, último aviso, mudar de fornecedor, rescindir o
    contrato, meu advogado, nosso advogado, para a concorrência`),
  pressing: phrases(`
    urgente, imediatamente, o mais rápido possível, quanto antes, ainda hoje, crítico`),
  idea: phrases(`
    sugiro, sugerimos, sugestão, proponho, propomos, seria bom, seria ótimo, seria útil, uma ideia, poderiam
    adicionar, poderiam acrescentar`),
};

const NL: Words = {
  praise: phrases(`
    uitstekend, uitstekende service, geweldig, fantastisch, heel tevreden, zeer tevreden, erg tevreden, heel
    blij met, erg blij met, complimenten, compliment, goed gedaan, goed werk, top service, bedankt voor de
    snelle, prima geholpen, aanrader`),
  complaint: phrases(`
    teleurgesteld, teleurstellend, onacceptabel, niet tevreden, ontevreden, klacht, klagen, slechte service,
    belachelijk, schandalig, tijdverspilling, nog steeds geen antwoord, nog steeds geen reactie, niemand
    reageert, alweer, derde keer, te traag, te duur, te ingewikkeld, duurt te lang, onprofessioneel`),
  threat: phrases(`
    contract opzeggen, juridische stappen, laatste waarschuwing, andere leverancier, uw leidinggevende, onze
    advocaat, mijn advocaat, advocaat inschakelen, naar een concurrent, naar de concurrent`),
  pressing: phrases(`
    dringend, spoed, onmiddellijk, direct, zo snel mogelijk, vandaag nog, kritiek`),
  idea: phrases(`
    ik stel voor, voorstel, suggestie, het zou fijn zijn, het zou mooi zijn, het zou handig zijn, zou handig
    zijn, een idee, kunnen jullie niet, misschien kunnen jullie`),
};

const PL: Words = {
  praise: phrases(`
    świetna obsługa, świetnie, doskonała, doskonale, znakomita, bardzo zadowolony, bardzo zadowolona, jestem
    zadowolony, jestem zadowolona, brawo, gratulacje, dobra robota, polecam, dziękuję za szybką`),
  complaint: phrases(`
    rozczarowany, rozczarowana, niedopuszczalne, nie jestem zadowolony, niezadowolony, niezadowolona, skarga,
    reklamacja, fatalna, fatalnie, skandal, strata czasu, brak odpowiedzi, nikt nie odpowiada, po raz kolejny,
    trzeci raz, za wolno, za drogo, nieprofesjonalne`),
  threat: phrases(`
    wypowiedzieć umowę, wypowiadam umowę, rozwiązać umowę, kroki prawne, ostatnie ostrzeżenie, konkurencji, nasz
    prawnik, mój prawnik, nasz adwokat`),
  pressing: phrases(`
    pilne, pilnie, natychmiast, jak najszybciej, jeszcze dziś, krytyczne`),
  idea: phrases(`
    proponuję, proponujemy, sugeruję, sugestia, byłoby dobrze, byłoby miło, fajnie by było, pomysł, warto dodać`),
};

const SV: Words = {
  praise: phrases(`
    utmärkt, fantastisk, fantastiskt, jättebra service, jättenöjd, mycket nöjd, väldigt nöjd, bra jobbat,
    toppen, tack för snabb hjälp, rekommenderar, imponerad, beröm`),
  complaint: phrases(`
    besviken, besvikna, oacceptabelt, inte nöjd, missnöjd, missnöjda, klagomål, klaga, dålig service,
    bedrövligt, slöseri med tid, ingen svarar, fortfarande inget svar, tredje gången, för långsamt, för dyrt,
    tar för lång tid, oproffsigt`),
  threat: phrases(`
    säga upp avtalet, säger upp avtalet, rättsliga åtgärder, sista varningen, byta leverantör, din chef, vår
    advokat, min advokat, till en konkurrent`),
  pressing: phrases(`
    brådskande, akut, omedelbart, genast, så snart som möjligt, kritiskt`),
  idea: phrases(`
    jag föreslår, vi föreslår, förslag, det vore bra om, det vore trevligt om, skulle vara bra om, en idé, har
    ni tänkt på`),
};

const LANGUAGES = [EN, DE, FR, ES, IT, PT, NL, PL, SV];

/** All languages together: a client may write in another than the one we took his mail for. */
export const FEEDBACK_WORDS: Words = {
  praise: LANGUAGES.flatMap((words) => words.praise),
  complaint: LANGUAGES.flatMap((words) => words.complaint),
  threat: LANGUAGES.flatMap((words) => words.threat),
  pressing: LANGUAGES.flatMap((words) => words.pressing),
  idea: LANGUAGES.flatMap((words) => words.idea),
};
