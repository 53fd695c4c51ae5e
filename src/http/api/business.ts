/** What the business tells about itself: hours, zone, limits. */
import { createRoute, z } from '@hono/zod-openapi';
import type { BusinessProfile } from '../../domain/business.ts';
import type { Parts } from '../../parts.ts';
import { editableProfile } from '../../store/profiles.ts';
import { access } from '../access.ts';
import { answer, jsonBody, problems } from '../answers.ts';
import type { Api } from '../context.ts';
import { newApi } from '../new-api.ts';
import { Problem } from '../problem.ts';

const businessOut = editableProfile
  .extend({
    id: z.string(),
    state: z.enum(['active', 'suspended', 'deleted']),
    modelVersion: z.string(),
    knowledgeVersion: z.string(),
  })
  .openapi('Business');

const changes = editableProfile.partial();

const readBusiness = createRoute({
  method: 'get',
  path: '/v1/business',
  tags: ['Business'],
  summary: 'Read the business',
  ...access('admin'),
  responses: { 200: answer(businessOut, 'The business of this key.'), ...problems('not_found') },
});

const changeBusiness = createRoute({
  method: 'patch',
  path: '/v1/business',
  tags: ['Business'],
  summary: 'Change the business',
  description: 'Fields that are left out stay. Conversations see the change within a minute.',
  ...access('admin'),
  request: { body: jsonBody(changes, { quietHours: { fromMinute: 1260, toMinute: 480 } }) },
  responses: {
    200: answer(businessOut, 'The business after the change.'),
    ...problems('validation_failed', 'not_found'),
  },
});

export function businessRoutes(): Api {
  const api = newApi();

  api.openapi(readBusiness, async (c) => {
    const { parts, actor } = c.var;
    const profile = await parts.storeFor(actor.businessId).profile.read();
    if (profile === null) throw new Problem('not_found');
    return c.json(await show(profile, parts), 200);
  });

  api.openapi(changeBusiness, async (c) => {
    const { parts, actor } = c.var;
    const profile = await parts.storeFor(actor.businessId).profile.change(c.req.valid('json'), parts.nowMs());
    parts.forgetProfile(actor.businessId);
    if (profile === null) throw new Problem('not_found');
    return c.json(await show(profile, parts), 200);
  });

  return api;
}

/** The domain's lists are read-only; the answer's are copies. The classifier in force is the trainer's to say. */
async function show(profile: BusinessProfile, parts: Parts): Promise<z.infer<typeof businessOut>> {
  const release = await parts.storeFor(profile.id).releases.read();
  return businessOut.parse({ ...profile, modelVersion: release?.serving ?? profile.modelVersion });
}
