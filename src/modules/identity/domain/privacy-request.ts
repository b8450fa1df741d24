/** What somebody asks about their data: to erase it, or to see it. */
export type PrivacyRequest = ErasureOfUser | ExportOfUser;

interface AnyRequest {
  readonly id: string;
  readonly userId: string;
  readonly status: PrivacyRequestStatus;
  readonly createdAt: Date;
  readonly completedAt: Date | undefined;
}

export type PrivacyRequestStatus = 'pending' | 'completed' | 'needs_attention';

export interface ErasureOfUser extends AnyRequest {
  readonly kind: 'erasure';
  /** The account is gone, so the receipt is read by a secret: its SHA-256, in hex. */
  readonly accessKeyHash: string;
  /** The version that the account had. */
  readonly userVersion: number;
}

export interface ExportOfUser extends AnyRequest {
  readonly kind: 'export';
  readonly publicJwk: ExportJwk;
  readonly sealedPrivateJwk: string;
  readonly expiresAt: Date;
}

export interface ExportJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

/** How long an export can be fetched. */
export const EXPORT_DAYS = 7;

/** Where the sealed key of an export is kept: copied to another, it does not open. */
export function exportKeyPlace(exportId: string): string {
  return `privacy_requests/${exportId}`;
}
