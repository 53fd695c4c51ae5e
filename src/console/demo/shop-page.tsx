/** A page of the demo shop, with the chat widget embedded as a real shop would. */
import { ConsolePage } from '../layout.tsx';
import { DemoLinks } from './phone-page.tsx';

const BIKES = [
  { name: 'Wren city bike', words: 'Upright, light, at home in traffic', price: '$549' },
  { name: 'Heron gravel bike', words: 'For forest roads and long days', price: '$1,890' },
  { name: 'Magpie cargo e-bike', words: 'Carries the week’s shopping, and two children', price: '$4,290' },
];

export function ShopPage() {
  return (
    <ConsolePage
      title="Bluebird Bikes"
      viewer={null}
      place="try"
      styles={['/demo.css']}
      scripts={['/shop.js']}
    >
      <section class="hero">
        <h1>Bluebird Bikes</h1>
        <p>
          New bikes, honest repairs, and people who ride. Questions? The button at the bottom right answers at
          once, or brings you a person.
        </p>
      </section>
      <ul class="bikes">
        {BIKES.map((bike) => (
          <li>
            <Bicycle />
            <h2>{bike.name}</h2>
            <p>{bike.words}</p>
            <p class="price">{bike.price}</p>
          </li>
        ))}
      </ul>
      <p id="trouble" class="demo-links" role="status"></p>
      <DemoLinks />
    </ConsolePage>
  );
}

function Bicycle() {
  return (
    <svg viewBox="0 0 120 70" fill="none" stroke="currentColor" stroke-width="4" aria-hidden="true">
      <circle cx="26" cy="46" r="18" />
      <circle cx="94" cy="46" r="18" />
      <path d="M26 46 44 20h36L58 46H26l18-26M80 20l14 26M80 20l-3-9h10M38 14h12" />
    </svg>
  );
}
