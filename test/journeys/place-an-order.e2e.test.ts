import { testShop } from '../support/test-shop.ts';
import { placingAnOrder } from './stories/placing-an-order.ts';

placingAnOrder(testShop(undefined, { bus: 'real', settings: { PAYMENTS_PROVIDER_TIMEOUT_MS: '500' } }));
