import { testShop } from '../support/test-shop.ts';
import { seeingADashboard } from './stories/seeing-a-dashboard.ts';

seeingADashboard(testShop(undefined, { bus: 'real' }));
