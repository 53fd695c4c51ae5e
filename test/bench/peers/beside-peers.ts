import type { PeerFigures } from './run-peers.ts';

/** How we stand beside the peers of the same run; null where a peer did not finish. */
export function besidePeers(peers: PeerFigures): Record<string, number | null> {
  const figure = (peer: string, name: string): number | null => {
    const value = peers[peer]?.[name];
    return typeof value === 'number' ? value : null;
  };
  const timesFaster = (peer: string): number | null => {
    const micros = figure(peer, 'microsPerMessage');
    const ourMicros = figure('ours', 'microsPerMessage');
    return micros === null || ourMicros === null ? null : rounded(micros / ourMicros);
  };
  const costOfTypos = (peer: string): number | null => {
    const clean = figure(peer, 'accuracy');
    const slipped = figure(peer, 'accuracyWithTypos');
    return clean === null || slipped === null ? null : clean - slipped;
  };
  const ours = figure('ours', 'accuracy');
  const others = Object.keys(peers)
    .filter((peer) => peer !== 'ours')
    .flatMap((peer) => figure(peer, 'accuracyOfBestGuess') ?? []);
  const ourCost = costOfTypos('ours');
  const costOfNlpJs = costOfTypos('nlp.js');
  return {
    timesFasterThanNlpJs: timesFaster('nlp.js'),
    timesFasterThanNatural: timesFaster('natural'),
    pointsOverTheBest: ours === null || others.length === 0 ? null : rounded(ours - Math.max(...others)),
    typosCostShareOfNlpJs:
      ourCost === null || costOfNlpJs === null || costOfNlpJs <= 0
        ? null
        : rounded((100 * ourCost) / costOfNlpJs),
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
