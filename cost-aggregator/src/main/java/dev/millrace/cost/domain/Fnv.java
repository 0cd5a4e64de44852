package dev.millrace.cost.domain;

/**
 * A short digest of a few values, the same in every process.
 *
 * <p><i>Source</i>: FNV-1a, over values in place of bytes, with its upper half folded in.
 */
final class Fnv {

  static final long START = 0xcbf29ce484222325L;

  private static final long PRIME = 0x100000001b3L;

  private Fnv() {}

  static long with(long digest, long value) {
    long mixed = (digest ^ value) * PRIME;
    return mixed ^ mixed >>> 32;
  }
}
