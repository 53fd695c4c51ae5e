/** Own list: stems and words with how they feel, -3 to 3. Folded (no accents), lower case. */
const BY_WEIGHT: Record<string, string> = {
  '3': `love loved loves amazing awesome excellent fantastic outstanding perfect perfectly wonderful brilliant delighted
    best superb incredible phenomenal flawless thrilled marvellous marvelous splendid gorgeous stunning ecstatic encanta maravilla estupendo
     encanto excelente increible perfecto maravilloso fantastico
    genial fantastisch hervorragend ausgezeichnet perfekt wunderbar begeistert liebe grossartig bester beste
    adored adores tolle toller tolles tollen adore parfait excellent excellente formidable genial magnifique incroyable meilleur meilleure`,
  '2': `great good happy glad pleased nice helpful friendly thanks thank thx recommend lovely beautiful enjoy enjoyed super
    smooth quick fast easy kind polite impressed comfy comfortable satisfied yay impressive delightful exactly spotless cheerful generous courteous lifesaver saved cheers kudos compliments reliable delicious
    bueno buena bien feliz contento contenta gracias amable rapido rapidisimo bonito recomiendo recomendare rico mejor
    gut gute guter gutes danke schnell freundlich zufrieden toll super hilfsbereit schon lob top empfehlen lecker klasse
    bon bonne bien merci content contente ravi ravie rapide gentil gentille sympa bravo satisfait satisfaite recommande`,
  '1': `fine cool works worked fits fair interesting hope hoping fun sweet solved resolved thumbs
    claro gusta sirve passt geht interessant d'accord correct`,
  '-1': `wait waiting late delay delayed slow confusing confused unclear missing expensive pricey issue problem wrong error
    unfortunately sorry sad cold annoying still stuck lost concerned worried hmm meh bored tired
    tarde retraso lento confuso falta caro problema error espera lamentablemente perdido
    spat verspatet langsam verwirrend fehlt teuer problem fehler leider warte verloren
    retard lent confus manque cher probleme erreur malheureusement attends perdu`,
  '-2': `bad broken damaged defective disappointed disappointing disappointment upset unhappy poor hate hated dislike
    unacceptable useless ridiculous rude complaint complain annoyed frustrated frustrating fail failed failing faulty
    ignored ignoring ignore cracked ripped cheap dirty overcharged declined lied liar lies joke fed unprofessional wasted
    waste rubbish worthless dreadful nasty miserable regret refuse refused mess shame cheated lousy crap sucks suck
    malo mala mal roto rota danado defectuoso decepcionado decepcionada molesto molesta queja grosero inutil inutiles pesimo
    verguenza frustrado odio
    schlecht schlechte schlechter kaputt beschadigt defekt enttauscht unzufrieden beschwerde frech unverschamt nervt
    argerlich unmoglich unfahig hasse frechheit
    mauvais mauvaise casse cassee abime defectueux decu decue mecontent mecontente plainte impoli nul nuls nulle honte
    enerve agacant deteste marre`,
  '-3': `terrible horrible awful worst disgusting furious angry scam scammed scammer fraud fraudulent outrageous pathetic
    appalling atrocious garbage trash nightmare hell wtf fuck fucking fucked shit bullshit damn idiots idiot thieves steal
    stole rip lawyer sue disgrace livid
    peor estafa estafado enojado enojada furioso furiosa asqueroso ladrones basura mierda
    schlimmste schlechtester schlechteste katastrophe katastrophal betrug betrogen wutend stinksauer sauer ekelhaft scheisse
    mull frechheit
    pire arnaque arnaquer furieux furieuse degoutant voleurs catastrophique catastrophe merde scandaleux inadmissible`,
};

export const SENTIMENT_WORDS: ReadonlyMap<string, number> = new Map(
  Object.entries(BY_WEIGHT).flatMap(([weight, words]) =>
    words
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word): [string, number] => [word, Number(weight)]),
  ),
);

export const NEGATIONS: ReadonlySet<string> = new Set(
  `not no never none nobody nothing neither nor without hardly barely cannot isnt dont doesnt didnt wont cant wasnt arent
   nunca nadie nada sin tampoco ni nicht kein keine keinen keiner nie niemals niemand nichts ohne
   pas jamais rien personne aucun aucune sans ne`.split(/\s+/),
);

export const INTENSIFIERS: ReadonlyMap<string, number> = new Map([
  ...`very really so extremely super incredibly absolutely totally completely insanely soo sooo muy tan super
      demasiado sehr so total echt absolut extrem tres trop vraiment tellement absolument`
    .split(/\s+/)
    .map((word): [string, number] => [word, 1.35]),
  ...`bit little slightly somewhat kinda poco algo etwas bisschen wenig peu plutot`
    .split(/\s+/)
    .map((word): [string, number] => [word, 0.6]),
]);

export const EMOJI_FEELINGS: ReadonlyMap<string, number> = new Map([
  ...[...'😀😃😄😁😊🙂😍🥰😘🤩👍🙏🎉💯❤💕😻✨👏🙌🥳😇☺'].map((one): [string, number] => [one, 2]),
  ...[...'😡🤬😠👎💩😤🤮🖕'].map((one): [string, number] => [one, -3]),
  ...[...'😢😭😞😔🙁☹😕😒🙄😩😫😣😖'].map((one): [string, number] => [one, -2]),
]);

/** Sayings whose words alone do not tell. Folded, lower case. */
export const FEELING_PHRASES: readonly (readonly [phrase: RegExp, weight: number])[] = [
  [
    /\b(?:five|5|10) ?stars?\b|\bover the moon\b|\bmade my (?:day|week|weekend)\b|\bblown away\b|\bten out of ten\b/,
    3,
  ],
  [
    /\bwell done\b|\bthumbs up\b|\bday early\b|\byou (?:guys )?rock\b|\bkeep it up\b|\bthank you enough\b|\bjusto lo que\b|\bgenau was\b/,
    2,
  ],
  [
    /\b(?:zero|one|1|0) stars?\b|\bnever (?:\w+ )?(?:\w+ )?again\b|\bnie wieder\b|\bplus jamais\b|\bnunca mas\b/,
    -3,
  ],
  [
    /\bmoney back\b|\bfed up\b|\blet down\b|\brip ?off\b|\bsick of\b|\btired of\b|\bhad enough\b|\b(?:fell|falls|falling) apart\b|\bnot what i\b|\bno (?:me )?sirve\b|\bfor nothing\b|\bthumbs down\b/,
    -2,
  ],
  [
    /\b(?:still|been) waiting\b|\bno (?:reply|answer|response)\b|\b(?:nobody|no one) (?:\w+ )?(?:answers?|repl\w+|cares?)\b/,
    -2,
  ],
  [
    /\bnadie (?:contesta|responde)\b|\bniemand (?:antwortet|meldet)\b|\bpersonne ne repond\b|\btoujours rien\b/,
    -2,
  ],
];
