import { testShop } from '../support/test-shop.ts';
import { crowdingIn } from './stories/crowding-in.ts';

// Who waits for long on a slow machine is to be served all the same.
crowdingIn(testShop(undefined, { bus: 'real', settings: { ORDERS_STEP_SECONDS: '600' } }), { people: 200, pieces: 20 });
