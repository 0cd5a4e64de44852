package dev.millrace.schemas.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.avro.io.Encoder;

/**
 * Writes long texts as Avro does, the same bytes in less time where a text is ASCII but for a few
 * letters of Western Europe.
 *
 * <p>Java's own encoder is the fastest for ASCII alone and goes character by character through all
 * else. This one takes the characters up to U+00FF by eight. It costs ASCII something, so it is
 * tried only while it was of use to one of the last texts.
 *
 * <p><i>Owner/threads</i>: one for each thread, and used by it alone.
 */
final class LongTexts {

  /** So many texts in a row may be ASCII before Java's encoder takes over. */
  private static final int TRIES = 8;

  /** What is kept at most: a longer text's room is let go with it. */
  private static final int KEPT_BYTES = 48 * 1024;

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long HIGHEST_BITS = 0x8080808080808080L;

  private byte[] kept = new byte[0];
  private int tries;

  /** Writes the length of the text in UTF-8 and the text. */
  void write(String text, Encoder out) throws IOException {
    if (tries == 0) {
      byte[] utf8 = text.getBytes(UTF_8);
      tries = utf8.length > text.length() ? TRIES : 0;
      out.writeBytes(utf8, 0, utf8.length);
    } else if (!writeLatin(text, out)) {
      tries = 0;
      out.writeBytes(text.getBytes(UTF_8));
    }
  }

  /** Writes nothing where the text has a character beyond U+00FF. */
  private boolean writeLatin(String text, Encoder out) throws IOException {
    int length = text.length();
    int latin = 2 * length;
    byte[] room = room(latin + length);
    copyLowBytes(text, room, latin);
    if (!new String(room, latin, length, ISO_8859_1).equals(text)) {
      return false;
    }
    int written = encode(room, latin, length);
    tries = written > length ? TRIES : tries - 1;
    out.writeBytes(room, 0, written);
    return true;
  }

  /** The bytes of characters up to U+00FF; of others too, which have to be found out then. */
  @SuppressWarnings("deprecation") // Nothing else copies them without a new array.
  private static void copyLowBytes(String text, byte[] to, int at) {
    text.getBytes(0, text.length(), to, at);
  }

  /** Writes the characters that stand from here on to the front, and gives the length there. */
  private static int encode(byte[] room, int latin, int length) {
    int end = latin + length;
    int at = latin;
    int to = 0;
    while (at < end) {
      if (at + Long.BYTES <= end) {
        // What is written ends before what is read: it has twice the length at most.
        long eight = (long) EIGHT.get(room, at);
        EIGHT.set(room, to, eight);
        long beyond = eight & HIGHEST_BITS;
        int ascii = beyond == 0 ? Long.BYTES : Long.numberOfTrailingZeros(beyond) / Byte.SIZE;
        at += ascii;
        to += ascii;
        if (beyond == 0) {
          continue;
        }
      }
      byte b = room[at++];
      if (b >= 0) {
        room[to++] = b;
      } else {
        room[to++] = (byte) (0xC0 | ((b & 0xFF) >> 6));
        room[to++] = (byte) (0x80 | (b & 0x3F));
      }
    }
    return to;
  }

  private byte[] room(int bytes) {
    if (bytes > KEPT_BYTES) {
      return new byte[bytes];
    }
    if (bytes > kept.length) {
      kept = Arrays.copyOf(kept, Math.min(KEPT_BYTES, 2 * bytes));
    }
    return kept;
  }
}
