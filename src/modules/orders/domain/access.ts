/** Who asks for a cart or an order. */
export interface Visitor {
  readonly userId: string | undefined;
  readonly staff: boolean;
  /** The SHA-256 of the `X-Access-Key` that was sent, in hex. */
  readonly accessKeyHash: string | undefined;
}

/** Whose a cart or an order is: a user's, or a guest's who holds its key. */
export interface Ownership {
  readonly userId: string | undefined;
  readonly accessKeyHash: string | undefined;
}

/** True where the visitor may see and change it. What belongs to another is answered as if it did not exist. */
export function mayAccess(visitor: Visitor, owner: Ownership): boolean {
  if (visitor.staff) return true;
  if (owner.userId !== undefined) return owner.userId === visitor.userId;
  return owner.accessKeyHash !== undefined && owner.accessKeyHash === visitor.accessKeyHash;
}
