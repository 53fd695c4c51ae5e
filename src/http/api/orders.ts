/** The business's own records of its orders: the bot looks them up when a customer asks. */
import { createRoute, z } from '@hono/zod-openapi';
import { toRfc3339, toRfc3339OrNull } from '../../platform/clock.ts';
import { orderNumber, type Order } from '../../store/orders.ts';
import { access } from '../access.ts';
import { answer, jsonBody, problems } from '../answers.ts';
import type { Api } from '../context.ts';
import { lineField, linkField, pageOf, pageQuery, textField, timeField, timeOut } from '../fields.ts';
import { newApi } from '../new-api.ts';
import { readPage, writePage } from '../pages.ts';
import { Problem } from '../problem.ts';
import { hashOfRecipient } from '../recipient.ts';

const orderIn = z.strictObject({
  number: lineField(40).openapi({ example: 'BB-1042' }),
  status: lineField(60).openapi({ example: 'shipped' }),
  detail: textField(600).optional().openapi({ description: 'A sentence for the customer.' }),
  expectedAt: timeField.nullable().optional(),
  trackingUrl: linkField.nullable().optional(),
  contact: z.string().max(320).nullable().optional().openapi({
    description: 'Phone or e-mail of the customer. Only its hash is kept.',
    example: '+15551234567',
  }),
});

const orderOut = z
  .object({
    number: z.string(),
    status: z.string(),
    detail: z.string(),
    expectedAt: timeOut.nullable(),
    trackingUrl: z.string().nullable(),
    updatedAt: timeOut,
  })
  .openapi('Order');

const batch = z.strictObject({ orders: z.array(orderIn).min(1).max(500) });

const putOrders = createRoute({
  method: 'put',
  path: '/v1/orders',
  tags: ['Orders'],
  summary: 'Tell orders, new or changed',
  description: 'Each order replaces the one with the same number. All of them are saved, or none.',
  ...access('orders:write'),
  request: {
    body: jsonBody(batch, {
      orders: [{ number: 'BB-1042', status: 'shipped', expectedAt: '2026-11-25T12:00:00Z' }],
    }),
  },
  responses: {
    200: answer(z.object({ saved: z.int() }), 'All saved.'),
    ...problems('validation_failed', 'payload_too_large'),
  },
});

const listOrders = createRoute({
  method: 'get',
  path: '/v1/orders',
  tags: ['Orders'],
  summary: 'List orders, by number',
  ...access('orders:read'),
  request: { query: pageQuery },
  responses: { 200: answer(pageOf(orderOut), 'One page.'), ...problems('cursor_invalid') },
});

const readOrder = createRoute({
  method: 'get',
  path: '/v1/orders/{number}',
  tags: ['Orders'],
  summary: 'Read one order',
  ...access('orders:read'),
  request: { params: z.object({ number: z.string().max(120).openapi({ example: 'BB-1042' }) }) },
  responses: { 200: answer(orderOut, 'The order.'), ...problems('not_found') },
});

export function orderRoutes(): Api {
  const api = newApi();

  api.openapi(putOrders, async (c) => {
    const { parts, actor } = c.var;
    const profile = await parts.profile(actor.businessId);
    const orders = await Promise.all(
      c.req.valid('json').orders.map(async (order, index): Promise<Order> => {
        const contact = order.contact ?? null;
        const contactHash =
          contact === null
            ? null
            : await hashOfRecipient(actor.businessId, contact, profile?.country ?? 'US');
        if (contact !== null && contactHash === null)
          throw new Problem('validation_failed', {
            errors: [{ path: `orders.${index}.contact`, message: 'not a phone number or e-mail address' }],
          });
        return {
          number: orderNumber(order.number),
          status: order.status,
          detail: order.detail ?? '',
          expectedAtMs: typeof order.expectedAt === 'string' ? Date.parse(order.expectedAt) : null,
          trackingUrl: order.trackingUrl ?? null,
          contactHash,
          updatedAtMs: parts.nowMs(),
        };
      }),
    );
    await parts.storeFor(actor.businessId).orders.put(orders);
    return c.json({ saved: orders.length }, 200);
  });

  api.openapi(listOrders, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const [after] = await readPage(c, 'orders', cursor, ['']);
    const orders = await c.var.parts.storeFor(c.var.actor.businessId).orders.list(String(after), limit + 1);
    return c.json(await writePage(c, 'orders', limit, orders, (order) => [order.number], show), 200);
  });

  api.openapi(readOrder, async (c) => {
    const { number } = c.req.valid('param');
    const order = await c.var.parts.storeFor(c.var.actor.businessId).orders.read(number);
    if (order === null) throw new Problem('not_found');
    return c.json(show(order), 200);
  });

  return api;
}

function show(order: Order) {
  const { number, status, detail, trackingUrl, expectedAtMs, updatedAtMs } = order;
  return {
    number,
    status,
    detail,
    trackingUrl,
    expectedAt: toRfc3339OrNull(expectedAtMs),
    updatedAt: toRfc3339(updatedAtMs),
  };
}
