export type ShipmentStatus = 'created' | 'dispatched' | 'delivered' | 'cancelled';
