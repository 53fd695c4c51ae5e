import type { RecordsFlow } from '../domain/flow-types.ts';
import { asking } from './wording.ts';

export const orderStatus: RecordsFlow = {
  name: 'order_status',
  version: 1,
  intent: 'order_status',
  answerFrom: 'records',
  lookup: 'order',
  needs: [
    {
      slot: 'orderNumber',
      entity: 'orderNumber',
      ask: {
        en: {
          short: 'Happy to check. What is your order number?',
          full: 'Happy to check! What is your order number? You find it in your confirmation.',
        },
        es: '¡Lo miro ahora mismo! ¿Cuál es tu número de pedido?',
        de: 'Ich schaue gern nach! Wie lautet deine Bestellnummer?',
        fr: 'Je regarde tout de suite ! Quel est votre numéro de commande ?',
      },
    },
  ],
  replies: {
    found: {
      en: 'Order {number} is {status}.',
      es: 'El pedido {number} está {status}.',
      de: 'Die Bestellung {number} ist {status}.',
      fr: 'La commande {number} est {status}.',
    },
    foundWithDate: {
      en: 'Order {number} is {status}. It is expected on {date}.',
      es: 'El pedido {number} está {status}. Fecha prevista: {date}.',
      de: 'Die Bestellung {number} ist {status}. Erwartet: {date}.',
      fr: 'La commande {number} est {status}. Date prévue : {date}.',
    },
    late: {
      en: 'Order {number} is {status}. It was expected on {date}, so it is running late, sorry! Write PERSON and somebody will chase it.',
      es: 'El pedido {number} está {status}. Se esperaba el {date}: va con retraso, ¡lo siento! Escribe PERSONA y alguien lo revisa.',
      de: 'Die Bestellung {number} ist {status}. Erwartet war sie am {date}, sie ist also verspätet, sorry! Schreib MENSCH, dann hakt jemand nach.',
      fr: "La commande {number} est {status}. Elle était prévue le {date} : elle a du retard, désolé ! Écrivez CONSEILLER et on s'en occupe.",
    },
    notFound: {
      en: 'I cannot find order {number}. Could you check the number and send it again?',
      es: 'No encuentro el pedido {number}. ¿Puedes revisar el número y enviarlo otra vez?',
      de: 'Die Bestellung {number} finde ich nicht. Prüfst du die Nummer und schickst sie noch einmal?',
      fr: 'Je ne trouve pas la commande {number}. Pouvez-vous vérifier le numéro et le renvoyer ?',
    },
    severalNotFound: {
      en: 'I cannot find any of {number}. Could you check the numbers and send them again?',
      es: 'No encuentro ninguno de estos: {number}. ¿Puedes revisarlos y enviarlos otra vez?',
      de: 'Von {number} finde ich keine. Prüfst du die Nummern und schickst sie noch einmal?',
      fr: 'Je ne trouve aucune de ces commandes : {number}. Pouvez-vous vérifier les numéros ?',
    },
    notFoundAgain: {
      en: 'I cannot find that one either, sorry.',
      es: 'Ese tampoco lo encuentro, lo siento.',
      de: 'Auch die finde ich leider nicht.',
      fr: 'Je ne trouve pas celle-là non plus, désolé.',
    },
  },
  statusWords: {
    placed: { en: 'placed', es: 'registrado', de: 'eingegangen', fr: 'enregistrée' },
    paid: { en: 'paid and waiting to be packed', es: 'pagado', de: 'bezahlt', fr: 'payée' },
    processing: { en: 'being prepared', es: 'en preparación', de: 'in Arbeit', fr: 'en préparation' },
    packed: { en: 'packed', es: 'empaquetado', de: 'gepackt', fr: 'emballée' },
    shipped: { en: 'on its way', es: 'en camino', de: 'unterwegs', fr: 'en route' },
    out_for_delivery: {
      en: 'out for delivery',
      es: 'en reparto',
      de: 'in Zustellung',
      fr: 'en cours de livraison',
    },
    ready_for_pickup: {
      en: 'ready for pickup',
      es: 'listo para recoger',
      de: 'abholbereit',
      fr: 'prête à être retirée',
    },
    delivered: { en: 'delivered', es: 'entregado', de: 'zugestellt', fr: 'livrée' },
    cancelled: { en: 'cancelled', es: 'cancelado', de: 'storniert', fr: 'annulée' },
    returned: { en: 'returned', es: 'devuelto', de: 'zurückgeschickt', fr: 'retournée' },
    refunded: { en: 'refunded', es: 'reembolsado', de: 'erstattet', fr: 'remboursée' },
    on_hold: { en: 'on hold', es: 'en espera', de: 'angehalten', fr: 'en attente' },
    backordered: {
      en: 'waiting for stock',
      es: 'pendiente de stock',
      de: 'wartet auf Ware',
      fr: 'en attente de stock',
    },
  },
  finalStatuses: ['delivered', 'cancelled', 'returned', 'refunded', 'ready_for_pickup'],
  fallback1: asking({
    en: 'I did not spot an order number there. It is in your confirmation; could you send it?',
    es: 'No veo un número de pedido. Está en tu confirmación; ¿me lo envías?',
    de: 'Da war keine Bestellnummer dabei. Sie steht in deiner Bestätigung; schickst du sie mir?',
    fr: "Je ne vois pas de numéro de commande. Il est dans votre confirmation ; pouvez-vous me l'envoyer ?",
  }),
  fallback2: {
    text: {
      en: 'Still no luck with the number. No worries: should somebody from the team look it up for you?',
      es: 'Sigo sin dar con el número. ¿Quieres que alguien del equipo lo busque?',
      de: 'Das klappt noch nicht mit der Nummer. Soll jemand aus dem Team nachsehen?',
      fr: "Toujours pas de numéro. Voulez-vous que quelqu'un de l'équipe cherche pour vous ?",
    },
    offersPerson: true,
  },
  handOffWhen: { always: false, sentimentBelow: -0.75, fallbacksOver: 2, answerConfidenceBelow: null },
};
