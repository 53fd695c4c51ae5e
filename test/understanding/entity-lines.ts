/**
 * Own-written messages with what they name: `kind=value`, dates on the shop's own clock. The shop is in New York, it is Monday,
 * 2 March 2026, 10:00; its orders look like AB-1234 and it sells PRODUCTS. A line may begin with the language that it is in.
 */
export const PRODUCTS = [
  'Oak Table',
  'Ceramic Mug',
  'Canvas Backpack 20L',
  'Lemon Soap',
  'Lavender Soap',
  'Walnut Bookshelf',
  'Linen Curtain',
  'Copper Kettle',
  'Wool Blanket',
  'Garden Bench',
];

export const ENTITY_LINES: readonly string[] = `
where is AB-1234 | orderNumber=AB-1234
wheres my order ab-5512?? | orderNumber=AB-5512
Order number: XY-99120. Still nothing. | orderNumber=XY-99120
AB-1234 and AB-1235 should come together | orderNumber=AB-1234; orderNumber=AB-1235
my receipt says QR-4410, is that the order? | orderNumber=QR-4410
status for KL-20391 please | orderNumber=KL-20391
(AB-7777) cancel it | orderNumber=AB-7777
#AB-3003 never arrived | orderNumber=AB-3003
ABC-1234 is not one of yours I think |
order 12345 |
I have ordered twice already |
de: Wo bleibt AB-4321? | orderNumber=AB-4321
es: mi pedido es AB-8080 | orderNumber=AB-8080
fr: la commande AB-9191 est en retard | orderNumber=AB-9191
can I come tomorrow at 3pm | date=2026-03-03 15:00
do you have time on friday | date=2026-03-06
is thursday at 10:30 free? | date=2026-03-05 10:30
I was there on March 14th | date=2026-03-14
book me in for the 20th of April at noon | date=2026-04-20 12:00
need it by 3/20 | date=2026-03-20
are you open on 12/24 | date=2026-12-24
tonight at 8 | date=2026-03-02 20:00
can we do next Tuesday at 9 am | date=2026-03-10 09:00
in two weeks would be better | date=2026-03-16
pick up today at 17:45 | date=2026-03-02 17:45
on 2026-05-01 please | date=2026-05-01
i ordered it on february 20 | date=2027-02-20
April 3 or April 4 both work | date=2026-04-03; date=2026-04-04
saturday morning? | date=2026-03-07
come by at half past four |
now please |
it was fun |
may i ask something |
march on without me |
de: morgen um 15 Uhr | date=2026-03-03 15:00
de: am Freitag | date=2026-03-06
de: am 12. April um 9:30 Uhr | date=2026-04-12 09:30
de: heute Abend | date=2026-03-02
de: übermorgen | date=2026-03-04
es: mañana a las 4 de la tarde | date=2026-03-03 16:00
es: el viernes | date=2026-03-06
es: el 15 de abril | date=2026-04-15
es: hoy a las 18:00 | date=2026-03-02 18:00
fr: demain à 14h | date=2026-03-03 14:00
fr: vendredi prochain | date=2026-03-06
fr: le 3 avril à 10h30 | date=2026-04-03 10:30
gb: on 3/4 | date=2026-04-03
I paid $49.99 | amount=4999 USD
it was 20 bucks | amount=2000 USD
charged $1,299.00 twice | amount=129900 USD
a refund of 15 dollars | amount=1500 USD
USD 75 was taken | amount=7500 USD
it costs 30€ over there | amount=3000 EUR
I saw it for £12.50 | amount=1250 GBP
between $10 and $20 | amount=1000 USD; amount=2000 USD
¥3000 is too much | amount=3000 JPY
CAD 40 or so | amount=4000 CAD
$5 | amount=500 USD
my size is 42 |
the 2020 model |
de: es hat 1.299,00 € gekostet | amount=129900 EUR
de: 25 Euro | amount=2500 EUR
de: 19,99 EUR abgebucht | amount=1999 EUR
es: me cobraron 35,50 euros | amount=3550 EUR
es: son 20 dólares | amount=2000 USD
fr: 12,90 € de frais | amount=1290 EUR
fr: remboursez-moi 50 euros | amount=5000 EUR
gb: a tenner, so £10 | amount=1000 GBP
call me at 212-555-0142 | phone=+12125550142
my number is (206) 555-0199 | phone=+12065550199
text +44 20 7946 0958 instead | phone=+442079460958
+1 415 555 2671 is better | phone=+14155552671
reach me on 646.555.0113 | phone=+16465550113
de: meine Nummer ist +49 30 901820 | phone=+4930901820
fr: appelez le +33 1 42 68 53 00 | phone=+33142685300
es: llámame al +34 912 345 678 | phone=+34912345678
I have 3 of 5 parts |
call me |
ann@example.com | email=ann@example.com
send it to Bob.Smith+shop@Mail.Example.co.uk please | email=bob.smith+shop@mail.example.co.uk
my email is j_doe99@example.org. | email=j_doe99@example.org
write to info@my-shop.example or sales@my-shop.example | email=info@my-shop.example; email=sales@my-shop.example
not an address: ann@ |
@ann on insta |
de: meine Mail: k.mueller@beispiel.example | email=k.mueller@beispiel.example
I need two mugs | quantity=2; product=Ceramic Mug
3x lemon soap | quantity=3; product=Lemon Soap
can I get 12 of the linen curtain | quantity=12; product=Linen Curtain
a dozen ceramic mugs please | quantity=12; product=Ceramic Mug
qty 4 | quantity=4
five wool blankets | quantity=5; product=Wool Blanket
one more copper kettle | quantity=1; product=Copper Kettle
I want 2 pieces | quantity=2
I waited 2 hours |
I am 30 years old |
de: drei Stück | quantity=3
es: quiero dos unidades | quantity=2
fr: j'en voudrais trois exemplaires | quantity=3
is the oak table in stock | product=Oak Table
oka table price? | product=Oak Table
how wide is the walnut bookshelf | product=Walnut Bookshelf
the walnut bokshelf is scratched | product=Walnut Bookshelf
coper kettle leaks | product=Copper Kettle
do you have the canvas backpack in green | product=Canvas Backpack 20L
cavnas backpak zipper broke | product=Canvas Backpack 20L
what soap do you have |
lemon sope smells great | product=Lemon Soap
levender soap | product=Lavender Soap
woll blanket washable? | product=Wool Blanket
garden benches for the terrace | product=Garden Bench
i want a ceramic mug and a wool blanket | product=Ceramic Mug; product=Wool Blanket
the table at the window was nice |product=Oak Table
linnen curtains length | product=Linen Curtain
do you sell bikes |
garden hose? |
my name is ann lee | name=Ann Lee
This is Peter | name=Peter
I'm Maria Lopez, I wrote yesterday | name=Maria Lopez; date=2026-03-01
hi it's Tom | name=Tom
name's bob | name=Bob
Regards, Susan Miller | name=Susan Miller
call me Al | name=Al
I am very angry |
this is ridiculous |
I'm in New York on business |
de: ich heiße jürgen schmidt | name=Jürgen Schmidt
de: Mein Name ist Eva | name=Eva
de: Hier ist Klaus Weber | name=Klaus Weber
es: me llamo lucía gómez | name=Lucía Gómez
es: Soy Carlos | name=Carlos
fr: je m'appelle chloé martin | name=Chloé Martin
fr: Je suis Paul | name=Paul
hi, I'm Ann, order AB-1234, please refund $20 to ann@example.com by friday | name=Ann; orderNumber=AB-1234; amount=2000 USD; email=ann@example.com; date=2026-03-06
AB-1234: 2 copper kettles instead of one, call 212-555-0142 | orderNumber=AB-1234; quantity=2; product=Copper Kettle; phone=+12125550142
pick up the garden bench on saturday at 11am, paid $249 | product=Garden Bench; date=2026-03-07 11:00; amount=24900 USD
my name is joe, joe@example.net, 646-555-0113 | name=Joe; email=joe@example.net; phone=+16465550113
refund 3 lemon soaps, $4.50 each | quantity=3; product=Lemon Soap; amount=450 USD
the mug of AB-2020 came broken, can I bring it on thursday | product=Ceramic Mug; orderNumber=AB-2020; date=2026-03-05
de: AB-1234, 49 Euro, bis Freitag bitte | orderNumber=AB-1234; amount=4900 EUR; date=2026-03-06
es: soy Ana, pedido AB-4444, 20 euros | name=Ana; orderNumber=AB-4444; amount=2000 EUR
fr: commande AB-5555, 30 €, demain | orderNumber=AB-5555; amount=3000 EUR; date=2026-03-03
hello |
thanks a lot |
ok |
👍👍 |
what are your opening hours |
i want to return it |
can i speak to someone |
do you ship to canada |
i forgot my password |
the colour is wrong |
when will it arrive |
how much is shipping |
can you help me |
it does not fit, size M is too small |
is there parking at the shop |
de: wann habt ihr offen | 
es: quiero devolverlo |
fr: où est mon colis |
`
  .split('\n')
  .filter((line) => line.trim() !== '');
