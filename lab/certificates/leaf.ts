import { makeEcLeaf } from './ec-leaf.ts';
import { makeRsaLeaf } from './rsa-leaf.ts';
import type { Issuer, Leaf, LeafMaker, LeafRequest } from './leaf-content.ts';
import { DAY, LIFETIME } from './validity.ts';

const MAKERS: Readonly<Record<NonNullable<LeafRequest['keyType']>, LeafMaker>> = {
  ec: makeEcLeaf,
  rsa: makeRsaLeaf,
};

/** Makes a leaf with a fresh key, signed by `issuer`, or by itself where there is none. */
export function makeLeaf(request: LeafRequest, issuer?: Issuer): Promise<Leaf> {
  const { names, usage = 'server', keyType = 'ec' } = request;
  const notBefore = request.notBefore ?? new Date(Date.now() - DAY);
  const notAfter = request.notAfter ?? new Date(notBefore.getTime() + LIFETIME);
  const commonName = request.commonName ?? names[0] ?? 'unnamed';
  return MAKERS[keyType]({ names, usage, notBefore, notAfter, commonName }, issuer);
}
