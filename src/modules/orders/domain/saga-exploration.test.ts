import { sagaBehaviour } from '#shared-kernel/testing/saga-behaviour.ts';
import { orderSagas } from './order-sagas.ts';

for (const saga of Object.values(orderSagas(30))) sagaBehaviour(saga);
