/** What an address given by a stranger may lead to: public web sites, under any spelling, and nothing else. */
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../src/domain/ip-address.ts';
import { leadsOutside, publicUrl } from '../../src/domain/public-url.ts';

const RULE = { loopback: false, ownHosts: ['gate.shop.example'] };
const verdict = (url: string, rule = RULE) => publicUrl(url, rule).kind;

describe('an address that may be read', () => {
  it.each([
    'https://myshop.example/help?x=1#top',
    'http://www.my-shop.co.uk/',
    'https://myshop.example:443/',
    'http://myshop.example:80/',
    'https://bücher.example/',
    'https://xn--bcher-kva.example/',
  ])('%s', (url) => {
    expect(verdict(url)).toBe('ok');
  });
});

describe('an address that is never called', () => {
  it.each([
    // This machine, in every spelling that a URL parser or a C library knows.
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0x7f.0.0.1/',
    'http://0177.0.0.1/',
    'http://017700000001/',
    'http://0/',
    'http://0.0.0.0:80/',
    'http://１２７.０.０.１/',
    'http://127。0。0。1/',
    'http://localhost/',
    'http://LOCALHOST/',
    'http://localhost./',
    'http://shop.localhost/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[fe80::1]/',
    'http://[fd00::1]/',
    // Networks behind a wall, and what clouds tell their own machines.
    'http://10.0.0.1/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://2852039166/',
    'http://metadata.google.internal/computeMetadata/v1/',
    'http://instance-data.internal/',
    'http://router.lan/',
    'http://printer.local/',
    'http://files.corp/',
    'http://1.0.0.127.in-addr.arpa/',
    'http://other-worker.workers.dev/',
    // Public numbers too: a site has a name.
    'http://8.8.8.8/',
    'http://[2606:4700::1111]/',
    // No name, no web, no usual port, ourselves.
    'http://intranet/',
    'http://metadata/',
    'http://a..example/',
    'http://-a.example/',
    'http://myshop.example:8080/',
    'http://myshop.example:22/',
    'https://gate.shop.example/v1/keys',
    'https://GATE.shop.example/v1/keys',
    'https://gate.shop.example./v1/keys',
    'https://user:pass@myshop.example/',
    'https://myshop.example@127.0.0.1/',
    'ftp://myshop.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,hi',
    'gopher://myshop.example/',
    '//myshop.example/',
    'myshop.example',
    '',
    ' https://myshop.example/',
    'https://myshop.example/\r\nhost: evil',
    'https:\\\\myshop.example\\',
    `https://myshop.example/${'a'.repeat(2_000)}`,
  ])('%j', (url) => {
    expect(verdict(url)).toBe('blocked');
  });

  it('is this machine, except where the gateway itself is local', () => {
    const local = { loopback: true, ownHosts: [] };
    expect(publicUrl('http://localhost:5173/', local)).toMatchObject({ kind: 'ok', isLoopback: true });
    expect(publicUrl('http://127.0.0.1:5173/', local)).toMatchObject({ kind: 'ok', isLoopback: true });
    expect(publicUrl('https://myshop.example/', local)).toMatchObject({ kind: 'ok', isLoopback: false });
    for (const url of ['http://10.0.0.1/', 'http://[::1]/', 'http://169.254.169.254/', 'http://0.0.0.0/'])
      expect(verdict(url, local)).toBe('blocked');
  });
});

describe('an IP address of the public internet', () => {
  it.each(['1.1.1.1', '8.8.8.8', '172.15.255.255', '172.32.0.0', '100.63.0.1', '2606:4700::1111', '2A00::1'])(
    '%s is one',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    '0.0.0.0',
    '0.255.255.255',
    '10.255.255.255',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.255',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.0.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '::ffff:808:808',
    '::ffff:7f00:1',
    '::7f00:1',
    '64:ff9b::7f00:1',
    '64:ff9b::8.8.8.8',
    '64:ff9b:1::1',
    '100::1',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'fec0::1',
    'fc00::1',
    'fdff::1',
    'ff02::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2002:a00:1::1',
    '2002:c0a8:101::1',
    '3fff::1',
    '5f00::1',
    // Not an address at all.
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '0177.0.0.1',
    '0x7f.0.0.1',
    '2130706433',
    'myshop.example',
    '1::2::3',
    ':::',
    '12345::',
    '2606:4700:::1',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
  ])('%j is none', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it('counts for a name only when all that it leads to are such', () => {
    expect(leadsOutside(['1.1.1.1', '2606:4700::1111'])).toBe(true);
    expect(leadsOutside(['1.1.1.1', '127.0.0.1'])).toBe(false);
    expect(leadsOutside(['2606:4700::1111', '::ffff:7f00:1'])).toBe(false);
    expect(leadsOutside([])).toBe(false);
  });
});
