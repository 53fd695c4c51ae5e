/** How many segments Twilio bills for a text: 160 or 153 septets in GSM-7, else 70 or 67 UTF-16 units. */

const GSM_7 =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const GSM_7_EXTENDED = '^{}\\[~]|€\f';

export function segmentsOf(text: string): number {
  const characters = [...text];
  if (characters.every((char) => GSM_7.includes(char) || GSM_7_EXTENDED.includes(char))) {
    const septets = characters.reduce((sum, char) => sum + (GSM_7_EXTENDED.includes(char) ? 2 : 1), 0);
    return septets <= 160 ? 1 : Math.ceil(septets / 153);
  }
  return text.length <= 70 ? 1 : Math.ceil(text.length / 67);
}
