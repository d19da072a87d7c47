/**
 * How automatic answers begin their subject, by language, as Exchange, Outlook.com, Lotus Notes, GroupWise, iCloud, Zimbra and
 * the large mail providers write it. Folded before use (case, accents, blanks), so either spelling will do here.
 * `strong`: said by programs only, decides alone. `weak`: people write it too; it needs the mail's form or text beside it.
 */
export const OUT_OF_OFFICE_SUBJECTS: Readonly<Record<string, { strong: readonly string[]; weak: readonly string[] }>> =
  {
    en: {
      strong: [
        ...[
          'automatic reply',
          'automated reply',
          'auto reply',
          'auto-reply',
          'autoreply',
          'autorespond',
          'autoresponder',
        ],
        ...[
          'auto response',
          'auto-response',
          'autoresponse',
          'automatic response',
          'automated response',
          'autorespons',
        ],
        ...['automatic answer', 'out of office', 'out of the office', 'out-of-office', 'out of office autoreply'],
        ...[
          'out of office auto-reply',
          'out of office auto reply',
          'out of office automatic reply',
          'out of office reply',
        ],
        ...['out of office message', 'out of office notification', 'out of office notice', 'out of office response'],
        ...['out of the office reply', 'out of office autoresponse', 'vacation auto-reply'],
        ...['vacation reply', 'vacation response', 'vacation autoreply', 'ooo'],
        ...['auto-acknowledgement', 'automatic acknowledgement', 'automated acknowledgement'],
        ...['auto-acknowledgment', 'automatic acknowledgment', 'automated acknowledgment'],
        ...['away from my mail', 'away from my email', 'away from office'],
      ],
      weak: [
        'auto',
        'away',
        'automated message',
        'vacation message',
        'vacation notice',
        'away message',
        'on vacation',
        'on holiday',
        'on leave',
        'vacation',
        'annual leave',
        'maternity leave',
        'absence',
      ],
    },
    de: {
      strong: [
        ...['automatische antwort', 'automatische rückantwort', 'automatische antwortmail'],
        ...['automatisch generierte antwort', 'automatische abwesenheitsnotiz', 'automatische abwesenheitsmeldung'],
        ...[
          'automatische eingangsbestätigung',
          'automatische empfangsbestätigung',
          'abwesenheitsnotiz',
          'abwesenheitsnachricht',
        ],
        ...['abwesenheitsmeldung', 'abwesenheitsbenachrichtigung', 'abwesenheitsmitteilung'],
        ...['abwesenheitsantwort', 'abwesenheitshinweis', 'urlaubsnotiz', 'nicht im büro', 'außer haus'],
        ...['autoantwort', 'auto-antwort', 'bin nicht im büro'],
      ],
      weak: [
        'automatische nachricht',
        'abwesend',
        'abwesenheit',
        'im urlaub',
        'urlaub',
        'nicht im hause',
        'in elternzeit',
      ],
    },
    fr: {
      strong: [
        ...[
          'réponse automatique',
          'réponse automatique absence',
          'réponse auto',
          'absence du bureau',
          'absent du bureau',
        ],
        ...["message d'absence", 'message d’absence', "notification d'absence", "avis d'absence", 'absence de bureau'],
        ...['accusé de réception automatique', "réponse automatique d'absence du bureau"],
        ...['hors du bureau', 'absent(e) du bureau', 'absente du bureau', 'répondeur automatique'],
      ],
      weak: ['message automatique', 'absence', 'absent', 'absente', 'en congé', 'en congés', 'congés', 'en vacances'],
    },
    es: {
      strong: [
        ...[
          'respuesta automática',
          'contestación automática',
          'autorespuesta',
          'auto respuesta',
          'fuera de la oficina',
        ],
        ...[
          'fuera de oficina',
          'mensaje de ausencia',
          'aviso de ausencia',
          'respuesta automática de fuera de la oficina',
        ],
        ...['notificación de ausencia', 'respuesta de fuera de la oficina'],
      ],
      weak: ['mensaje automático', 'ausente', 'ausencia', 'de vacaciones', 'vacaciones', 'ausencia temporal'],
    },
    pt: {
      strong: [
        ...['resposta automática', 'resposta automática de fora do escritório', 'fora do escritório'],
        ...[
          'ausente do escritório',
          'ausência do escritório',
          'ausência temporária',
          'aviso de ausência',
          'fora de escritório',
        ],
        ...['mensagem de ausência', 'resposta automatizada', 'auto resposta', 'autoresposta'],
      ],
      weak: ['mensagem automática', 'ausente', 'ausência', 'de férias', 'férias', 'em férias'],
    },
    it: {
      strong: [
        ...[
          'risposta automatica',
          'risposta automatica fuori sede',
          'fuori sede',
          'fuori ufficio',
          "assente dall'ufficio",
        ],
        ...['risposta fuori sede automatica', 'messaggio di assenza', 'avviso di assenza', 'notifica di assenza'],
        ...['risposta automatizzata', 'risponditore automatico', 'autorisposta'],
      ],
      weak: ['messaggio automatico', 'assente', 'assenza', 'in ferie', 'ferie'],
    },
    nl: {
      strong: [
        ...['automatisch antwoord', 'automatische reactie', 'automatische reply', 'automatische antwoord'],
        ...['afwezigheidsbericht', 'afwezigheidsmelding', 'buiten kantoor', 'niet op kantoor'],
        ...['automatisch afwezigheidsbericht', 'automatische ontvangstbevestiging', 'niet aanwezig'],
      ],
      weak: ['automatisch bericht', 'afwezig', 'afwezigheid', 'op vakantie', 'vakantie'],
    },
    sv: {
      strong: [
        ...['automatiskt svar', 'autosvar', 'automatsvar', 'frånvaromeddelande', 'frånvaroavisering', 'ej på kontoret'],
        ...['inte på kontoret', 'frånvaro från kontoret', 'automatiskt svar vid frånvaro', 'ej på plats'],
      ],
      weak: ['frånvarande', 'frånvaro', 'semester', 'på semester'],
    },
    da: {
      strong: [
        ...['automatisk svar', 'autosvar', 'auto-svar', 'fraværsmeddelelse', 'fraværsbesked', 'ikke på kontoret'],
        ...[
          'ikke til stede',
          'automatisk fraværsbesked',
          'autosvar ved fravær',
          'ude af kontoret',
          'automatisk besvarelse',
        ],
      ],
      weak: ['fraværende', 'fravær', 'ferie', 'på ferie'],
    },
    no: {
      strong: [
        ...['automatisk svar', 'autosvar', 'fraværsmelding', 'fraværsbeskjed', 'ute av kontoret', 'ikke på kontoret'],
        ...['ikke til stede', 'automatisk fraværsmelding', 'fraværsassistent'],
      ],
      weak: ['fraværende', 'fravær', 'ferie', 'på ferie'],
    },
    fi: {
      strong: [
        ...['automaattinen vastaus', 'automaattivastaus', 'poissaoloilmoitus', 'poissaoloviesti', 'poissa toimistosta'],
        ...[
          'automaattinen poissaoloviesti',
          'automaattinen poissaoloilmoitus',
          'en ole paikalla',
          'poissa työpaikalta',
        ],
      ],
      weak: ['poissa', 'poissaolo', 'lomalla', 'loma'],
    },
    is: { strong: ['sjálfvirkt svar', 'ekki á skrifstofunni', 'fjarverandi'], weak: ['í fríi'] },
    pl: {
      strong: [
        ...['odpowiedź automatyczna', 'automatyczna odpowiedź', 'autoodpowiedź', 'autoresponder', 'poza biurem'],
        ...['nieobecność w biurze', 'informacja o nieobecności', 'automatyczna informacja', 'jestem poza biurem'],
        ...['zawiadomienie o nieobecności', 'odpowiedź z autorespondera'],
      ],
      weak: ['nieobecność', 'nieobecny', 'nieobecna', 'urlop', 'na urlopie'],
    },
    cs: {
      strong: [
        ...[
          'automatická odpověď',
          'automatická odpověd',
          'mimo kancelář',
          'odpověď v nepřítomnosti',
          'nejsem v kanceláři',
        ],
        ...['oznámení o nepřítomnosti', 'automatická odpověď v nepřítomnosti', 'automatická zpráva'],
      ],
      weak: ['nepřítomnost', 'nepřítomen', 'dovolená'],
    },
    sk: {
      strong: [
        ...['automatická odpoveď', 'mimo kancelárie', 'odpoveď v neprítomnosti', 'nie som v kancelárii'],
        ...['oznámenie o neprítomnosti', 'automatická správa'],
      ],
      weak: ['neprítomnosť', 'neprítomný', 'dovolenka'],
    },
    sl: {
      strong: ['samodejni odgovor', 'samodejno odgovor', 'avtomatski odgovor', 'zunaj pisarne', 'odsotnost iz pisarne'],
      weak: ['odsoten', 'odsotna', 'odsotnost', 'dopust'],
    },
    hr: {
      strong: [
        'automatski odgovor',
        'automatska poruka',
        'izvan ureda',
        'nisam u uredu',
        'odsutnost iz ureda',
        'van kancelarije',
      ],
      weak: ['odsutan', 'odsutna', 'odsutnost', 'godišnji odmor', 'odsustvo'],
    },
    sr: { strong: ['аутоматски одговор', 'аутоматска порука', 'ван канцеларије'], weak: ['одсутан', 'годишњи одмор'] },
    mk: { strong: ['автоматски одговор', 'надвор од канцеларија'], weak: ['отсутен'] },
    bg: { strong: ['автоматичен отговор', 'извън офиса', 'автоматично съобщение'], weak: ['отсъствие', 'в отпуск'] },
    hu: {
      strong: [
        'automatikus válasz',
        'automatikus üzenet',
        'házon kívül',
        'irodán kívül',
        'automatikus távolléti üzenet',
      ],
      weak: ['távollét', 'távol', 'szabadság', 'szabadságon'],
    },
    ro: {
      strong: [
        'răspuns automat',
        'mesaj automat',
        'plecat din birou',
        'absent din birou',
        'în afara biroului',
        'absență din birou',
      ],
      weak: ['absent', 'absență', 'concediu', 'în concediu'],
    },
    el: {
      strong: ['αυτόματη απάντηση', 'αυτόματο μήνυμα', 'εκτός γραφείου', 'απουσία από το γραφείο', 'μήνυμα απουσίας'],
      weak: ['απουσία', 'σε άδεια', 'άδεια'],
    },
    ru: {
      strong: [
        ...[
          'автоматический ответ',
          'автоответ',
          'автоответчик',
          'вне офиса',
          'нет на рабочем месте',
          'не на рабочем месте',
        ],
        ...['отсутствует на рабочем месте', 'отсутствие на рабочем месте', 'отсутствую на рабочем месте'],
        ...[
          'автоматическое сообщение',
          'автоматическое уведомление',
          'уведомление об отсутствии',
          'сообщение об отсутствии',
        ],
      ],
      weak: ['отпуск', 'в отпуске', 'отсутствие', 'отсутствую'],
    },
    uk: {
      strong: [
        ...['автоматична відповідь', 'автовідповідь', 'автовідповідач', 'поза офісом', 'не в офісі'],
        ...['відсутній на робочому місці', 'немає на робочому місці', 'автоматичне повідомлення'],
      ],
      weak: ['відпустка', 'у відпустці', 'відсутність'],
    },
    be: { strong: ['аўтаматычны адказ', 'аўтаадказ', 'па-за офісам'], weak: ['адпачынак'] },
    et: {
      strong: ['automaatvastus', 'automaatne vastus', 'kontorist väljas', 'eemaloleku teade', 'kontorist eemal'],
      weak: ['puhkusel', 'puhkus', 'eemal'],
    },
    lv: {
      strong: [
        ...['automātiska atbilde', 'automātiskā atbilde', 'ārpus biroja', 'ārpus biroja atrašanās automātiska atbilde'],
        ...['prombūtnes paziņojums', 'neesmu birojā'],
      ],
      weak: ['prombūtne', 'prombūtnē', 'atvaļinājums', 'atvaļinājumā'],
    },
    lt: {
      strong: [
        'automatinis atsakymas',
        'automatinis atsakas',
        'automatinis pranešimas',
        'ne biure',
        'nesu biure',
        'išvykęs iš biuro',
      ],
      weak: ['atostogos', 'atostogose', 'išvykęs', 'nebuvimas'],
    },
    tr: {
      strong: [
        ...['otomatik yanıt', 'otomatik cevap', 'otomatik mesaj', 'ofis dışında', 'ofis dışındayım', 'işyeri dışında'],
        ...['ofis dışında otomatik yanıtı', 'ofiste değilim'],
      ],
      weak: ['izinde', 'izinli', 'yıllık izin'],
    },
    ca: {
      strong: ['resposta automàtica', "fora de l'oficina", 'fora de l’oficina', 'missatge automàtic'],
      weak: ['de vacances', 'absent'],
    },
    gl: { strong: ['resposta automática', 'fóra da oficina'], weak: ['ausente'] },
    eu: { strong: ['erantzun automatikoa', 'bulegotik kanpo'], weak: ['oporretan'] },
    he: {
      strong: ['תשובה אוטומטית', 'מענה אוטומטי', 'תגובה אוטומטית', 'מחוץ למשרד', 'היעדרות מהמשרד'],
      weak: ['בחופשה', 'חופשה'],
    },
    ar: { strong: ['رد تلقائي', 'الرد التلقائي', 'الرد الآلي', 'رد آلي', 'خارج المكتب'], weak: ['إجازة', 'في إجازة'] },
    fa: { strong: ['پاسخ خودکار', 'خارج از دفتر'], weak: ['مرخصی'] },
    hi: { strong: ['स्वचालित उत्तर', 'स्वत: उत्तर', 'कार्यालय से बाहर'], weak: ['छुट्टी'] },
    th: { strong: ['ตอบกลับอัตโนมัติ', 'การตอบกลับอัตโนมัติ', 'ข้อความตอบกลับอัตโนมัติ', 'ไม่อยู่ที่สำนักงาน'], weak: ['ลาพักร้อน'] },
    vi: {
      strong: ['trả lời tự động', 'thư trả lời tự động', 'phản hồi tự động', 'ngoài văn phòng'],
      weak: ['vắng mặt', 'nghỉ phép'],
    },
    id: { strong: ['balasan otomatis', 'jawaban otomatis', 'di luar kantor', 'pesan otomatis'], weak: ['cuti'] },
    ms: { strong: ['balasan automatik', 'balas automatik', 'di luar pejabat'], weak: ['bercuti'] },
    ja: {
      strong: [
        '自動応答',
        '自動返信',
        '自動返答',
        '自動回答',
        '不在通知',
        '不在自動応答',
        '不在連絡',
        '外出中',
        '不在のお知らせ',
        '自動配信',
      ],
      weak: ['不在', '休暇', '休暇中', '休業のお知らせ', '夏季休業のお知らせ', '年末年始休業のお知らせ'],
    },
    zh: {
      strong: [
        ...[
          '自动答复',
          '自动回复',
          '自动回覆',
          '自动应答',
          '外出自动回复',
          '不在办公室',
          '不在辦公室',
          '自動回覆',
          '自動回復',
        ],
        ...['自動答覆', '自動回應', '離開辦公室', '外出自動回覆', '暂离办公室'],
      ],
      weak: ['外出', '休假', '休假中', '请假', '請假', '不在'],
    },
    ko: {
      strong: [
        '자동 회신',
        '자동회신',
        '자동 응답',
        '자동응답',
        '자동 답장',
        '부재 중 자동 회신',
        '부재중 자동 회신',
        '부재중 자동응답',
        '부재 중 알림',
      ],
      weak: ['부재중', '부재 중', '휴가', '휴가중', '외근'],
    },
  };
