package dev.millrace.schemas.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds a property of a parser against inputs that are made by chance from good ones.
 *
 * <p><i>Shape</i>: first the good inputs as they are, then {@value #USUAL_CASES} of {@link
 * Mutations}, the same for the same seed. {@code -Dmillrace.fuzz.seed=N} begins elsewhere, {@code
 * -Dmillrace.fuzz.seconds=N} goes on for that long with each property, and prints how many it held
 * of.
 *
 * <p><i>Failure</i>: an {@link AssertionError} that tells the seed and, in hexadecimal, the
 * smallest input found that fails alike: where the property throws anything, where an input takes
 * longer than {@value #MOST_SECONDS} s, or more memory than the {@link #within bound}.
 *
 * <p><i>Threads</i>: the property is called from one thread that is not the caller's.
 */
public final class Fuzz {

  private static final int USUAL_CASES = 1_000;
  private static final long USUAL_SEED = 20_261_127;

  /** Thousands of times what any of the inputs takes, on a machine that does much else. */
  private static final int MOST_SECONDS = 20;

  /** Far more than a parser makes of {@value Mutations#LONGEST} bytes; classes are loaded too. */
  private static final long USUAL_BYTES = 64L << 20;

  private static final int MOST_SHRINKING = 3_000;
  private static final int MOST_SHOWN = 4_096;
  private static final long MILLIS = 1_000;
  private static final long NANOS = 1_000_000_000;
  private static final long SECONDS = Long.getLong("millrace.fuzz.seconds", 0);

  private final String name;
  private final List<byte[]> good;
  private final List<byte[]> words;
  private final long mostBytes;

  /** What has to hold of every input. */
  @FunctionalInterface
  public interface Property {

    /** Throws where it does not; may change the input. */
    void check(byte[] input) throws Exception;
  }

  private Fuzz(String name, List<byte[]> good, List<byte[]> words, long mostBytes) {
    if (good.isEmpty()) {
      throw new IllegalArgumentException(name + " has no good input to begin with");
    }
    this.name = name;
    this.good = List.copyOf(good);
    this.words = List.copyOf(words);
    this.mostBytes = mostBytes;
  }

  /** Inputs that are bytes. */
  public static Fuzz ofBytes(String name, List<byte[]> good) {
    return new Fuzz(name, good, List.of(), USUAL_BYTES);
  }

  /** Inputs that are text in UTF-8. */
  public static Fuzz ofTexts(String name, String... good) {
    return ofBytes(name, bytes(good));
  }

  /** The same with words that the language has, which chance would not find. */
  public Fuzz with(String... more) {
    return new Fuzz(
        name, good, Stream.concat(words.stream(), bytes(more).stream()).toList(), mostBytes);
  }

  /** The same with another bound on the memory that one input may take. */
  public Fuzz within(long bytes) {
    return new Fuzz(name, good, words, bytes);
  }

  /** Holds a property of texts; what is not UTF-8 comes as replacement characters. */
  public void holdsOfTexts(TextProperty property) {
    holds(input -> property.check(new String(input, UTF_8)));
  }

  /** What has to hold of every text. */
  @FunctionalInterface
  public interface TextProperty {

    /** Throws where it does not. */
    void check(String input) throws Exception;
  }

  /** Holds a property of bytes. */
  public void holds(Property property) {
    Run run = new Run(property, Long.getLong("millrace.fuzz.seed", USUAL_SEED));
    Thread thread = new Thread(run, "fuzz " + name);
    thread.setDaemon(true);
    thread.start();
    try {
      for (int before = -1, still = 0; thread.isAlive(); still++) {
        thread.join(MILLIS);
        if (run.cases != before) {
          before = run.cases;
          still = 0;
        } else if (still >= MOST_SECONDS) {
          throw failure(run, run.input, "it takes more than " + MOST_SECONDS + " s", null);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(name + " was interrupted", e);
    }
    Failed failed = run.failed;
    if (failed != null) {
      throw failure(run, failed.input(), failed.thrown().toString(), failed.thrown());
    }
    if (run.cases < good.size() + USUAL_CASES) {
      throw failure(run, run.input, "the next input could not be made", null);
    }
    if (SECONDS > 0) {
      System.out.printf("%s, seed %d: holds of %d inputs%n", name, run.seed, run.cases);
    }
  }

  private AssertionError failure(Run run, byte[] input, String what, @Nullable Throwable thrown) {
    String hex = HexFormat.of().formatHex(input);
    return new AssertionError(
        name
            + ", seed "
            + run.seed
            + ", case "
            + run.cases
            + ": "
            + what
            + "\n"
            + input.length
            + " bytes: "
            + (hex.length() > MOST_SHOWN ? hex.substring(0, MOST_SHOWN) + "…" : hex)
            + "\nas text: "
            + new String(input, 0, Math.min(input.length, MOST_SHOWN), UTF_8),
        thrown);
  }

  private static List<byte[]> bytes(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(UTF_8)).toList();
  }

  /** An input of which the property does not hold. */
  private record Failed(byte[] input, Throwable thrown) {}

  /** All the inputs of a property, one after the other. */
  private final class Run implements Runnable {

    private final Property property;
    private final long seed;
    private final long until;
    private final ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private volatile int cases;
    private volatile byte[] input = new byte[0];
    private volatile @Nullable Failed failed;

    Run(Property property, long seed) {
      this.property = property;
      this.seed = seed;
      this.until = System.nanoTime() + SECONDS * NANOS;
    }

    @Override
    public void run() {
      SplittableRandom random = new SplittableRandom(seed);
      Mutations mutations = new Mutations(good, words);
      while (cases < good.size() + USUAL_CASES || System.nanoTime() - until < 0) {
        int next = cases;
        byte[] made = next < good.size() ? good.get(next) : mutations.next(random.split());
        Optional<Throwable> thrown = thrown(made);
        if (thrown.isPresent()) {
          failed = smaller(new Failed(made, thrown.get()));
          return;
        }
        cases = next + 1;
      }
    }

    private Optional<Throwable> thrown(byte[] of) {
      input = of;
      long before = memory.getCurrentThreadAllocatedBytes();
      try {
        property.check(of.clone());
      } catch (Throwable e) {
        return Optional.of(e);
      }
      long taken = memory.getCurrentThreadAllocatedBytes() - before;
      return taken <= mostBytes
          ? Optional.empty()
          : Optional.of(new AssertionError("it takes " + taken + " bytes of memory"));
    }

    /** Leaves out halves, quarters and so on, as long as the rest fails alike. */
    private Failed smaller(Failed found) {
      Failed smallest = found;
      int tries = 0;
      for (int size = found.input().length / 2; size > 0; size /= 2) {
        int from = 0;
        while (from + size <= smallest.input().length && tries++ < MOST_SHRINKING) {
          byte[] rest = Mutations.without(smallest.input(), from, size);
          Optional<Throwable> thrown = thrown(rest);
          if (thrown.isPresent() && thrown.get().getClass() == found.thrown().getClass()) {
            smallest = new Failed(rest, thrown.get());
          } else {
            from += size;
          }
        }
      }
      return smallest;
    }
  }
}
