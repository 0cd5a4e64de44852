package dev.millrace.bedrock.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digests that S3 speaks of; every Java has them. */
final class Digests {

  private Digests() {}

  /** MD5, which S3 names objects' contents by. */
  static MessageDigest md5() {
    return of("MD5");
  }

  static MessageDigest sha256() {
    return of("SHA-256");
  }

  static MessageDigest sha1() {
    return of("SHA-1");
  }

  private static MessageDigest of(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }
}
