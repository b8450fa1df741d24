import { testShop } from '../support/test-shop.ts';
import { followingAnOrder } from './stories/following-an-order.ts';

followingAnOrder(testShop(undefined, { bus: 'real' }));
