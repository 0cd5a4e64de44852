package dev.millrace.bedrock.conduct;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Draws what a name and a seed determine, in whatever order and after any restart. */
public final class Dice {

  /** A double holds as many bits as a share of one. */
  private static final int SHIFT = 11;

  private static final double UNIT = 0x1.0p-53;
  private static final int ID_LENGTH = 12;
  private static final int RADIX = 36;

  private Dice() {}

  /** 0 to less than 1. */
  public static double share(long seed, String name) {
    return (number(seed, name) >>> SHIFT) * UNIT;
  }

  /** Any number. */
  public static long number(long seed, String name) {
    return ByteBuffer.wrap(digest(seed, name)).getLong();
  }

  /** 12 characters of a-z and 0-9. */
  public static String id(long seed, String name) {
    byte[] digest = digest(seed, name);
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(Character.forDigit(Math.floorMod(digest[i], RADIX), RADIX));
    }
    return id.toString();
  }

  private static byte[] digest(long seed, String name) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).flip());
      return digest.digest(name.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
