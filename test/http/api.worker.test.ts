/** The API over the real Worker, D1 and objects. One file, because each file in workerd costs seconds; the cases are apart. */
import './cases/authentication.ts';
import './cases/bodies.ts';
import './cases/connections.ts';
import './cases/conversations.ts';
import './cases/document.ts';
import './cases/idempotency.ts';
import './cases/labelled-set.ts';
import './cases/messages.ts';
import './cases/records.ts';
import './cases/store.ts';
import './cases/tenancy.ts';
