package dev.millrace.bedrock.s3;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The CRC that newer S3 clients prefer, which Java does not have.
 *
 * <p><i>Source</i>: NVM Express NVM Command Set specification, "64b CRC": polynomial
 * AD93D23594C93659, reflected, all ones before and after.
 */
final class Crc64Nvme {

  private static final long REFLECTED = 0x9A6C9329AC4BC9B5L;
  private static final long[] TABLE = table();

  private Crc64Nvme() {}

  static long of(List<ByteBuffer> pieces) {
    long crc = -1;
    for (ByteBuffer piece : pieces) {
      for (int i = piece.position(); i < piece.limit(); i++) {
        crc = TABLE[(int) (crc ^ piece.get(i)) & 0xFF] ^ (crc >>> Byte.SIZE);
      }
    }
    return ~crc;
  }

  private static long[] table() {
    long[] table = new long[1 << Byte.SIZE];
    for (int i = 0; i < table.length; i++) {
      long crc = i;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        crc = (crc & 1) == 1 ? (crc >>> 1) ^ REFLECTED : crc >>> 1;
      }
      table[i] = crc;
    }
    return table;
  }
}
