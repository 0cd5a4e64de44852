package dev.millrace.schemas.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Changes good inputs of a parser, each a little and some much, into such as nobody writes. */
final class Mutations {

  /** Longest input that is made. */
  static final int LONGEST = 64 * 1024;

  private static final int MOST_CHANGES = 6;
  private static final int FEW = 16;

  /** Deeper than any stack of a careless parser. */
  private static final int MANY = 12_000;

  private static final byte[] BYTES =
      "\u0000\u0001\u007f\u0080\u00ff \n\r\t\"\\{}[],:-.09e%&*/~;=".getBytes(ISO_8859_1);

  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    Byte.MIN_VALUE,
    Short.MAX_VALUE,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    1L << 32
  };

  private final List<byte[]> good;
  private final List<byte[]> words;

  Mutations(List<byte[]> good, List<byte[]> words) {
    this.good = good;
    this.words = words;
  }

  /** One that is made by these dice. */
  byte[] next(RandomGenerator dice) {
    byte[] made = one(good, dice);
    for (int i = 1 + dice.nextInt(MOST_CHANGES); i > 0; i--) {
      made = changed(made, dice);
    }
    return made.length <= LONGEST ? made : Arrays.copyOf(made, LONGEST);
  }

  private byte[] changed(byte[] input, RandomGenerator dice) {
    int at = dice.nextInt(input.length + 1);
    int size = Math.min(input.length - at, 1 + dice.nextInt(FEW));
    return switch (dice.nextInt(10)) {
      case 0 -> flipped(input, dice);
      case 1 -> replaced(input, at, size, bytes(size, dice));
      case 2 -> replaced(input, at, 0, bytes(1 + dice.nextInt(FEW), dice));
      case 3 -> without(input, at, size);
      case 4 -> replaced(input, at, 0, Arrays.copyOfRange(input, at, at + size));
      case 5 -> spliced(input, at, dice);
      case 6 -> dice.nextInt(4) == 0 ? Arrays.copyOf(input, at) : input;
      case 7 -> replaced(input, at, dice.nextBoolean() ? 0 : size, word(input, at, size, dice));
      case 8 -> dice.nextInt(8) == 0 ? repeated(input, at, size, dice) : input;
      default -> replaced(input, at, size, number(dice));
    };
  }

  private static byte[] flipped(byte[] input, RandomGenerator dice) {
    byte[] flipped = input.clone();
    if (flipped.length > 0) {
      flipped[dice.nextInt(flipped.length)] ^= (byte) (1 << dice.nextInt(Byte.SIZE));
    }
    return flipped;
  }

  private static byte[] bytes(int count, RandomGenerator dice) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = dice.nextBoolean() ? BYTES[dice.nextInt(BYTES.length)] : (byte) dice.nextInt();
    }
    return bytes;
  }

  private byte[] word(byte[] input, int at, int size, RandomGenerator dice) {
    return words.isEmpty() ? Arrays.copyOfRange(input, at, at + size) : one(words, dice);
  }

  /** The end of another one. */
  private byte[] spliced(byte[] input, int at, RandomGenerator dice) {
    byte[] other = one(good, dice);
    int from = dice.nextInt(other.length + 1);
    return replaced(input, at, input.length - at, Arrays.copyOfRange(other, from, other.length));
  }

  private byte[] repeated(byte[] input, int at, int size, RandomGenerator dice) {
    byte[] piece =
        words.isEmpty() || dice.nextBoolean()
            ? Arrays.copyOfRange(input, at, at + Math.min(size, 1 + dice.nextInt(2)))
            : one(words, dice);
    int times = Math.min(1 + dice.nextInt(MANY), LONGEST / Math.max(1, piece.length));
    byte[] many = new byte[piece.length * times];
    for (int i = 0; i < many.length; i++) {
      many[i] = piece[i % piece.length];
    }
    return replaced(input, at, 0, many);
  }

  private static byte[] number(RandomGenerator dice) {
    long number = NUMBERS[dice.nextInt(NUMBERS.length)] + dice.nextInt(3) - 1;
    int size = 1 << dice.nextInt(4);
    byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    return Arrays.copyOfRange(all, Long.BYTES - size, Long.BYTES);
  }

  private static byte[] one(List<byte[]> of, RandomGenerator dice) {
    return of.get(dice.nextInt(of.size()));
  }

  /** All but a stretch. */
  static byte[] without(byte[] input, int from, int size) {
    return replaced(input, from, size, new byte[0]);
  }

  private static byte[] replaced(byte[] input, int from, int size, byte[] by) {
    byte[] result = Arrays.copyOf(input, input.length - size + by.length);
    System.arraycopy(by, 0, result, from, by.length);
    System.arraycopy(input, from + size, result, from + by.length, input.length - from - size);
    return result;
  }
}
