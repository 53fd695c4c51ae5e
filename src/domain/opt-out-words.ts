/** The words of opting out and in, as data. Whole messages in `KEYWORDS`; requests in a sentence in `REQUESTS`. */

/** Nobody means anything else by these: they count with "please" around them too. */
export const STOP_WORDS: readonly string[] = listed(
  'stop|stopall|stop all|unsubscribe|unsub|optout|opt out|revoke|stop it|stop now|stop texts|stop text|stop texting|stop messages',
  'stop messaging|stop sms|stop msgs|stop spam|stop sending|stop this|stop calling|unsubscribe me|unsubscribe all|remove me|opt me out|no more texts|no more messages',
  // Spanish, Portuguese, Italian
  'alto|parar|pare|detener|detente|baja|darme de baja|dar de baja|desuscribir|desuscribirme|cancelar suscripcion|no mas mensajes',
  'sair|descadastrar|desinscrever|cancelar inscricao|parem|disiscrivi|disiscrivimi|disiscrizione|ferma|fermare|fermati|cancellami|smetti|basta',
  // French, German, Dutch
  'arret|arreter|arretez|desabonner|desabonnement|me desabonner|desinscrire|desinscription|stop sms',
  'stopp|stoppen|abmelden|abbestellen|austragen|abmeldung|afmelden|uitschrijven|afmelding|schrijf me uit',
  // Polish, Turkish, Scandinavian, Finnish
  'wypisz|wypisz mnie|zatrzymaj|rezygnuje|przestan|wypisuje sie|dur|durdur|iptal|abonelikten cik|abonelikten cikar|sms iptal',
  'sluta|avregistrera|avprenumerera|avsluta|avmeld|frameld|afmeld|stop beskeder|lopeta|peruuta tilaus',
  // Russian, Ukrainian, Greek, Arabic, Hebrew, Hindi
  'стоп|отписаться|отпишите|отпишите меня|отписка|остановить|хватит|зупинити|відписатися|στοπ|διακοπη|διαγραφη',
  'إيقاف|ايقاف|توقف|قف|إلغاء الاشتراك|الغاء الاشتراك|הסר|הסירו|עצור|הפסק|रोकें|बंद करो|बंद करें',
  // Chinese, Japanese, Korean, Vietnamese, Indonesian
  '停止|退订|退訂|取消订阅|取消訂閱|配信停止|ストップ|解除|停止して|수신거부|중지|그만|dung lai|huy dang ky|berhenti|berhenti langganan',
);

/** Words of other business too: they count alone, and not as a question. */
export const STOP_WORDS_ALONE: readonly string[] = listed(
  'end|quit|cancel|remove|cease|cancelar|annuler|fin|annulla|beenden|ende|einde|opzeggen|koniec|anuluj|отмена|取消|취소|إلغاء|الغاء|batal',
);

export const START_WORDS: readonly string[] = listed(
  'start|yes|unstop|subscribe|resubscribe|optin|opt in|restart|start again|comenzar|empezar|alta|reanudar|suscribir|suscribirme|iniciar|comecar|inscrever',
  'inizia|iscrivimi|demarrer|debuter|reprendre|abonner|starten|anmelden|aanmelden|inschrijven|wznow|zapisz mnie|basla|baslat|starta|старт|начать|подписаться',
  'ابدأ|ابدا|התחל|शुरू|开始|開始|订阅|再開|시작|mulai',
);

export const HELP_WORDS: readonly string[] = listed(
  'help|info|help info|ayuda|informacion|ajuda|aiuto|aide|hilfe|hulp|pomoc|yardim|bilgi|hjalp|hjaelp|hjelp|apua|помощь|справка|βοηθεια',
  'مساعدة|עזרה|मदद|帮助|幫助|ヘルプ|도움말|tro giup|bantuan',
);

/** May stand around a word of `STOP_WORDS`. */
export const POLITE_WORDS: readonly string[] = listed(
  'please|pls|plz|plse|now|thanks|thank|you|thx|ty|ok|okay|just|hi|hello|hey|sir|reply|text|txt|send|immediately|asap|already|me|everything|all',
  'por|favor|porfavor|porfa|gracias|ya|ahora|hola|bitte|danke|jetzt|sofort|hallo|svp|merci|bonjour|maintenant|per|favore|grazie|ciao|obrigado|obrigada',
  'alsjeblieft|aub|bedankt|prosze|dziekuje|lutfen|tack|tak|takk|пожалуйста|спасибо|سمحت|لو|שלום|请|請|ください',
);

const MESSAGES =
  '(?:texts?|text messages|messages?|msgs?|sms|e-?mails?|spam|ads?|adverts|promos?|promotions?|promotional|marketing|offers|notifications?|alerts?|junk|crap)';
const THESE =
  '(?:(?:with|all|any|more|of|the|these|this|those|your|you|so|many|me|us|to|damn|stupid|annoying|unwanted|daily|constant|promotional|marketing|text|sms) ){0,5}';
const TAIL =
  '(?!(?: \\S+){0,2}? (?:at|before|after|until|unless|if|on|in|while|during|when|till|by|between|because|except|but|reminders?|codes?)\\b)';
const ASKING =
  "^(?:(?:please|pls|plz|hi|hey|hello|ok|okay|so|and|just|kindly|guys|seriously|again|sorry|yes|no|look|omg|i said|i told you to|i asked you to|i want you to|i need you to|i would like you to|i'd like you to|can you|could you|would you|will you|can u|could u|you can|you need to|you must|you guys need to|why won't you|when will you|thanks but|team|sir|all of you|y'all|how about you|not interested|i'm not interested|im not interested|i am not interested) )*";

/**
 * Requests in a sentence, each matched against one clause of the message in plain lower case without accents.
 * Anchored at the start of the clause: what somebody else said, or did not want, does not begin with the request.
 * No repetition is nested in another without a fixed word between: each runs in time proportional to the clause.
 */
export const REQUESTS: readonly RegExp[] = [
  // English
  `${ASKING}(?:stop|quit|cease) (?:texting|messaging|msging|emailing|e-mailing|spamming|contacting|bothering|harassing|writing|pinging)(?: me| us| to me| this number)?(?: again| anymore)?${TAIL}`,
  `${ASKING}(?:stop|quit|cease) (?:texting|messaging)(?: (?:please|pls|now|already|thanks))*$`,
  `${ASKING}(?:stop|quit|cease) sending (?:me |us )?(?:${THESE}${MESSAGES}\\b|these$|this$|stuff$|this stuff$|things$)${TAIL}`,
  `${ASKING}(?:stop|end|cease|quit|cancel|discontinue|halt|turn off|disable) ${THESE}${MESSAGES}\\b${TAIL}`,
  `${ASKING}(?:do not|don't|dont|never) (?:ever )?(?:text|message|msg|contact|e-?mail|sms|spam|bother|write to|write) (?:me|us|this number)(?: (?:again|anymore|any more|ever|please|thanks|at this number|on this number|at all|pls))*$`,
  `${ASKING}(?:do not|don't|dont|never) (?:ever )?send (?:me |us )?(?:any )?(?:more |further )?(?:of )?(?:the |these |this |those |your )?(?:${THESE})${MESSAGES}\\b${TAIL}`,
  `${ASKING}(?:take|get|remove|delete|drop|scrub|pull) (?:me|us|my number|my phone number|this number|my phone|my name|my contact|my e-?mail)(?: off| from| out of| of)(?: of)?(?: (?:your|ur|the|this|these|all|any|all your))?(?: (?:mailing|text|texting|sms|contact|marketing|e-?mail|call|calling|message|messaging|phone|subscriber|distribution|promo|promotional|spam))* (?:lists?|database|messages|texts|system|spam|subscription)\\b`,
  `${ASKING}(?:remove|delete|lose) (?:my number|my phone number|this number)(?: (?:please|pls|now|thanks|immediately|from your records))*$`,
  `${ASKING}(?:(?:take|remove|get) me off(?: (?:this|it|please|now))*|remove me(?: (?:please|now|thanks))*|(?:remove from|take off) (?:the |your |this )?list)$`,
  `${ASKING}(?:unsubscribe|unsub|opt) (?:me|us|my number|my phone|this number)(?: out)?(?: (?:from|of) .{0,60}|(?: (?:please|pls|now|thanks|thank you|immediately|asap|already|today|all|everything))*)$`,
  `${ASKING}(?:unsubscribe|unsub)(?: from .{0,60}| (?:please|pls|now|thanks|this number|immediately))$`,
  `${ASKING}(?:i want|i wanna|i need|i wish|i would like|i'd like|id like|i am asking|i have decided|let me|i'm trying|i am trying|im trying)(?: to)? (?:unsubscribe|unsub|opt out|opt-out|be unsubscribed|be removed from (?:your|this|the)(?: \\w+)? list|be taken off (?:your|this|the)(?: \\w+)? list|be off (?:your|this) list|stop (?:receiving|getting) ${THESE}${MESSAGES})\\b`,
  `${ASKING}(?:i am|i'm|im) (?:opting out|unsubscribing)\\b`,
  `${ASKING}i (?:hereby )?(?:opt out|revoke (?:my )?consent|withdraw (?:my )?consent)\\b`,
  `${ASKING}revoke (?:my )?consent`,
  `${ASKING}i (?:do not|don't|dont|no longer) (?:want|wish|need|care)(?: to)?(?: be)?(?: (?:receive|receiving|get|getting|have|see|read))? ${THESE}${MESSAGES}\\b${TAIL}`,
  `${ASKING}i (?:do not|don't|dont|no longer) want to (?:be (?:texted|messaged|contacted)|hear from you)(?: (?:again|anymore|any more|ever|please))*$`,
  `${ASKING}no more ${THESE}${MESSAGES}(?: (?:please|pls|thanks|thank you|from you|ever|ok))*$`,
  `${ASKING}(?:leave me alone|lose my number)(?: (?:please|now|already|thanks))*$`,
  // Spanish
  '^(?:(?:por favor|porfavor|porfa|hola|oye|ya|quiero que|pueden|puedes|podrian) )*(?:dej(?:a|e|en|ar|es|ad) de|par(?:a|e|en|ar) de|no me) (?:mandarme|enviarme|escribirme|mensajearme|molestarme|contactarme|textearme|mandar|enviar|envi(?:e|en|es)|mand(?:e|en|es)|escrib(?:a|an|as)|contact(?:e|en|es)|molest(?:e|en|es))(?: mas)?(?: (?:estos|sus|tus|los|mas|mensajes|sms|textos|correos|publicidad|promociones|ofertas|por favor))*$',
  '^(?:(?:por favor|hola|quiero|quisiera|me gustaria|deseo|necesito|pueden|puedes) )*(?:darme de baja|denme de baja|dame de baja|dar de baja mi numero|me doy de baja|cancelar (?:la |mi )?suscripcion a (?:los |estos )?mensajes|desuscribirme|desuscribanme|eliminar mi numero|borren mi numero|borra mi numero|quitenme de (?:la|su) lista|saquenme de (?:la|su) lista|sacame de (?:la|tu) lista|quitame de (?:la|tu) lista)\\b',
  '^(?:ya )?no (?:quiero|deseo)(?: recibir)? (?:mas |sus |tus |estos |ningun )*(?:mensajes?|sms|textos|correos|publicidad|promociones|ofertas)\\b',
  '^(?:(?:por favor|ya) )*(?:dejenme|dejame|dejeme) en paz$',
  // French
  '^(?:laissez|fichez|foutez)[- ]moi (?:tranquille|la paix)$',
  "^(?:merci |svp |stp )?(?:de )?(?:ne plus (?:me contacter|m'ecrire|m'envoyer)|veuillez me retirer de (?:votre|la|cette) liste|me retirer de (?:votre|la|cette) liste|stop aux (?:messages|sms|pubs?))\\b",
  "^(?:(?:s'il vous plait|svp|stp|s'il te plait|bonjour|merci de|merci d'|veuillez|pouvez-vous|pouvez vous|pourriez-vous|je veux|je voudrais|je souhaite) ?)*(?:arretez|arrete|arreter|cessez|cesser) (?:de |d')(?:m'envoyer|m'ecrire|me contacter|m'envoyer|me harceler|me deranger|m'importuner)\\b",
  "^(?:(?:s'il vous plait|svp|stp|bonjour|merci de|veuillez|pouvez-vous|je veux|je voudrais|je souhaite) ?)*(?:me desabonner|me desinscrire|desabonnez[- ]moi|desinscrivez[- ]moi|retirez[- ]moi de (?:votre|la|cette) liste|enlevez[- ]moi de (?:votre|la|cette) liste|supprimez mon numero|supprimer mon numero)\\b",
  "^(?:svp |stp |bonjour )?(?:ne m'envoyez plus|ne m'ecrivez plus|ne me contactez plus|je ne veux plus (?:recevoir )?(?:de |vos |ces )?(?:sms|messages?|textos?|mails?|publicites?|pubs?)|plus de (?:sms|messages|textos|pubs?))\\b",
  // German
  '^(?:(?:bitte|hallo|hi|danke|sofort|ich mochte dass sie|konnen sie|konnt ihr|kannst du) )*(?:hor(?:t|en sie|e)?|hoert|hoeren sie) (?:bitte )?(?:endlich )?(?:auf|damit auf),? (?:mir|mich) (?:\\S+ ){0,3}(?:zu )?(?:schreiben|schicken|senden|kontaktieren|belastigen|nerven)\\b',
  '^(?:(?:bitte|hallo|hi) )*(?:schreib(?:t|en sie)?|schick(?:t|en sie)?|sende(?:t|n sie)?|kontaktier(?:t|en sie)?) (?:mir|mich|uns)(?: bitte)? (?:keine|nicht mehr|nie wieder|nie mehr)\\b(?! (?:vor|nach|am|um|bis|wenn)\\b)',
  '^(?:(?:bitte|hallo|hi) )*(?:keine (?:weiteren |werbe)?(?:sms|nachrichten|werbung|newsletter|mails?)(?: mehr)?(?: bitte| senden| schicken)*|(?:ich (?:mochte|will) )?(?:mich )?(?:bitte )?(?:vom newsletter |von der liste |aus (?:ihrer|der|eurer) liste )?(?:abmelden|austragen|abbestellen))$',
  '^(?:(?:bitte|hallo|hi) )*(?:meld(?:et|en sie)? mich (?:bitte )?ab|trag(?:t|en sie)? mich (?:bitte )?aus|(?:nehmt|nehmen sie|nimm|streicht|streichen sie) mich (?:bitte )?(?:von|aus) (?:der|eurer|ihrer|deiner|dem|eurem|ihrem|deinem) (?:liste|verteiler)|(?:lasst|lassen sie|lass) mich in ruhe$|losch(?:t|en sie|e)? (?:bitte )?meine (?:handy)?nummer|ich (?:mochte|will) keine (?:weiteren )?(?:sms|nachrichten|werbung|mails?)(?: mehr)?)\\b',
  // Italian
  '^(?:(?:per favore|perfavore|ciao|salve|potete|puoi) )*(?:smett(?:i|ete|etela|ila|ere) di (?:scrivermi|mandarmi|inviarmi|contattarmi|disturbarmi)|non (?:scrivetemi|mandatemi|inviatemi|contattatemi|scrivermi|mandarmi|inviarmi|contattarmi) (?:piu|altri)|cancellatemi dalla lista|cancellami dalla lista|toglietemi dalla lista|toglimi dalla lista|rimuovetemi dalla lista|disiscrivetemi|disiscrivimi|(?:voglio|vorrei) (?:disiscrivermi|cancellarmi)|basta (?:messaggi|sms|pubblicita)|non voglio (?:piu )?(?:ricevere )?(?:piu )?(?:altri |i |i vostri |vostri |questi )?(?:messaggi|sms|pubblicita))\\b',
  // Portuguese
  '^(?:(?:por favor|ola|oi|podem|pode|voces podem) )*(?:par(?:e|em|a|ar) de (?:me )?(?:mandar|enviar|escrever|enviarem|mandarem|contatar|incomodar|mandar-me|enviar-me)|nao me (?:mande|mandem|envie|enviem|escreva|escrevam|contate|contatem)(?: mais)|(?:quero |gostaria de )?(?:me )?(?:descadastrar|desinscrever|descadastre|descadastrem)|(?:me )?(?:tire|tirem|remova|removam|retire|retirem)(?:-me)? (?:d[ae] |da sua |de sua |dessa )?lista|chega de (?:mensagens|sms)|nao quero (?:mais )?(?:receber )?(?:mais )?(?:mensagens|sms|publicidade|promocoes))\\b',
  // Dutch
  '^(?:(?:aub|alsjeblieft|alstublieft|hallo|hoi|kunnen jullie|kunt u|kan je|wil je|willen jullie) )*(?:stop (?:aub |alsjeblieft )?met (?:mij |me )?(?:te )?(?:sms|sms-en|sturen|berichten|appen|mailen|schrijven|het sturen)|stuur (?:me|mij) (?:aub )?(?:geen|niet)|geen (?:sms|berichten|reclame|mails?)(?: meer)|(?:schrijf|meld) me (?:aub )?(?:uit|af)|haal (?:me|mij) van (?:de|jullie|uw) lijst|verwijder (?:me|mij|mijn nummer)|ik wil (?:geen (?:sms|berichten|reclame|mails?)|me (?:uitschrijven|afmelden)|mij (?:uitschrijven|afmelden)))\\b',
  // Polish
  '^(?:(?:prosze|prosze o|czesc|dzien dobry) )*(?:przestan(?:cie)? (?:do mnie )?(?:pisac|wysylac|wysylac mi)|nie (?:piszcie|wysylajcie|pisz|wysylaj)(?: (?:do mnie|mi))?(?: juz| wiecej)|wypiszcie mnie|wypisz mnie|wypisanie (?:mnie )?z listy|usuncie (?:mnie|moj numer)|usun (?:mnie|moj numer)|nie chce (?:juz )?(?:wiecej )?(?:otrzymywac |dostawac )?(?:wiecej )?(?:waszych |tych )?(?:wiadomosci|smsow|reklam))\\b',
  // Turkish
  '^(?:(?:lutfen|merhaba|artik|bir daha|bana) )*(?:bana )?(?:artik )?(?:mesaj|sms|reklam) (?:atmayin|gondermeyin|yollamayin|gonderme|atma|atmayiniz|gondermeyiniz|istemiyorum|almak istemiyorum)\\b',
  '^(?:(?:lutfen|merhaba) )*(?:beni|numarami) (?:bu |mesaj )?(?:listeden|listenizden) (?:cikarin|cikar|silin|sil)\\b|^(?:lutfen )?(?:numarami silin|abonelikten (?:cikmak|ayrilmak) istiyorum)\\b',
  // Swedish, Danish, Norwegian
  '^(?:(?:snalla|vanligen|hej|var sa god) )*(?:sluta (?:att )?(?:sms:?a|skicka|messa|kontakta|skriva till)(?: mig)?|skicka inte (?:mig )?(?:fler|mer)|ta bort (?:mig|mitt nummer)|jag vill inte (?:ha|fa) (?:fler |mer |era )?(?:sms|meddelanden|reklam)|avregistrera mig|stop med at (?:sende|skrive)|fjern (?:mig|meg|mitt nummer|mit nummer)|slutt a (?:sende|skrive))\\b',
  // Russian
  '^(?:(?:пожалуйста|здравствуите|привет|прошу|я хочу|хочу) )*(?:хватит (?:мне )?(?:писать|слать|присылать)|(?:перестаньте|прекратите|перестань) (?:мне )?(?:писать|слать|присылать|отправлять)|не (?:пишите|присылаите|шлите|отправляите)(?: мне)? больше|больше не (?:пишите|присылаите|шлите|отправляите)|(?:отпишите|удалите|уберите) (?:меня|мои номер)|отписаться|не хочу (?:больше )?получать)(?=$|[^а-я])',
].map((source) => new RegExp(source, 'u'));

/** The request is about something else than messages. */
export const OTHER_LISTS =
  /\b(?:wait(?:ing)?[- ]?list|guest ?list|wish ?list|class list|back ?order list|reservation|lista de espera|warteliste|wachtlijst)\b/;

function listed(...lines: string[]): string[] {
  return lines.flatMap((line) => line.split('|'));
}
